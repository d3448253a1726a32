#!/usr/bin/env python3
"""Builds an EmotiVoice generator checkpoint from a spec: names, shapes and dtypes, random values.

The state dict stands under `generator` with its _metadata, as the training code saves it. The same
spec, number of speakers and seed give the same tensors; a speaker's row depends on its number only.
"""

import argparse
import json
import math
import sys
from collections import OrderedDict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch  # noqa: E402  (the path comes first)

from fixturelib import cli  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("spec", type=Path, help="JSON: {tensors: {name: {dtype, shape, kind}}}")
    parser.add_argument("out", type=Path)
    parser.add_argument("--speakers", type=int, help="rows of the speaker table (default: as in the spec)")
    parser.add_argument("--table", default="am.spk_tokenizer.weight", metavar="NAME", help="the speaker table")
    parser.add_argument("--under", default="generator", metavar="KEY")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    cli.require(options.spec.is_file(), f"{options.spec} is no file")
    spec = json.loads(options.spec.read_text(encoding="utf-8"))["tensors"]
    cli.require(options.speakers is None or options.table in spec, f"the spec has no tensor {options.table}")
    if options.speakers is not None:
        spec[options.table]["shape"][0] = options.speakers
    state = OrderedDict((name, tensor(name, line, options.seed)) for name, line in spec.items())
    state._metadata = metadata(state)
    torch.save({options.under: state}, str(options.out))
    count = sum(part.numel() for part in state.values())
    return {"ok": True, "tensors": len(state), "elements": count, "bytes": options.out.stat().st_size}


def tensor(name, line, seed):
    """Small normal values, drawn row by row so that a longer table begins with the shorter one."""
    generator = torch.Generator().manual_seed(seed * 1_000_003 + sum(map(ord, name)) * 8191 + len(name))
    dtype = getattr(torch, line["dtype"])
    if not dtype.is_floating_point:
        return torch.zeros(line["shape"], dtype=dtype)
    rows, rest = (line["shape"] or [1])[0], line["shape"][1:]
    wide = math.prod(rest)
    made = [torch.randn(wide, generator=generator) for _ in range(rows)] if wide >= 16 else []
    flat = torch.cat(made) if made else torch.randn(rows * wide, generator=generator)
    return (flat * 0.02).to(dtype).reshape(line["shape"])


def metadata(state):
    """The versions that a state dict carries: one entry a module."""
    found = OrderedDict([("", {"version": 1})])
    for name in state:
        parts = name.split(".")[:-1]
        for i in range(1, len(parts) + 1):
            found.setdefault(".".join(parts[:i]), {"version": 1})
    return found


if __name__ == "__main__":
    cli.run(main)
