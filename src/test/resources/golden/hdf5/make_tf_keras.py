#!/usr/bin/env python3
"""Writes files of Keras 2: make_tf_keras.py (with tf-keras 2.21.0, tensorflow-cpu 2.21.0, h5py 3.14.0).

Each kind of file that it saves, of the models that the pages in docs/keras are about; predictions.json says what the models
make of ones.
"""
import json
import pathlib

import make
import numpy as np
import tf_keras as keras

OUT = pathlib.Path(__file__).parent / "tf-keras-2.21.0"


def model(layers):
    x = first = keras.Input((5,), name="features")
    x = keras.layers.Dense(4, activation="relu", name="hidden")(x)
    x = keras.layers.Dense(3, name="scores")(x)
    if layers == 3:
        x = keras.layers.Dense(2, name="old_head")(x)
    return keras.Model(first, x, name="small")


def main():
    OUT.mkdir(exist_ok=True)
    answers = {}
    for layers, name in [(3, "three"), (2, "two")]:
        keras.utils.set_random_seed(3 + layers)
        made = model(layers)
        for weight in made.weights:
            if "bias" in weight.name:
                weight.assign(np.linspace(0.1, 0.2, weight.shape[0], dtype="float32"))
        made.save_weights(OUT / f"{name}.h5")
        made.save(OUT / f"{name}-model.h5")
        answers[name] = np.asarray(made(np.ones((1, 5), "float32"))).tolist()
    made.save_weights(OUT / "two.weights.h5")
    made.save(OUT / "two.keras")
    (OUT / "predictions.json").write_text(json.dumps(answers) + "\n")
    expected = {f.name: make.describe(f) for f in sorted(OUT.glob("*.h5"))}
    (OUT / "expected.json").write_text(json.dumps(expected, indent=1, allow_nan=False) + "\n")


if __name__ == "__main__":
    main()
