#!/usr/bin/env python3
"""Chooses the weights by which titles, authors and dates are voted on, and judges them. See README.md.

usage: metadata.py CLAIMS DATA SCORE [RESOLVE]

CLAIMS is what `dechaff-training claims` wrote, DATA the folder of pages with gold, SCORE the folder of
score_pages.py. Prints how often what is chosen is right: on each half of the hosts by weights that were
chosen on the other half, and on all by weights that were chosen on all. With RESOLVE the tables of that
Rust file are made anew.
"""
import json, re, sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

SETS = ["pages", "news", "snippets"]
# field, gold field, name of the table; what "nothing" loses, so that what is unsure is said rather
# than not; whether an empty gold of `snippets` says that there is none (it does not).
FIELDS = [("title", "title", "TITLE", 0.0), ("author", "author", "AUTHOR", 0.8),
          ("date_published", "date", "PUBLISHED", 1.2)]
L2 = 2.0
LEAST = 10  # a weight of less than so many hundredths is left out, but for those of evidence


def right(score, field, gold, values):
    """Whether the values of a candidate are those of the gold."""
    if field == "author":
        return score.names(values) == score.names(gold)
    if not values:
        return score.day(gold) is None if field == "date_published" else False
    if field == "title":
        return score.norm(values[0]) == score.norm(gold)
    return score.day(gold) is not None and score.day(values[0]) == score.day(gold)


def fit(pages):
    """The weight of each sign, of pages as lists of (signs, right)."""
    pages = [page for page in pages if any(ok for _, ok in page)]
    signs = sorted({sign for page in pages for found, _ in page for sign in found})
    at = {sign: i for i, sign in enumerate(signs)}
    group = np.repeat(np.arange(len(pages)), [len(page) for page in pages])
    x = np.zeros((len(group), len(signs)))
    for row, (found, _) in enumerate(c for page in pages for c in page):
        x[row, [at[sign] for sign in found]] = 1
    y = np.array([ok for page in pages for _, ok in page], float)

    def loss(weights):
        z = x @ weights
        top = np.full(len(pages), -np.inf)
        np.maximum.at(top, group, z)
        e = np.exp(z - top[group])
        all_, good = np.bincount(group, e), np.bincount(group, e * y)
        slope = x.T @ (e / all_[group] - e * y / good[group])
        return -np.log(good / all_).sum() + L2 * weights @ weights / 2, slope + L2 * weights

    found = minimize(loss, np.zeros(len(signs)), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return dict(zip(signs, found.x))


def rounded(weights, nothing):
    """The weights as the table has them, in hundredths."""
    if "Nothing" in weights:
        weights = {**weights, "Nothing": weights["Nothing"] - nothing}
    kept = lambda sign, w: abs(round(100 * w)) >= LEAST or sign.startswith("By(")
    return {sign: round(100 * w) for sign, w in weights.items() if kept(sign, w)}


def chosen(weights, page):
    """Whether the candidate of the highest sum is right; of equals the first counts."""
    if not page:
        return False
    return max(page, key=lambda c: sum(weights.get(sign, 0) for sign in c[0]))[1]


def main():
    claims, data, score_dir, *resolve = sys.argv[1:]
    sys.path.insert(0, score_dir)
    import score_pages as score

    gold = {}
    for name in SETS:
        for page in score.load_page_file(Path(data) / f"{name}.jsonl.zst"):
            gold[name, page["id"]] = {field: page.get(field) for _, field, _, _ in FIELDS}
    rows = [row for row in map(json.loads, open(claims)) if (row["set"], row["id"]) in gold]
    for field, gold_field, table, nothing in FIELDS:
        examples = []
        for row in rows:
            want = gold[row["set"], row["id"]][gold_field]
            given = bool(want) if field != "date_published" else score.day(want) is not None
            if not given and field == "title":
                continue
            page = [(signs, right(score, field, want, values)) for values, signs in row["votes"][field]]
            examples.append((row["set"], given, row["page_hash"] % 2, page))
        train = lambda half: fit([p for s, given, h, p in examples if h != half and p
                                  and (given or s != "snippets")])
        of = {half: rounded(train(half), nothing) for half in (0, 1, None)}
        judged, known = defaultdict(list), defaultdict(list)
        for s, given, half, page in examples:
            judged[s, given].append((half, chosen(of[half], page)))
            known[s, given].append(chosen(of[None], page))
        for (s, given), marks in sorted(judged.items(), key=str):
            halves = [np.mean([ok for h, ok in marks if h == half] or [0]) for half in (0, 1)]
            print(f"{field:15} {s:9} {'given' if given else 'none':6} {len(marks):5}  judged "
                  f"{np.mean([ok for _, ok in marks]):.3f}  halves {halves[0]:.3f} {halves[1]:.3f}  "
                  f"chosen on all {np.mean(known[s, given]):.3f}")
        spoke, was_right = Counter(), Counter()
        for s, given, _, page in examples:
            for signs, ok in page if given or s != "snippets" else []:
                spoke.update(signs)
                was_right.update(signs if ok else [])
        lines = [f"    ({sign}, {w}), // {was_right[sign]} of {spoke[sign]}\n"
                 for sign, w in sorted(of[None].items(), key=lambda item: -item[1])]
        if resolve:
            path = Path(resolve[0])
            text = path.read_text()
            head = f"const {table}: &[(Sign, i16)] = &[\n"
            start = text.index(head) + len(head)
            path.write_text(text[:start] + "".join(lines) + text[text.index("];\n", start):])


if __name__ == "__main__":
    main()
