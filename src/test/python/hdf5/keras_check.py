#!/usr/bin/env python3
"""Asks Keras 3 of files that were migrated or converted.

    keras_check.py sample BEFORE AFTER OLD-LABELS NEW-LABELS    (samples/keras, grown)
    keras_check.py shards BEFORE AFTER UNITS                    (golden/hdf5/keras/shards, the last layer grown)
    keras_check.py weights BEFORE AFTER                         (the same, as one .weights.h5 file)

Raises unless Keras loads what is there and says the same of kept rows, to the bit where nothing else is computed.
"""
import os
import pathlib
import sys

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras  # noqa: E402
import numpy as np  # noqa: E402


def sample(before, after, old, new):
    """The model of samples/keras: logits of speakers, and a score of each claimed speaker."""
    old, new = (pathlib.Path(f).read_text().split() for f in (old, new))
    place = np.array([new.index(speaker) for speaker in old])
    features = np.random.default_rng(0).normal(size=(len(old), 8)).astype("float32")
    source, result = keras.models.load_model(before), keras.models.load_model(after)
    was = source.predict({"features": features, "claimed": np.arange(len(old))}, verbose=0)
    now = result.predict({"features": features, "claimed": place}, verbose=0)
    assert now["who"].shape == (len(old), len(new)), now["who"].shape
    np.testing.assert_allclose(now["who"][:, place], was["who"], rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(now["same"], was["same"], rtol=1e-6, atol=1e-6)
    table = source.get_layer("speaker_embedding").get_weights()[0]
    grown = result.get_layer("speaker_embedding").get_weights()[0]
    assert np.array_equal(grown[place], table)
    fresh = [i for i, speaker in enumerate(new) if speaker not in old]
    np.testing.assert_allclose(grown[fresh], np.tile(table.mean(0), (len(fresh), 1)), rtol=1e-5, atol=1e-7)
    assert int(result.optimizer.iterations) == int(source.optimizer.iterations) > 0
    momenta = [np.asarray(keras.ops.convert_to_numpy(v)) for v in result.optimizer.variables]
    assert any(m.shape == grown.shape and m[place].any() and not m[fresh].any() for m in momenta)
    # It learns on, from where it was.
    result.fit(
        {"features": features, "claimed": place}, {"who": place, "same": np.ones((len(old), 1), "float32")}, verbose=0
    )
    assert result.count_params() == source.count_params() + len(fresh) * (16 + 16 + 1)


def small(units):
    made = keras.Sequential(
        [
            keras.Input((16,)),
            keras.layers.Dense(24, activation="relu", name="hidden"),
            keras.layers.Dense(units, name="scores"),
        ]
    )
    made.compile(keras.optimizers.Adam(0.01), "mse")
    made.optimizer.build(made.trainable_variables)
    return made


def variables(made):
    return [keras.ops.convert_to_numpy(v) for v in made.variables + made.optimizer.variables]


def shards(before, after, units):
    units = int(units)
    source, result = small(12), small(units)
    source.load_weights(before)
    result.load_weights(after)
    found = variables(result)
    for was, now in zip(variables(source), found, strict=True):
        assert np.array_equal(now[tuple(slice(0, n) for n in was.shape)], was)
    assert found[2].shape == (24, units)
    assert any(v.shape == (24, units) and v.any() for v in variables(result)[4:])


def weights(before, after):
    source, result = small(12), small(12)
    source.load_weights(before)
    result.load_weights(after)
    for was, now in zip(variables(source), variables(result), strict=True):
        assert np.array_equal(now, was)


if __name__ == "__main__":
    {"sample": sample, "shards": shards, "weights": weights}[sys.argv[1]](*sys.argv[2:])
    print("ok")
