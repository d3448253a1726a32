#!/usr/bin/env python3
"""Writes the safetensors fixtures and what the library says of them.

    python make.py             (safetensors 0.8.0, torch 2.13 and numpy)

Files in safetensors-0.8.0 are the library's own bytes. Those in by-hand are what it reads but does not write: other
orders, other blanks, types that its Python side has no name for. Those in canonical are what it writes of these.
"""

import hashlib
import json
import struct
import sys
from pathlib import Path

import numpy
import safetensors
import safetensors.numpy
import safetensors.torch
import torch

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
WRITTEN = HERE / f"safetensors-{safetensors.__version__}"
BY_HAND = HERE / "by-hand"
CANONICAL = HERE / "canonical"

DTYPES = {
    "BOOL": 8, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8,
    "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32,
    "C64": 64, "F64": 64, "I64": 64, "U64": 64,
}


def golden():
    return {
        "b": torch.arange(6, dtype=torch.float32).reshape(2, 3),
        "a": torch.tensor([1, 2, 3], dtype=torch.uint8),
        "é": torch.tensor([1.0, 2.0], dtype=torch.float16),
        "s": torch.tensor(7),
        "e": torch.zeros(0, 4),
        "z": torch.tensor([True, False]),
    }


def torch_dtypes():
    """One tensor of each dtype that the library takes from torch."""
    dtypes = [d for _, d in sorted(safetensors.torch._TYPES.items())]
    dtypes += [torch.float8_e8m0fnu, torch.float4_e2m1fn_x2]
    tensors = {}
    for n, dtype in enumerate(dtypes):
        raw = torch.arange(n, n + 6 * dtype.itemsize).to(torch.uint8)
        raw = raw % 2 if dtype == torch.bool else raw
        tensors["t." + str(dtype).split(".")[1]] = raw.view(dtype).reshape(2, 3)
    return tensors


def names():
    keys = ["", "plain.weight", "a/b", 'quo"te', "back\\slash", "tab\there", "nul\0", "del\x7f", "line\u2028",
            "\ue000", "\U00010000", "\U0001f600", "ü", ".", "*", "[x]", "Z", "z", "\x1f\b\f\n\r"]
    return {k: torch.tensor([n], dtype=torch.int16) for n, k in enumerate(keys)}


def library():
    """Name to bytes, all by the library."""
    t = safetensors.torch.save
    return {
        "golden.safetensors": t(golden(), metadata={"format": "pt"}),
        "no-metadata.safetensors": t(golden()),
        "nothing.safetensors": t({}),
        "metadata-only.safetensors": t({}, metadata={"format": "pt"}),
        "dtypes.safetensors": t(torch_dtypes()),
        "names.safetensors": t(names(), metadata={"why": 'a "text"\nof two lines: \u00e9 \U0001f600'}),
        "metadata.safetensors": t({"w": torch.ones(2)}, metadata={"format": "pt", "a": "", "b": "1", "c/d": "{}"}),
        "numpy.safetensors": safetensors.numpy.save(
            {"x": numpy.arange(4, dtype=numpy.float64), "y": numpy.array([[1, 2]], dtype=numpy.uint16)}),
        "one-file.safetensors": t({f"layer.{n}.weight": torch.full((3,), float(n)) for n in range(12)}),
    }


def write(header, data, blanks=None, start=""):
    """A file of a header's text; padded to 8 unless told otherwise."""
    text = (start + header).encode()
    text += b" " * (-len(text) % 8) if blanks is None else blanks
    return struct.pack("<Q", len(text)) + text + data


def entries(described, data_order=None):
    """Header entries for (name, dtype, shape, data), laid out in `data_order`."""
    offsets, at, data = {}, 0, b""
    by_name = {d[0]: d for d in described}
    for name in data_order or [d[0] for d in described]:
        raw = by_name[name][3]
        offsets[name] = [at, at + len(raw)]
        at += len(raw)
        data += raw
    return {n: {"dtype": d, "shape": s, "data_offsets": offsets[n]} for n, d, s, _ in described}, data


def compact(header):
    return json.dumps(header, separators=(",", ":"), ensure_ascii=False)


def counting(n, start=0):
    return bytes((start + i) % 251 for i in range(n))


def all_types():
    described = []
    for n, (dtype, bits) in enumerate(DTYPES.items()):
        described.append((f"t{n:02}.{dtype.lower()}", dtype, [2, 4], counting(8 * bits // 8, n)))
    described.append(("scalar", "F64", [], counting(8)))
    described.append(("empty", "BF16", [3, 0], b""))
    return described


def by_hand():
    two = [("w", "F32", [2, 3], counting(24)), ("b", "F32", [3], counting(12, 30)), ("n", "I64", [], counting(8, 60))]
    mlx, mlx_data = entries([("b.bias", "F16", [3], counting(6)), ("w.weight", "F32", [2, 2], counting(16, 9)),
                             ("x", "U8", [5], counting(5, 40))], ["w.weight", "x", "b.bias"])
    plain, plain_data = entries(two)
    odd, odd_data = entries([("u", "U8", [3], counting(3)), ("f", "F32", [2], counting(8, 3)),
                             ("d", "F64", [1], counting(8, 11))])
    packed, packed_data = entries([("odd", "F4", [2, 1], b"\x5a"), ("six", "F6_E2M3", [2, 2], counting(3)),
                                   ("even", "F4", [2, 4], counting(4, 7)), ("rows", "F6_E3M2", [3, 4], counting(9)),
                                   ("plain", "F32", [1], counting(4))])
    empty, empty_data = entries([("c", "F32", [0, 2**32, 2**32], b""), ("a", "U8", [0], b""),
                                 ("x", "U8", [2], counting(2)), ("b", "I64", [2, 0], b"")])
    types, types_data = entries(all_types())
    exact = compact({"__metadata__": {"format": "pt"}, **plain})
    middle = list(plain.items())
    middle.insert(1, ("__metadata__", {"format": "pt", "note": "in the middle"}))
    return {
        "mlx-like.safetensors": write(compact({"__metadata__": None, **mlx}), mlx_data, blanks=b""),
        "all-types.safetensors": write(compact(types), types_data),
        "packed.safetensors": write(compact(packed), packed_data),
        "misaligned.safetensors": write(compact({"__metadata__": {"format": "np"}, **odd}), odd_data, blanks=b" " * 3),
        "indented.safetensors": write(json.dumps({**plain, "__metadata__": {"format": "pt"}}, indent=2), plain_data,
                                      blanks=b"\n\t\r ", start=" \n"),
        "exact.safetensors": write(exact, plain_data, blanks=b""),
        "empty-metadata.safetensors": write(compact({"__metadata__": {}, **plain}), plain_data),
        "metadata-between.safetensors": write(compact(dict(middle)), plain_data),
        "empties.safetensors": write(compact(empty), empty_data),
        "escapes.safetensors": write(
            r'{"\u00e9\/\ud83d\ude00\u0041":{"data_offsets" : [0, 2],"shape":[ 2 ] ,"dtype":"\u00558"}}', counting(2)),
    }


SPELLED = {"U8": "uint8", "I64": "int64", "F16": "float16", "F32": "float32", "F64": "float64"}


def canonical(path):
    """The library's own bytes for what it reads in a file."""
    with safetensors.safe_open(path, "np") as f:
        metadata = f.metadata()
    kept, specs = [], {}
    for name, t in safetensors.deserialize(path.read_bytes()):
        data = numpy.frombuffer(t["data"], numpy.uint8)
        kept.append(data)
        specs[name] = safetensors.TensorSpec(dtype=SPELLED[t["dtype"]], shape=t["shape"],
                                             data_ptr=data.ctypes.data, data_len=data.nbytes)
    return safetensors.serialize(specs, metadata or None)


def expected(path):
    """What the library says of a file; its order is its own."""
    tensors = {}
    for name, t in safetensors.deserialize(path.read_bytes()):
        tensors[name] = {"dtype": t["dtype"], "shape": t["shape"], "sha256": hashlib.sha256(t["data"]).hexdigest()}
    with safetensors.safe_open(path, "np") as f:
        metadata = f.metadata()
        order = list(f.offset_keys())
    return {"metadata": metadata, "order": order, "tensors": tensors}


def main():
    for folder, files in ((WRITTEN, library()), (BY_HAND, by_hand())):
        folder.mkdir(exist_ok=True)
        said = {}
        for name, data in files.items():
            path = folder / name
            if path.exists() and name == "metadata.safetensors":
                data = path.read_bytes()  # four keys in another order each time
            path.write_bytes(data)
            said[name] = expected(path)
        text = json.dumps(said, indent=1, ensure_ascii=True, sort_keys=False)
        (folder / "expected.json").write_text(text + "\n")
    CANONICAL.mkdir(exist_ok=True)
    for name in ("mlx-like", "misaligned", "indented", "exact", "empty-metadata", "empties", "escapes"):
        (CANONICAL / f"{name}.safetensors").write_bytes(canonical(BY_HAND / f"{name}.safetensors"))


if __name__ == "__main__":
    main()
