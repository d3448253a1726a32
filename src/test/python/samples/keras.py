#!/usr/bin/env python3
"""Makes samples/keras: a small speaker classifier of Keras 3, and the lists of its speakers before and after.

    KERAS_BACKEND=jax python src/test/python/samples/keras.py samples/keras     (keras 3.15.1)

The model says who speaks in a frame of features, and whether it is the speaker that the frame claims to be of, for which
each speaker has a row in an embedding. It was trained for a few steps, so that the optimizer's slots have content too. The
second list has two speakers more, in alphabetical order, so that rows behind them move.
"""

import os
import pathlib
import sys

# This file is called as the library is, which its folder would hide.
sys.path = [p for p in sys.path if pathlib.Path(p or ".").resolve() != pathlib.Path(__file__).resolve().parent]
os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402
import numpy as np  # noqa: E402

SPEAKERS = ["ada", "ben", "clara", "dario", "emil", "fay", "gus", "ines", "jon", "kim", "lena", "mo"]
NEW = ["hanna", "noor"]
FEATURES = 8


def model(count):
    features = keras.Input((FEATURES,), name="features")
    claimed = keras.Input((), dtype="int32", name="claimed")
    voice = keras.layers.Dense(16, activation="relu", name="voice")(features)
    row = keras.layers.Embedding(count, 16, name="speaker_embedding")(claimed)
    who = keras.layers.Dense(count, name="who")(voice)
    same = keras.layers.Dot(axes=1, name="same")([voice, row])
    return keras.Model([features, claimed], {"who": who, "same": same}, name="speakers")


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    (folder / "speakers-12.txt").write_text("\n".join(SPEAKERS) + "\n")
    (folder / "speakers-14.txt").write_text("\n".join(sorted(SPEAKERS + NEW)) + "\n")
    keras.utils.set_random_seed(12)
    made = model(len(SPEAKERS))
    who = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    same = keras.losses.BinaryCrossentropy(from_logits=True)
    made.compile(optimizer=keras.optimizers.Adam(0.01), loss={"who": who, "same": same})
    random = np.random.default_rng(12)
    centres = random.normal(size=(len(SPEAKERS), FEATURES))
    truth = random.integers(len(SPEAKERS), size=600)
    claimed = np.where(random.random(600) < 0.5, truth, random.integers(len(SPEAKERS), size=600))
    features = centres[truth] + random.normal(scale=0.3, size=(600, FEATURES))
    made.fit(
        {"features": features.astype("float32"), "claimed": claimed.astype("int32")},
        {"who": truth, "same": (truth == claimed).astype("float32")[:, None]},
        epochs=20, verbose=0,
    )
    made.save(folder / "speakers.keras")


if __name__ == "__main__":
    main()
