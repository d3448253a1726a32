"""The registry of fixtures, and what the case modules share."""

import contextlib
import io
import linecache
import os
import sys
import types
import zipfile
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "python"))

from fixturelib import torchzip  # noqa: E402  (the path comes first)

OLD, NEW = "torch-1.13", "torch-2.13.0"
HERE = NEW if torch.__version__.startswith("2.") else OLD
CASES = {OLD: {}, NEW: {}}
TRUTH = {}  # what a file holds, for those that their own torch cannot load


def case(name, *torches):
    """Registers a function that writes the file `name`; of 2.13 unless told."""

    def register(function):
        for folder in torches or (NEW,):
            CASES[folder][name] = function
        return function

    return register


def both(name):
    """Registers a case for both versions of torch."""
    return case(name, OLD, NEW)


def ramp(*shape, start=0, dtype=torch.float32):
    """A tensor that counts upwards: every element tells where it stood."""
    count = 1
    for size in shape:
        count *= size
    return torch.arange(start, start + count, dtype=torch.float32).to(dtype).reshape(shape)


def save(value, path, **options):
    """torch.save by path, so that the prefix is the file's name."""
    torch.save(value, str(path), **options)


def save_bytes(value, **options):
    """torch.save to memory; the prefix is `archive`."""
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    return buffer.getvalue()


def records_of(value, **options):
    """What torch.save would put in a file: a map from record name to bytes."""
    with zipfile.ZipFile(io.BytesIO(save_bytes(value, **options))) as archive:
        return {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}


def storages_of(records):
    """The (key, bytes) pairs of the records of a checkpoint."""
    return [(name[5:], data) for name, data in records.items() if name.startswith("data/")]


def write_records(path, records, prefix=None, **options):
    """An archive in torch's layout; the prefix is the file's name without its ending."""
    prefix = prefix or os.path.splitext(Path(path).name)[0]
    Path(path).write_bytes(torchzip.build(records, prefix, **options))


@contextlib.contextmanager
def foreign_module(name, source):
    """A module for the time of saving only, so that loading does not know its classes."""
    module = types.ModuleType(name)
    file = name.replace(".", "/") + ".py"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    names = [name.rsplit(".", i)[0] for i in range(name.count("."), 0, -1)]
    for parent in names:
        sys.modules.setdefault(parent, types.ModuleType(parent))
    sys.modules[name] = module
    module.__file__ = file
    exec(compile(source, file, "exec"), module.__dict__)
    try:
        yield module
    finally:
        for gone in [*names, name]:
            sys.modules.pop(gone, None)


class _Numbers(type):
    """Stands in for `str` in torch.serialization; maps each heap address to a fixed one."""

    def __instancecheck__(cls, value):
        return isinstance(value, str)

    def __call__(cls, value=""):
        if isinstance(value, int) and value > 1 << 16:
            count = len(cls.table)
            fixed = 94143287562240 + (count * 37 % 64 + count // 64 * 64) * 1472
            value = cls.table.setdefault(value, fixed)
        return str(value)


@contextlib.contextmanager
def fixed_addresses():
    """Legacy files name storages by heap address: makes the addresses the same each time.

    They do not ascend in order of use, since the file has its keys sorted.
    """
    stand_in = _Numbers("str", (), {"table": {}})
    torch.serialization.str = stand_in
    try:
        yield
    finally:
        del torch.serialization.str
