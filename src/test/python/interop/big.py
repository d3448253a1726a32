#!/usr/bin/env python3
"""Writes the fixtures that are too big to keep.

over4gib      one tensor of more than 4 GiB, sparse on disk, and a small one behind it; the first and
              the last row and the small tensor hold values, the rest are zeros; no CRC on data
manyentries   66,000 tensors: more entries than the end record can count
"""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch  # noqa: E402  (the path comes first)

from fixturelib import cli  # noqa: E402

ROWS, COLUMNS = 2**20 + 8, 1024
ENTRIES = 66_000


def over_4_gib(out):
    """4 GiB and eight rows; the holes take no space."""
    small = torch.arange(6.0).reshape(3, 2)
    with torch.serialization.skip_data():
        torch.save({"emb.weight": torch.empty(ROWS, COLUMNS), "small": small, "epoch": 3}, out)
    reader = torch._C.PyTorchFileReader(str(out))
    offsets = [reader.get_record_offset(f"data/{i}") for i in range(2)]
    row = torch.arange(float(COLUMNS))
    with open(out, "r+b") as file:
        for at, tensor in ((offsets[0], row), (offsets[0] + (ROWS - 1) * COLUMNS * 4, row + 1), (offsets[1], small)):
            file.seek(at)
            file.write(tensor.numpy().tobytes())
    return {"tensors": 2, "rows": ROWS, "columns": COLUMNS, "offsets": offsets}


def many_entries(out):
    """Tensors of one element: element i holds i."""
    torch.save({f"layer.{i}": torch.tensor([float(i)]) for i in range(ENTRIES)}, out)
    return {"tensors": ENTRIES}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--kind", choices=("over4gib", "manyentries"), required=True)
    options = parser.parse_args()
    cli.require(not options.out.exists(), f"{options.out} exists")
    made = (over_4_gib if options.kind == "over4gib" else many_entries)(options.out)
    stat = options.out.stat()
    return {"ok": True, **made, "bytes": stat.st_size, "on_disk": stat.st_blocks * 512}


if __name__ == "__main__":
    cli.run(main)
