"""Fixtures in other containers: legacy streams, tar, TorchScript, torch.export, distributed."""

import contextlib
import io
import pickle
import struct
import tarfile
import uuid
from collections import OrderedDict
from pathlib import Path
from unittest import mock

import torch

from cases import TRUTH, both, case, fixed_addresses, foreign_module, ramp, save
from cases_pickle import ACME
from cases_training import checkpoint
from fixturelib.pickles import Pickle

MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001

SCRIPTED = '''
import torch
from typing import Dict, List


class Inner(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.arange(6.0).reshape(3, 2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.weight.t()


class Scripted(torch.nn.Module):
    names: List[str]
    table: Dict[str, int]

    def __init__(self):
        super().__init__()
        self.inner = Inner()
        self.register_buffer("scale", torch.tensor([2.0, 3.0, 4.0]))
        self.names = ["a", "b"]
        self.table = {"a": 1}

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.inner(x) * self.scale
'''


def legacy(name, *, old=True):
    """Registers a function that returns what a legacy file shall hold."""

    def register(function):
        def write(path):
            with fixed_addresses():
                save(function(), path, _use_new_zipfile_serialization=False)

        TRUTH[name] = function
        (both if old else case)(name)(write)
        return function

    return register


@legacy("18-legacy.pt")
def legacy_plain():
    """The format up to torch 1.5: a checkpoint with several storages, keys sorted as text."""
    return {"model": OrderedDict((f"w{i}", ramp(i + 1, 2, start=20 * i)) for i in range(6)), "epoch": 3}


@legacy("18-legacy-views.pt")
def legacy_views():
    """Tied by object, by storage, and views of one flat storage."""
    flat, tied = ramp(12), ramp(2, 2, start=50)
    return {"a": flat[:6].view(3, 2), "b": flat[6:9], "c": flat[1::4], "d": tied, "e": tied, "f": tied.t(),
            "empty": torch.zeros(0), "scalar": torch.tensor(3.5)}


@legacy("18-legacy-dtypes.pt")
def legacy_dtypes():
    """Element sizes come from the classes alone."""
    value = {name: ramp(3, dtype=getattr(torch, name)) for name in
             ("float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8")}
    value["bool"] = torch.tensor([True, False])
    value["complex64"] = torch.complex(ramp(2), ramp(2, start=2))
    return value


@legacy("18-legacy-adam.pt")
def legacy_adam():
    """A whole training checkpoint."""
    return checkpoint(lambda m: torch.optim.Adam(m.parameters()))


@legacy("18-legacy-single.pt")
def legacy_single():
    """One tensor as the whole file."""
    return ramp(3, 2)


@legacy("18-legacy-no-tensors.pt")
def legacy_empty():
    """No tensor: the list of keys is empty."""
    return {"epoch": 1}


@legacy("18-legacy-v3.pt", old=False)
def legacy_v3():
    """Dtypes without a storage class, which torch 2.13 writes and cannot load."""
    return {"w": torch.arange(4, dtype=torch.int32).to(torch.uint16), "b": ramp(2)}


@both("18-legacy-module.pt")
def legacy_module(path):
    """A whole module: the persistent id holds the source of its class."""
    with foreign_module("acme.models", ACME) as acme, fixed_addresses():
        save({"net": acme.Net()}, path, _use_new_zipfile_serialization=False)


@case("18-legacy-storage-views.pt")
def storage_views(path):
    """Persistent ids with a view of another storage, as torch up to 0.3 wrote. Built by hand."""
    p = Pickle().raw(b"}(")
    for name, key, view in (("w", "94143287562240", None), ("b", "94143287561984", ("94143287562500", 2, 3))):
        p.text(name).glob("torch._utils", "_rebuild_tensor_v2").raw(b"((").text("storage")
        p.glob("torch", "FloatStorage").text("94143287562240").text("cpu").int(6)
        if view is None:
            p.raw(b"N")
        else:
            p.raw(b"(").text(view[0]).int(view[1]).int(view[2]).raw(b"t")
        p.raw(b"tQ").int(0).ints((6,) if view is None else (3,)).ints((1,)).raw(b"\x89")
        p.glob("collections", "OrderedDict").raw(b")RtR")
    keys = ["94143287562240"]
    Path(path).write_bytes(stream(p.raw(b"u").end(), keys, [ramp(6)]))


@case("18-legacy-before-0.4.pt")
def before_04(path):
    """Tensors as a class and a state, as torch 0.1.10 to 0.3 wrote. Built by hand."""
    p = Pickle().glob("collections", "OrderedDict").raw(b")R(")
    for i, name in enumerate(("w", "b")):
        p.text(name).glob("torch", "FloatTensor").raw(b")R(").raw(b"(").text("storage")
        p.glob("torch", "FloatStorage").text(str(94143287562240 + 96 * i)).text("cpu").int(6).raw(b"NtQ")
        p.int(0).ints((3, 2)).raw(b"(").int(2).int(1).raw(b"ttb")
    keys = [str(94143287562240 + 96 * i) for i in range(2)]
    Path(path).write_bytes(stream(p.raw(b"u").end(), keys, [ramp(6), ramp(6, start=6)]))


def stream(content, keys, tensors):
    """A legacy file of a hand-made pickle."""
    info = {"protocol_version": PROTOCOL, "little_endian": True,
            "type_sizes": {"short": 2, "int": 4, "long": 4}}
    out = b"".join(pickle.dumps(part, protocol=2) for part in (MAGIC, PROTOCOL, info))
    out += content + pickle.dumps(keys, protocol=2)
    return out + b"".join(struct.pack("<q", t.numel()) + t.numpy().tobytes() for t in tensors)


@case("18-tar.tar")
def tar(path):
    """The format before 0.1.10. Built by hand after the loader that torch 2.13 still has."""
    storages = Pickle().int(2).end()
    for key, tensor in ((11, ramp(6)), (12, ramp(2, start=6))):
        storages += Pickle().raw(b"(").int(key).text("cpu").glob("torch", "FloatStorage").raw(b"t").end()
        storages += struct.pack("<q", tensor.numel()) + tensor.numpy().tobytes()
    storages += Pickle().raw(b"](").ints((13, 11, 2, 3)).raw(b"e").end()
    tensors = Pickle().int(3).end()
    for key, storage, shape in ((21, 11, (3, 2)), (22, 12, (2,)), (23, 13, (3,))):
        tensors += Pickle().raw(b"(").int(key).int(storage).glob("torch", "FloatTensor").raw(b"t").end()
        stride = (2, 1)[-len(shape):]
        tensors += struct.pack(f"<ii{len(shape)}q{len(shape)}qq", len(shape), 0, *shape, *stride, 0)
    content = Pickle().raw(b"}(").text("w").text("21").raw(b"Q").text("b").text("22").raw(b"Q")
    content = content.text("part").text("23").raw(b"Q").text("epoch").int(4).raw(b"u").end()
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in (("storages", storages), ("tensors", tensors), ("pickle", content)):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


@both("19-torchscript.pt")
def torchscript(path):
    """A scripted module: code, constants, typed lists."""
    with foreign_module("models", SCRIPTED) as models:
        torch.jit.save(torch.jit.script(models.Scripted()), str(path))


@case("19-export.pt2")
def export(path):
    """A program of torch.export: no data.pkl, shapes in a graph."""
    with foreign_module("models", SCRIPTED) as models:
        program = torch.export.export(models.Inner(), (torch.ones(1, 2),))
        torch.export.save(program, str(path))


@case("19-dcp")
def distributed(path):
    """A folder of torch.distributed.checkpoint, written by one process."""
    _distributed(path, {"model": {"w": ramp(4, 2), "b": ramp(2, start=8)}, "epoch": 3, "list": [ramp(1), 5]})


@case("19-dcp-safetensors")
def distributed_safetensors(path):
    """The same with safetensors inside the .distcp file."""
    from torch.distributed.checkpoint.filesystem import SerializationFormat

    ordered = b'{"__metadata__":{"DCP_SHARDING_INFO"'
    while ordered not in _read(path / "__0_0.distcp"):  # its writer orders these keys by chance
        _distributed(path, {"w": ramp(4, 2), "b": ramp(2, start=8)},
                     serialization_format=SerializationFormat.SAFETENSORS)


def _read(path):
    data = path.read_bytes() if path.exists() else b""
    return data if data.find(b"DCP_VERSION") < data.find(b'"format"') else b""


def _distributed(path, state, **options):
    """Saves by a relative path and with a fixed id, both of which stand in .metadata."""
    import torch.distributed.checkpoint as dcp

    with contextlib.chdir(path.parent), mock.patch("uuid.uuid4", lambda: uuid.UUID(int=7)):
        dcp.save(state, storage_writer=dcp.FileSystemWriter(path.name, **options), no_dist=True)
