#!/usr/bin/env python3
"""Writes files of Keras: KERAS_BACKEND=numpy make_keras.py (with keras 3.15.1, h5py 3.16.0, scipy, jax).

Each kind of file that Keras 3 saves, of the same small model; predictions.json says what the model makes of ones.
"""
import json
import pathlib

import keras
import make
import numpy as np

OUT = pathlib.Path(__file__).parent / "keras"


def shards():
    """Weights over several files, with an optimizer's, whose group is in more than one."""
    folder = OUT / "shards"
    folder.mkdir(exist_ok=True)
    keras.utils.set_random_seed(9)
    model = keras.Sequential(
        [
            keras.Input((16,)),
            keras.layers.Dense(24, activation="relu", name="hidden"),
            keras.layers.Dense(12, name="scores"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.01), "mse")
    model.fit(np.ones((2, 16), "float32"), np.ones((2, 12), "float32"), verbose=0)
    model.save_weights(folder / "model.weights.json", max_shard_size=2048 / 1024**3)
    answer = np.asarray(model(np.ones((1, 16), "float32"))).tolist()
    (folder / "predictions.json").write_text(json.dumps({"ones": answer}) + "\n")


def main():
    OUT.mkdir(exist_ok=True)
    keras.utils.set_random_seed(7)
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(3, name="hidden"), keras.layers.Dense(2, name="head")]
    )
    model.save(OUT / "model.keras")
    model.save_weights(OUT / "model.weights.h5")
    model.save(OUT / "legacy.h5")
    answer = np.asarray(model(np.ones((1, 4), "float32"))).tolist()
    (OUT / "predictions.json").write_text(json.dumps({"ones": answer}) + "\n")
    half = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="hidden", dtype="bfloat16")])
    half.save_weights(OUT / "half.weights.h5")
    shards()
    expected = {f.name: make.describe(f) for f in sorted(OUT.glob("*.h5"))}
    (OUT / "expected.json").write_text(json.dumps(expected, indent=1, allow_nan=False) + "\n")


if __name__ == "__main__":
    main()
