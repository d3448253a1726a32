#!/usr/bin/env python3
"""Writes a checkpoint of a given size for benchmarks, with one embedding table `emb.weight`.

A name that ends in .safetensors makes such a file; with --shards OUT is a folder of them with an index.

It is made in memory: it needs as much as the file is big. The values repeat a random block, with
the tensor's number in front; the same arguments give the same file.
"""

import argparse
import json
import sys
from collections import OrderedDict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import safetensors.torch  # noqa: E402  (the path comes first)
import torch  # noqa: E402

from fixturelib import cli  # noqa: E402

BLOCK = 1 << 22


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--gb", type=float, default=2.0, help="size in 10^9 bytes")
    parser.add_argument("--tensors", type=int, default=300, help="number of tensors, the table among them")
    parser.add_argument("--rows", type=int, default=2015, help="rows of the table")
    parser.add_argument("--cols", type=int, default=384, help="columns of the table")
    parser.add_argument("--dtype", default="float32", choices=("float32", "float16", "bfloat16", "float64"))
    parser.add_argument("--shards", type=int, default=0, help="files of a folder; 0 makes one file")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    dtype = getattr(torch, options.dtype)
    size = torch.empty(0, dtype=dtype).element_size()
    table = options.rows * options.cols
    rest = int(options.gb * 1e9) // size - table
    cli.require(rest >= options.tensors - 1, "the table alone is bigger than --gb")
    generator = torch.Generator().manual_seed(options.seed)
    block = torch.randn(BLOCK, generator=generator).to(dtype)
    state = OrderedDict([("emb.weight", filled(0, (options.rows, options.cols), block))])
    for i in range(1, options.tensors):
        count = rest // (options.tensors - 1) + (i <= rest % (options.tensors - 1))
        columns = 1024 if count % 1024 == 0 else 1
        state[f"layers.{i - 1}.weight"] = filled(i, (count // columns, columns), block)
    if options.shards:
        size = sharded(state, options.shards, options.out)
    elif options.out.suffix == ".safetensors":
        safetensors.torch.save_file(state, options.out, {"format": "pt"})
        size = options.out.stat().st_size
    else:
        torch.save(state, str(options.out))
        size = options.out.stat().st_size
    return {"ok": True, "tensors": len(state), "bytes": size}


def sharded(state, count, folder):
    """As many tensors in each file, in order, and the index; gives the bytes of all files."""
    folder.mkdir()
    names = list(state)
    weight_map = {}
    for i in range(count):
        file = f"model-{i + 1:05}-of-{count:05}.safetensors"
        mine = names[len(names) * i // count:len(names) * (i + 1) // count]
        safetensors.torch.save_file({name: state[name] for name in mine}, folder / file, {"format": "pt"})
        weight_map.update(dict.fromkeys(mine, file))
    total = sum(t.numel() * t.element_size() for t in state.values())
    index = {"metadata": {"total_size": total}, "weight_map": dict(sorted(weight_map.items()))}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=2, sort_keys=True) + "\n")
    return sum(f.stat().st_size for f in folder.iterdir())


def filled(number, shape, block):
    """A tensor of the block, repeated, behind its own number."""
    made = torch.empty(shape, dtype=block.dtype)
    flat = made.view(-1)
    for start in range(0, flat.numel(), BLOCK):
        part = flat[start:start + BLOCK]
        part.copy_(block[:part.numel()])
    if flat.numel():
        flat[0] = number
    return made


if __name__ == "__main__":
    cli.run(main)
