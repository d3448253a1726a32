#!/usr/bin/env python3
"""Loads what a checkpoint was converted to with the format's own library, and compares with the source.

A file of torch must load with weights_only, plain and mapped, and be what torch.save makes of what was
loaded, record by record (the serialization id apart). A file of safetensors must be what safetensors
writes of the source's tensors, byte for byte, where the library knows their dtypes. Of a file of HDF5
h5py must read the source's tensors, under their names as paths.
"""

import argparse
import io
import re
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch  # noqa: E402  (the path comes first)

from fixturelib import cli, describe  # noqa: E402
from fixturelib.cli import require  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("output", type=Path)
    options = parser.parse_args()
    source = list(describe.named(describe.tolerant(str(options.source))[0]))
    with options.output.open("rb") as file:
        first = file.read(8)
    if first == b"\x89HDF\r\n\x1a\n":
        hdf5_file(source, options.output)
    else:
        (torch_file if first[:4] == b"PK\3\4" else safetensors_file)(source, options.output)
    return {"ok": True, "tensors": len(source)}


def torch_file(source, output):
    """Raises unless torch finds the source's tensors, in order, and would write the same archive."""
    for mode in ({}, {"mmap": True}):
        value = torch.load(output, weights_only=True, **mode)
        found = list(describe.named(value))
        require([name for name, _ in found] == [name for name, _ in source], "the names are others")
        for (name, before), (_, after) in zip(source, found):
            same(name, before, after)
    saved = io.BytesIO()
    torch.save(torch.load(output, weights_only=True), saved)
    wanted, written = zipfile.ZipFile(saved), zipfile.ZipFile(output)
    require(wanted.namelist() == written.namelist(), "the records are others")
    for name in wanted.namelist():
        if not name.endswith("serialization_id"):
            require(wanted.read(name) == written.read(name), f"torch.save writes another {name}")


def safetensors_file(source, output):
    """Raises unless safetensors would write the same bytes."""
    from safetensors.torch import load_file, save

    tensors = {re.sub(r"\\(.)", r"\1", name): tensor for name, tensor in source}
    try:
        found = load_file(output)
    except Exception as error:  # noqa: BLE001  (an older library does not know all dtypes)
        require("unknown variant" in str(error), str(error))
        return
    require(set(found) == set(tensors), "the names are others")
    for name, before in tensors.items():
        same(name, before, found[name])
    plain = {name: tensor.detach().contiguous().clone() for name, tensor in tensors.items()}
    require(save(plain, metadata={"format": "pt"}) == output.read_bytes(), "safetensors writes other bytes")


def hdf5_file(source, output):
    """Raises unless h5py finds the source's tensors; bfloat16 is opaque bytes, and said to be so."""
    import h5py

    with h5py.File(output, "r") as file:
        found = []
        file.visititems(lambda name, thing: found.append(name) if isinstance(thing, h5py.Dataset) else None)
        names = [re.sub(r"\\(.)", r"\1", name) for name, _ in source]
        # Of several names of one dataset h5py visits the first.
        require(set(found) <= set(names), "the names are others")
        for name, (_, before) in zip(names, source):
            dataset = file[name]
            dtype = str(before.dtype).removeprefix("torch.")
            if dtype == "bfloat16":
                require(dataset.dtype == "V2" and dataset.attrs["dtype"] == "bfloat16", f"{name}: no bfloat16")
            else:
                require(dataset.dtype == dtype, f"{name}: dtype is {dataset.dtype}")
            require(dataset.shape == tuple(before.shape), f"{name}: shape is {dataset.shape}")
            require(dataset[()].tobytes() == bits(before).numpy().tobytes(), f"{name}: the values are others")


def same(name, before, after):
    """Raises unless dtype, shape and elements agree."""
    require((before.dtype, before.shape) == (after.dtype, after.shape), f"{name}: dtype or shape is another")
    require(torch.equal(bits(before), bits(after)), f"{name}: the values are others")


def bits(tensor):
    """The elements in C order as bytes; quantised ones by their stored integers."""
    tensor = (tensor.int_repr() if tensor.is_quantized else tensor).detach()
    return (tensor.reshape(1) if tensor.dim() == 0 else tensor).contiguous().view(torch.uint8)


if __name__ == "__main__":
    cli.run(main)
