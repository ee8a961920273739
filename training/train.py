#!/usr/bin/env python3
"""Fits the block model to what `dechaff-training features` wrote, and writes the weights.

usage: train.py first  OUT [--seed N]    fits the first look; writes its verdicts on unseen hosts
       train.py second OUT [--seed N]    fits the second look; writes OUT/model.bin, and for each
                                         fold of hosts OUT/model-FOLD.bin, which has not seen them

OUT is the folder that the features are in. The same features and seed give the same weights.
"""
import argparse
import json
import re
import struct
from pathlib import Path

import lightgbm as lgb
import numpy as np

FOLDS = range(5)
MAGIC = b"dechaff blocks 2\n"
LEAF = 0x8000
COMMON = dict(
    objective="binary", bagging_fraction=0.8, bagging_freq=1, lambda_l2=5.0, min_data_in_leaf=40, max_bin=127,
    num_threads=2, deterministic=True, force_row_wise=True, verbose=-1,
)
LOOKS = {
    "first": (250, dict(num_leaves=31, learning_rate=0.08, feature_fraction=0.4)),
    "second": (120, dict(num_leaves=16, learning_rate=0.05, feature_fraction=0.4, min_sum_hessian_in_leaf=1.0)),
}
NEIGHBOURS = re.compile(r"[pn][12]_")
# As classify/model.rs.
FIRST_LOOK, SUREST = 0.8, 9.0
# Of blocks that weigh little and are no main content, and of those that the first look knows to be none, a quarter
# is enough.
LIGHT, SURELY_NOT, SAMPLE = 0.004, 0.02, 4


class Rows:
    """The blocks of all pages."""

    def __init__(self, out, look):
        names = (out / "names1.txt").read_text().split("\n")
        x = np.fromfile(out / "features1.f32", dtype="<f4").reshape(-1, len(names))
        rows = np.fromfile(out / "rows.f32", dtype="<f4").reshape(-1, 3)
        self.label, self.weight, self.fold = rows.T.copy()
        easy = self.weight < LIGHT
        self.init = None
        if look == "second":
            columns = [i for i, name in enumerate(names) if not NEIGHBOURS.match(name)]
            context = (out / "names2.txt").read_text().split("\n")
            x = np.hstack([x[:, columns], np.fromfile(out / "features2.f32", dtype="<f4").reshape(-1, len(context))])
            names = [names[i] for i in columns] + context
            first = np.clip(np.fromfile(out / "verdicts.f32", dtype="<f4"), -SUREST, SUREST)
            self.init = FIRST_LOOK * first
            easy = first < np.log(SURELY_NOT)
        self.names, self.x = names, x
        easy &= self.label == 0
        self.weight[easy] *= SAMPLE
        self.weight[easy & (np.arange(len(easy)) * 2654435761 % 2**32 // 2**20 % SAMPLE != 0)] = 0

    def fit(self, look, seed):
        """Models that have not seen each fold, and one that has seen all."""
        trees, settings = LOOKS[look]
        settings = {**COMMON, **settings, "seed": seed}
        used = np.flatnonzero(self.weight > 0)
        data = lgb.Dataset(
            self.x[used], self.label[used], weight=self.weight[used], params=settings,
            init_score=None if self.init is None else self.init[used],
        ).construct()
        models = {}
        for fold in [*FOLDS, None]:
            seen = np.flatnonzero(self.fold[used] != fold) if fold is not None else np.arange(len(used))
            models[fold] = lgb.train(settings, data.subset(seen), trees)
            print(f"{look} look without fold {fold}: {len(seen)} blocks", flush=True)
        return models


def unseen(rows, models):
    """The verdicts on each block of the model that has not seen its host."""
    verdicts = np.zeros(len(rows.label), "<f4")
    for fold in FOLDS:
        held = rows.fold == fold
        verdicts[held] = models[fold].predict(rows.x[held], raw_score=True)
    return verdicts


def tree_bytes(tree):
    """A tree as model.rs reads it: nodes in depth-first order, then leaves."""
    nodes, leaves = [], []

    def walk(node):
        if "leaf_value" in node:
            leaves.append(node["leaf_value"])
            return LEAF | (len(leaves) - 1)
        at = len(nodes)
        nodes.append(None)
        assert node["decision_type"] == "<="
        # The largest f32 that is not above LightGBM's f64 threshold: the same side for every f32.
        threshold = np.float32(node["threshold"])
        if float(threshold) > node["threshold"]:
            threshold = np.nextafter(threshold, np.float32(-np.inf))
        left, right = walk(node["left_child"]), walk(node["right_child"])
        nodes[at] = struct.pack("<fHHHf", threshold, node["split_feature"], left, right, node["internal_value"])
        return at

    walk(tree["tree_structure"])
    leaves = [struct.pack("<f", value) for value in leaves]
    return b"".join([struct.pack("<I", len(nodes)), *nodes, struct.pack("<I", len(leaves)), *leaves])


def look_bytes(names, trees):
    names = "\n".join(names).encode()
    return b"".join([struct.pack("<I", len(names)), names, struct.pack("<I", len(trees)), *map(tree_bytes, trees)])


def table_bytes(table):
    rows = sorted(tuple(map(int, line.split("\t"))) for line in table.read_text().splitlines())
    tokens, odds = (struct.pack("<I", token) for token, _ in rows), (struct.pack("<b", odds) for _, odds in rows)
    return b"".join([struct.pack("<I", len(rows)), *tokens, *odds])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("look", choices=LOOKS)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    rows = Rows(args.out, args.look)
    models = rows.fit(args.look, args.seed)
    trees = {fold: model.dump_model()["tree_info"] for fold, model in models.items()}
    if args.look == "first":
        unseen(rows, models).tofile(args.out / "verdicts.f32")
        (args.out / "first.json").write_text(json.dumps([rows.names, {str(fold): trees[fold] for fold in trees}]))
        return
    names, first = json.loads((args.out / "first.json").read_text())
    for fold in trees:
        suffix = "" if fold is None else f"-{fold}"
        weights = b"".join([
            MAGIC, look_bytes(names, first[str(fold)]), look_bytes(rows.names, trees[fold]),
            table_bytes(args.out / f"table{suffix}.tsv"),
        ])
        (args.out / f"model{suffix}.bin").write_bytes(weights)
    print(f"{args.out / 'model.bin'}: {len(weights)} bytes")
    settings = {"seed": args.seed, "first_look": FIRST_LOOK, "common": COMMON, "looks": LOOKS}
    (args.out / "settings.json").write_text(json.dumps(settings) + "\n")


if __name__ == "__main__":
    main()
