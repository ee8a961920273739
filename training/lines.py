#!/usr/bin/env python3
"""Fits the line model to what `dechaff-training lines` wrote, and writes the weights.

usage: lines.py OUT [--seed N]    writes OUT/lines.bin, and for each fold of hosts OUT/lines-FOLD.bin,
                                  which has not seen them

The same features and seed give the same weights.
"""
import argparse
import json
import struct
from pathlib import Path

import lightgbm as lgb
import numpy as np

from train import FOLDS, look_bytes, table_bytes

MAGIC = b"dechaff lines 1\n"
TREES = 160
SETTINGS = dict(
    objective="binary", num_leaves=31, learning_rate=0.1, feature_fraction=0.4, bagging_fraction=0.8, bagging_freq=1,
    lambda_l2=5.0, min_data_in_leaf=60, max_bin=127, num_threads=2, deterministic=True, force_row_wise=True, verbose=-1,
)
# Lines of all that a page shows whose label the gold text does not settle count less; of main content, not at all.
UNSURE = 0.35
# Of the lighter half of the lines that are chaff, a third is enough.
LIGHT, SAMPLE = 0.6, 3


def rows(out):
    names = (out / "names.txt").read_text().split("\n")
    x = np.fromfile(out / "features.f32", dtype="<f4").reshape(-1, len(names))
    label, weight, fold, main = np.fromfile(out / "rows.f32", dtype="<f4").reshape(-1, 4).T.copy()
    weight[label >= 2] *= np.where(main[label >= 2] > 0, 0, UNSURE)
    label = np.isin(label, (1, 3)).astype("<f4")
    light = (label == 0) & (weight < np.quantile(weight[weight > 0], LIGHT))
    weight[light] *= SAMPLE
    weight[light & (np.arange(len(light)) * 2654435761 % 2**32 // 2**16 % SAMPLE != 0)] = 0
    return names, x, label, weight, fold


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    names, x, label, weight, fold = rows(args.out)
    settings = {**SETTINGS, "seed": args.seed}
    used = np.flatnonzero(weight > 0)
    data = lgb.Dataset(x[used], label[used], weight=weight[used], params=settings).construct()
    verdicts = np.zeros(len(label), "<f4")
    for held in [*FOLDS, None]:
        seen = np.flatnonzero(fold[used] != held) if held is not None else np.arange(len(used))
        model = lgb.train(settings, data.subset(seen), TREES)
        suffix = "" if held is None else f"-{held}"
        if held is not None:
            verdicts[fold == held] = model.predict(x[fold == held], raw_score=True)
        weights = MAGIC + look_bytes(names, model.dump_model()["tree_info"])
        weights += table_bytes(args.out / f"table{suffix}.tsv")
        (args.out / f"lines{suffix}.bin").write_bytes(weights)
        print(f"lines{suffix}.bin: {len(seen)} lines, {len(weights)} bytes", flush=True)
    verdicts.tofile(args.out / "verdicts.f32")
    (args.out / "lines.json").write_text(json.dumps({"trees": TREES, **settings, "unsure": UNSURE}) + "\n")


if __name__ == "__main__":
    main()
