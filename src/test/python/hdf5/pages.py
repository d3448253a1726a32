#!/usr/bin/env python3
"""Asks Keras of a page in docs/keras: the file before fails with the message that the page shows, the one after loads.

    pages.py ID PAGE BEFORE AFTER ORIGINAL

ORIGINAL is the file that Keras saved, under a name by which it is read; what the model with the migrated weights makes of
numbers is compared with what that of the original does.
"""
import os
import pathlib
import re
import sys

os.environ.setdefault("KERAS_BACKEND", "torch")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np  # noqa: E402

if os.environ.get("REGRAFT_KERAS") == "2":
    import tf_keras as keras  # noqa: E402
else:
    import keras  # noqa: E402

INPUTS = np.linspace(-1, 2, 15, dtype="float32").reshape(3, 5)


def model(layers=2, bias=True, classes=3):
    x = first = keras.Input((5,), name="features")
    x = keras.layers.Dense(4, activation="relu", use_bias=bias, name="hidden")(x)
    x = keras.layers.Dense(classes, name="scores")(x)
    if layers == 3:
        x = keras.layers.Dense(2, name="old_head")(x)
    return keras.Model(first, x, name="small")


def answers(made):
    return np.asarray(made.predict(INPUTS, verbose=0))


def shown(page):
    """The first message of a page."""
    block = re.search(r"```\n(.*?)```", pathlib.Path(page).read_text(), re.DOTALL).group(1)
    return block.strip().removeprefix("ValueError: ")


def without_bias(original):
    """What the model says when the first layer has no bias: computed without Keras."""
    w0, _, w1, b1 = (np.asarray(w) for w in original.get_weights())
    return np.maximum(INPUTS @ w0, 0) @ w1 + b1


def main():
    name, page, before, after, original = sys.argv[1:]
    layers = 3 if "old-head" in name else 2
    whole = model(layers=layers)
    whole.load_weights(original)
    wanted = {
        "without-old-head": {},
        "model-without-old-head": {},
        "without-bias": {"bias": False},
        "without-variable-1": {"bias": False},
        "with-bias": {},
        "more-classes": {"classes": 6},
        "more-classes-3": {"classes": 6},
        "keras-3-names": {},
    }[name]
    if name != "with-bias" and os.environ.get("REGRAFT_KERAS") != "2":
        message = shown(page)
        if name == "without-variable-1":
            message = "Layer 'hidden' expected 1 variables, but received 2 variables during loading. Expected: ['kernel']"
        if name == "more-classes-3":
            # How it writes the shapes differs by backend.
            message = "the shape of the target value in `variable.assign(value)` must match."
        try:
            model(**wanted).load_weights(before)
        except ValueError as error:
            assert message in str(error), f"{name}: Keras says: {error}"
        else:
            raise AssertionError(f"{name}: the file loads before")
    made = model(**wanted)
    made.load_weights(after)
    if layers == 3:
        inner = keras.Model(whole.inputs, whole.get_layer("scores").output)
        expected, found = answers(inner), answers(made)
    elif name in ("without-bias", "without-variable-1", "with-bias"):
        expected, found = without_bias(whole), answers(made)
    elif name == "more-classes":
        expected, found = answers(whole), answers(made)[:, [3, 4, 1]]
    elif name == "more-classes-3":
        expected, found = answers(whole), answers(made)[:, :3]
    else:
        expected, found = answers(whole), answers(made)
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
    if name in ("model-without-old-head", "more-classes"):
        loaded = keras.models.load_model(after)
        np.testing.assert_allclose(answers(loaded), answers(made), rtol=1e-5, atol=1e-6)
    print("ok")


if __name__ == "__main__":
    main()
