#!/usr/bin/env python3
"""Writes an HDF5 file as h5py does by default: hdf5.py OUT --gb G --datasets N

One of the datasets is `emb.weight`, 2,015 rows of 384; the others share what is left of the size, in groups of 100.
"""

import argparse

import h5py
import numpy as np

ROWS, COLUMNS, GROUP = 2015, 384, 100
PIECE = 1 << 20


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output")
    parser.add_argument("--gb", type=float, required=True)
    parser.add_argument("--datasets", type=int, required=True)
    options = parser.parse_args()
    random = np.random.default_rng(0)
    filler = random.normal(size=PIECE).astype("<f4")
    others = options.datasets - 1
    each = max(1, (int(options.gb * 1e9) // 4 - ROWS * COLUMNS) // others)
    with h5py.File(options.output, "w") as file:
        file["emb.weight"] = random.normal(size=(ROWS, COLUMNS)).astype("<f4")
        for i in range(others):
            dataset = file.create_dataset(f"layers_{i // GROUP}/w{i}", (each,), "<f4")
            for start in range(0, each, PIECE):
                dataset[start : start + PIECE] = filler[: each - start]


if __name__ == "__main__":
    main()
