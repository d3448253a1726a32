#!/usr/bin/env python3
"""Whether the library of safetensors (0.8) finds in a file what it finds in another, some tensors changed.

    safetensors_check.py same SOURCE OUTPUT [--renamed OLD NEW] [--dropped NAME] [--rows NAME COUNT]
    safetensors_check.py canonical FILE

`canonical` asks whether it would write the same bytes.
"""

import argparse

import safetensors
import safetensors.torch
import torch

from fixturelib.cli import require


def described(path):
    """Dtype, shape and bytes of each tensor, by name, as the library reads them."""
    with open(path, "rb") as f:
        read = safetensors.deserialize(f.read())
    return {name: (t["dtype"], list(t["shape"]), bytes(t["data"])) for name, t in read}


def metadata(path):
    with safetensors.safe_open(path, "np") as f:
        return f.metadata() or {}


def torch_loads(tensors):
    """True if torch has a dtype for each, and counts its elements as the header does."""
    known = set(safetensors.torch._TYPES) | {"F8_E8M0", "F4"}
    return all(dtype in known and (dtype != "F4" or shape and shape[-1] % 2 == 0)
               for dtype, shape, _ in tensors.values())


def same(options):
    wanted, found = described(options.source), described(options.output)
    for name in options.dropped:
        del wanted[name]
    for old, new in options.renamed:
        wanted[new] = wanted.pop(old)
    for name, count in options.rows:
        dtype, shape, data = wanted[name]
        wanted[name] = (dtype, [int(count), *shape[1:]], data[: len(data) // shape[0] * int(count)])
    for name in sorted(wanted.keys() | found.keys()):
        require(wanted.get(name) == found.get(name), f"{name!r}: wanted {wanted.get(name)}, found {found.get(name)}")
    require(metadata(options.source) == metadata(options.output), f"metadata: {metadata(options.output)}")
    if torch_loads(found):
        loaded = safetensors.torch.load_file(options.output)
        require(loaded.keys() == found.keys(), f"torch loads {sorted(loaded)}")
        for name, tensor in loaded.items():
            bits = tensor.reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""
            require(bits == found[name][2], f"{name!r}: torch loads other bytes")


def canonical(options):
    tensors = safetensors.torch.load_file(options.file)
    wanted = safetensors.torch.save(tensors, metadata(options.file) or None)
    with open(options.file, "rb") as f:
        found = f.read()
    require(wanted == found, f"the library writes {len(wanted)} other bytes, not these {len(found)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    s = commands.add_parser("same")
    s.add_argument("source")
    s.add_argument("output")
    s.add_argument("--renamed", action="append", default=[], nargs=2)
    s.add_argument("--dropped", action="append", default=[])
    s.add_argument("--rows", action="append", default=[], nargs=2)
    s.set_defaults(run=same)
    c = commands.add_parser("canonical")
    c.add_argument("file")
    c.set_defaults(run=canonical)
    options = parser.parse_args()
    options.run(options)
    return {"ok": True}


if __name__ == "__main__":
    main()
