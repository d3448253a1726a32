#!/usr/bin/env python3
"""Writes the fixtures of odd graphs, and what Python says of them.

    .venv/bin/python src/test/python/graph/make.py

`expected.json` holds, by file, the names that its keys have as Python prints them, and for
state dicts the `_metadata` that torch's own modules give under other names.
"""

import json
from collections import Counter, OrderedDict
from pathlib import Path

import torch
from torch import nn

GOLDEN = Path(__file__).resolve().parents[2] / "resources" / "golden" / "graph"

LITERALS = [
    ("a", 1), (), (1,), ((("deep",), None), True), 1.5, -0.0, 1e16, 1e-5, 123456789.125, 5e-324, 1e22, float("inf"),
    True, None, b"raw", b"it's\x00\\", ("it's", 'say "x"', "line\nend", "größe\u200b"), (b"x", 2**70, -3),
    (0.1, torch.int8), torch.float32, "plain", "('b', 2)", 7,
]


def ramp(*shape, start=0):
    count = 1
    for size in shape:
        count *= size
    return torch.arange(start, start + count, dtype=torch.float32).reshape(shape)


class Net(nn.Module):
    """Modules with and without tensors, on two levels."""

    def __init__(self, body="enc", first="0", act="act"):
        super().__init__()
        inner = OrderedDict([(first, nn.Linear(3, 2)), ("1", nn.ReLU()), ("2", nn.BatchNorm1d(2))])
        self.add_module(body, nn.Sequential(inner))
        self.add_module("head", nn.Linear(2, 1))
        self.add_module(act, nn.ReLU())


class Wrapped(nn.Module):
    """Gives every name the prefix that DataParallel gives it."""

    def __init__(self):
        super().__init__()
        self.module = Net()


def metadata(module):
    """What torch records for each module, in order."""
    return [[key, value["version"]] for key, value in module.state_dict()._metadata.items()]


def attributes():
    state = OrderedDict(w=ramp(2), v=ramp(2, start=2))
    state.buf = ramp(2, start=4)
    return state


def shared():
    state = {"w": ramp(2), "v": ramp(2, start=2)}
    return {"a": state, "b": state, "own": {"w": ramp(2, start=4)}}


def tied():
    one = ramp(2)
    return {"w": one, "x": one, "v": ramp(2, start=2)}


def odd_texts():
    return {"a\ud800b": ramp(2), "c\nd": ramp(2, start=2), "e\u202ef": ramp(2, start=4)}


def devices():
    return {"w": ramp(2), torch.device("cpu"): ramp(2, start=2), torch.device("meta"): ramp(2, start=4),
            ("x" * 200, 1): ramp(2, start=6)}


def main():
    torch.manual_seed(0)
    files = {
        "literal-keys.pt": {"w": ramp(2), "x": {key: ramp(2, start=i) for i, key in enumerate(LITERALS)}},
        "integer-keys.pt": {"d": {0: ramp(2), 1: ramp(2, start=2)}, "milestones": Counter({30: 1, 60: 2})},
        "counted-keys.pt": devices(),
        "counted-values.pt": {"w": ramp(2), "x": {torch.device("cpu"): 1, torch.device("meta"): 2}},
        "shared-dict.pt": shared(),
        "attribute.pt": attributes(),
        "tied.pt": tied(),
        "odd-texts.pt": odd_texts(),
        "net.pt": Net().state_dict(),
        "wrapped.pt": Wrapped().state_dict(),
        "nested.pt": {"model": Net().state_dict(), "step": 3},
    }
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for name, value in files.items():
        torch.save(value, str(GOLDEN / name))
    expected = {
        "literal-keys.pt": [str(key) for key in LITERALS],
        "net": metadata(Net()),
        "wrapped": metadata(Wrapped()),
        "encoder": metadata(Net(body="encoder")),
        "conv": metadata(Net(first="conv")),
    }
    text = json.dumps(expected, indent=1, ensure_ascii=True)
    (GOLDEN / "expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
