#!/usr/bin/env python3
"""Feeds a long run with documents made on the way, and says how much memory it takes as it goes on.

usage: tools/soak.py [--documents 1000000] [--bytes 5000] [--every 97] [-- FLAGS OF CLEAN]

The documents come through standard input and go to a folder that is removed in the end. Every 97th one is
broken. Fails where a document is lost, or where the memory at the end is more than a tenth above that after the
first fifth.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

WORDS = "the a crane fell onto rails of harbour while ships waited and nobody was hurt said city on monday".split()


def numbers():
    """The same on every run."""
    state = 1
    while True:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield state >> 33


def documents(args):
    """Rows of JSON Lines, no two alike."""
    number_of = numbers()
    word = lambda: WORDS[next(number_of) % len(WORDS)]
    lines = [" ".join(word() for _ in range(14)).capitalize() + "." for _ in range(5_000)]
    for number in range(args.documents):
        if number % args.every == args.every - 1:
            yield b'{"text": broken}\n'
            continue
        text, size = [f"Story {number}"], 0
        while size < args.bytes:
            text.append(lines[next(number_of) % len(lines)])
            size += len(text[-1]) + 1
        yield json.dumps({"id": number, "text": "\n".join(text) + "\nShare this article\n"}).encode() + b"\n"


def resident(pid):
    """Resident memory in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    return 0.0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--bytes", type=int, default=5_000)
    parser.add_argument("--every", type=int, default=97)
    parser.add_argument("--dechaff", default="target/release/dechaff")
    parser.add_argument("flags", nargs="*")
    args = parser.parse_args()
    fifths, sent = [0.0] * 5, 0
    with tempfile.TemporaryDirectory(dir=".") as folder:
        command = [args.dechaff, "clean", "-", "-o", f"{folder}/out", "-q", "--summary", f"{folder}/summary.json"]
        start = time.monotonic()
        run = subprocess.Popen(command + args.flags, stdin=subprocess.PIPE)

        def feed():
            nonlocal sent
            try:
                for row in documents(args):
                    run.stdin.write(row)
                    sent += 1
                run.stdin.close()
            except BrokenPipeError:
                pass

        feeder = threading.Thread(target=feed)
        feeder.start()
        while run.poll() is None:
            fifth = min(4, sent * 5 // args.documents)
            try:
                fifths[fifth] = max(fifths[fifth], resident(run.pid))
            except FileNotFoundError:
                break
            time.sleep(0.2)
        feeder.join()
        code, took = run.wait(), time.monotonic() - start
        summary = json.loads(Path(f"{folder}/summary.json").read_text())
    print(f"{summary['documents']} documents, {summary['errors']} errors in {took:.0f} s; "
          f"greatest resident memory in each fifth, MB: {' '.join(f'{mb:.0f}' for mb in fifths)}")
    lost = summary["documents"] != args.documents or summary["errors"] != args.documents // args.every
    if code or lost or fifths[4] > 1.1 * fifths[0]:
        sys.exit("documents were lost, or memory has grown")


if __name__ == "__main__":
    os.nice(5)
    main()
