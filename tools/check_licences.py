#!/usr/bin/env python3
"""Checks that every crate dechaff is built from has a licence that licences.toml allows.

usage: tools/check_licences.py   (exit 1 and the crates' names where one has not)
"""
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def allowed(expression, allow):
    """Whether an SPDX expression can be met by licences in `allow`. AND binds closer than OR."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression.replace("/", " OR "))

    def either():
        met = both()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            met = both() or met
        return met

    def both():
        met = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            met = one() and met
        return met

    def one():
        token = tokens.pop(0)
        if token == "(":
            met = either()
            tokens.pop(0)
            return met
        if tokens and tokens[0] == "WITH":
            tokens.pop(0)
            token = f"{token} WITH {tokens.pop(0)}"
        return token in allow

    return either()


def main():
    allow = set(tomllib.loads((ROOT / "licences.toml").read_text())["allow"])
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--all-features"]
    packages = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)["packages"]
    bad = [p for p in packages if not p["license"] or not allowed(p["license"], allow)]
    for package in bad:
        print(f"{package['name']} {package['version']}: {package['license']} is not in licences.toml", file=sys.stderr)
    print(f"licences: {len(packages) - len(bad)} crates allowed, {len(bad)} not")
    return 1 if bad else 0


if __name__ == "__main__":
    assert allowed("MIT OR Apache-2.0", {"MIT"}) and not allowed("MIT AND GPL-3.0", {"MIT"})
    assert allowed("(MIT OR X) AND BSD-2-Clause", {"MIT", "BSD-2-Clause"}) and not allowed("GPL-3.0", {"MIT"})
    sys.exit(main())
