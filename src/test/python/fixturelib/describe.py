"""Asks torch what a checkpoint holds: the entries of expected.json.

Runs with torch 2.13 and, but for the verdicts, with 1.13. An entry says:

    loads, error      whether torch.load(weights_only=False) takes the file, else its error
    weights_only      whether weights_only=True does; unsafe_globals: what it refuses, null: unknown
    mmap, meta        whether those loads find the same tensors: true, false, "other values", "crashes"
    offsets           the same for loads that compute the offsets from the pickle
    tensors           in order; a storage of the same id is the same; kinds other than tensor,
                      parameter, buffer and quantised have neither strides nor a digest; the
                      extent of a jagged axis is null
"""

import collections
import hashlib
import json
import os
import pickle
import re
import types
import warnings
from contextlib import contextmanager

import numpy as np
import torch

SPECIAL = re.compile(r"([/*?\[{!\\])")
PLAIN = (str, bytes, bytearray, int, float, complex, type(None), type, types.ModuleType,
         types.FunctionType, types.BuiltinFunctionType, np.ndarray, np.generic, set, frozenset)


class StubClass(type):
    """Has every attribute, as the members of an enum."""

    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return cls()


class Stub(metaclass=StubClass):
    """Stands for an instance of a class that cannot be imported."""

    def __init__(self, *args, **kwargs):
        pass

    def __new__(cls, *args, **kwargs):
        return object.__new__(cls)

    def __setitem__(self, key, value):
        self.__dict__.setdefault("_stub_items", {})[key] = value

    def append(self, value):
        self.__dict__.setdefault("_stub_list", []).append(value)

    def extend(self, values):
        self.__dict__.setdefault("_stub_list", []).extend(values)

    def __setstate__(self, state):
        parts = state if isinstance(state, tuple) and len(state) == 2 else (state,)
        for part in parts:
            if isinstance(part, dict):
                self.__dict__.update(part)

    def __call__(self, *args, **kwargs):
        return type(self)()


class TolerantUnpickler(pickle.Unpickler):
    """Makes a stub of a class that cannot be imported."""

    def find_class(self, module, name):
        try:
            return super().find_class(module, name)
        except (ImportError, AttributeError):
            return type(name, (Stub,), {"__module__": module})


class TolerantPickle:
    """A `pickle_module` for torch.load."""

    __name__ = "tolerant"
    Unpickler, load, loads = TolerantUnpickler, pickle.load, pickle.loads


def escape(key):
    """A key as one component of a full name."""
    return SPECIAL.sub(r"\\\1", str(key))


def walk(value, path=(), above=()):
    """Yields (name, tensor) in the order of the pickle."""
    if isinstance(value, torch.Tensor):
        yield "/".join(path) or ".", value
        return
    if isinstance(value, PLAIN) or id(value) in above:
        return
    for key, child in children(value):
        yield from walk(child, path + (escape(key),), above + (id(value),))


def children(value):
    """The (key, child) pairs of a container or an object."""
    if isinstance(value, collections.abc.Mapping):
        yield from value.items()
    elif isinstance(value, (list, tuple, collections.deque)):
        yield from enumerate(value)
    elif isinstance(value, Stub):
        yield from vars(value).get("_stub_items", {}).items()
        yield from enumerate(vars(value).get("_stub_list", []))
    for key, child in getattr(value, "__dict__", {}).items():
        if key not in ("_metadata", "_stub_items", "_stub_list"):
            yield key, child
    for slot in getattr(type(value), "__slots__", ()):
        if hasattr(value, slot):
            yield slot, getattr(value, slot)


def untyped(tensor):
    """The untyped storage, by either torch's name for it."""
    if hasattr(tensor, "untyped_storage"):
        return tensor.untyped_storage()
    return tensor.storage()._storage


def storage_bytes(tensor):
    """The whole storage as a numpy array of bytes."""
    return torch.tensor([], dtype=torch.uint8).set_(untyped(tensor)).numpy()


def physical_bytes(tensor):
    """The elements as stored, in C order, little-endian."""
    raw = storage_bytes(tensor)
    size = tensor.element_size()
    if tensor.numel() == 0:
        return b""
    cells = raw[: raw.size // size * size].view(np.dtype(f"V{size}"))
    steps = [step * size for step in tensor.stride()]
    view = np.lib.stride_tricks.as_strided(cells[tensor.storage_offset():], tensor.shape, steps)
    return np.ascontiguousarray(view).tobytes()


def kind(tensor):
    """What sort of tensor it is."""
    if tensor.layout is not torch.strided:
        plain = str(tensor.layout).replace("torch.", "")
        return plain
    if getattr(tensor, "is_nested", False):
        return "nested"
    if tensor.is_quantized:
        return "quantised"
    if tensor.device.type == "meta":
        return "meta"
    if isinstance(tensor, torch.nn.Parameter):
        return "parameter"
    if hasattr(torch.nn, "Buffer") and isinstance(tensor, torch.nn.Buffer):
        return "buffer"
    return "tensor" if type(tensor) is torch.Tensor else "subclass"


def flags(tensor):
    """Bits of a tensor that are in no byte of its storage."""
    found = []
    if tensor.layout is torch.strided and not tensor.is_quantized:
        found += ["conj"] if tensor.is_conj() else []
        found += ["neg"] if tensor.is_neg() else []
    return found + (["requires_grad"] if tensor.requires_grad else [])


def describe_tensor(name, tensor, storages):
    """One line of expected.json."""
    what = kind(tensor)
    line = {"name": name, "kind": what, "dtype": str(tensor.dtype).replace("torch.", "")}
    if what == "nested" and tensor.layout is torch.strided:
        line["shape"] = [list(map(int, part.shape)) for part in tensor.unbind()]
        return line
    line["shape"] = [size if isinstance(size, int) else None for size in tensor.shape]
    if flags(tensor):
        line["flags"] = flags(tensor)
    if what in ("quantised",):
        line["qscheme"] = str(tensor.qscheme()).replace("torch.", "")
    if what not in ("tensor", "parameter", "buffer", "quantised"):
        return line
    line["stride"], line["offset"] = list(tensor.stride()), tensor.storage_offset()
    line["storage"] = storages.setdefault(untyped(tensor)._cdata, f"s{len(storages)}")
    line["storage_bytes"] = len(storage_bytes(tensor))
    if not packed(tensor):
        line["sha256"] = hashlib.sha256(physical_bytes(tensor)).hexdigest()
    return line


def packed(tensor):
    """Several elements in a byte, so that strides do not count bytes."""
    return str(tensor.dtype) in ("torch.quint4x2", "torch.quint2x4")


def describe(value):
    """All tensors of a loaded value, named."""
    storages, seen, lines = {}, {}, []
    for name, tensor in named(value):
        line = describe_tensor(name, tensor, storages)
        if id(tensor) in seen:
            line["same_object_as"] = seen[id(tensor)]
        seen.setdefault(id(tensor), name)
        lines.append(line)
    return lines


def named(value):
    """All tensors with their names; of a TorchScript module parameters and buffers, by attribute."""
    if not isinstance(value, torch.jit.ScriptModule):
        return walk(value)
    state = value.state_dict(keep_vars=True)
    return ((name.replace(".", "/"), tensor) for name, tensor in state.items())


@contextmanager
def environment(**values):
    """Environment variables for a moment."""
    before = {key: os.environ.get(key) for key in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for key, value in before.items():
            os.environ.pop(key, None) if value is None else os.environ.update({key: value})


def load(path, **options):
    """torch.load, all warnings off, nothing refused unless asked."""
    options.setdefault("weights_only", False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.load(path, **options)


def attempt(path, **options):
    """The value and no error, or no value and the error's first line."""
    try:
        return load(path, **options), None
    except Exception as error:
        return None, first_line(error)


def tolerant(path):
    """The value, the plain load's error, and the options with which it loads all the same."""
    value, error = attempt(path)
    options = {}
    if error:
        options["pickle_module"] = TolerantPickle
        if error.startswith("UnicodeDecodeError"):
            options["encoding"] = "latin1"
        value, _ = attempt(path, **options)
    return value, error, options


def first_line(error):
    """An exception in one line, without the paths of this machine."""
    text = (str(error).strip().splitlines() or [""])[0]
    text = re.sub(r"(/[\w.+@-]+){2,}/", "", text)
    return f"{type(error).__name__}: {text}"[:200]


def verdicts(path, lines, **options):
    """How the other ways of loading agree with the plain one."""
    answer = {}
    _, answer["weights_only"] = attempt(path, weights_only=True)
    answer["weights_only"] = answer["weights_only"] is None
    for name, question in (("mmap", mapped), ("meta", on_meta), ("offsets", computed_offsets)):
        answer[name] = isolated(question, path, lines, **options)
    answer["unsafe_globals"] = unsafe_globals(path)
    return answer


def isolated(question, *args, **options):
    """The answer of a child process: some loads crash."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with os.fdopen(writing, "w") as pipe:
            pipe.write(json.dumps(question(*args, **options)))
            pipe.flush()
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    status = os.waitpid(child, 0)[1]
    return json.loads(text) if os.WIFEXITED(status) and text else "crashes"


def mapped(path, lines, **options):
    """Whether mmap=True gives the same tensors."""
    value, error = attempt(path, mmap=True, **options)
    return False if error else describe(value) == lines or "other values"


def on_meta(path, lines, **options):
    """Whether a load on meta works and its offsets point at the same bytes."""
    value, error = attempt(path, map_location="meta", **options)
    if error:
        return False
    with open(path, "rb") as file:
        content = file.read()
    for line, (_, tensor) in zip(lines, walk(value)):
        offset = getattr(untyped(tensor), "_checkpoint_offset", None) if "sha256" in line else None
        if offset is not None and line["sha256"] != sha_at(content, offset, tensor):
            return "other values"
    return True


def sha_at(content, offset, tensor):
    """The digest of a meta tensor's elements in the file."""
    size = tensor.element_size()
    span = 1 + sum((n - 1) * step for n, step in zip(tensor.shape, tensor.stride()))
    if tensor.numel() == 0:
        return hashlib.sha256(b"").hexdigest()
    start = offset + tensor.storage_offset() * size
    data = np.frombuffer(content[start: start + span * size].ljust(span * size, b"\0"), f"V{size}")
    steps = [step * size for step in tensor.stride()]
    view = np.lib.stride_tricks.as_strided(data, tensor.shape, steps)
    return hashlib.sha256(np.ascontiguousarray(view).tobytes()).hexdigest()


def computed_offsets(path, lines, **options):
    """Whether the loads that compute offsets from the pickle agree."""
    from torch.utils.serialization import config

    with environment(TORCH_SERIALIZATION_DEBUG="1"):
        value, error = attempt(path, **options)
    if error or describe(value) != lines:
        return False
    config.load.calculate_storage_offsets = True
    try:
        value, error = attempt(path, mmap=True, **options)
    finally:
        config.load.calculate_storage_offsets = False
    return False if error else describe(value) == lines or "other values"


def unsafe_globals(path):
    """The globals weights_only refuses, or null where torch cannot say."""
    try:
        return sorted(torch.serialization.get_unsafe_globals_in_checkpoint(path))
    except Exception:
        return None


def entry(path):
    """The expected.json entry of a file, by torch 2.13."""
    path = str(path)
    if os.path.isdir(path):
        return folder_entry(path)
    value, error, options = tolerant(path)
    special = exported(path) if error and path.endswith(".pt2") else {}
    if special:
        return special
    answer = {"loads": error is None}
    if error:
        answer["error"] = error
    if isinstance(value, torch.jit.ScriptModule):
        return {"container": "torchscript", **answer, "weights_only": False, "tensors": describe(value)}
    lines = None if value is None else describe(value)
    answer.update(verdicts(path, lines or [], **options))
    if lines is not None:
        answer["tensors"] = lines
    return answer


def exported(path):
    """A torch.export archive, or nothing."""
    try:
        program = torch.export.load(path)
    except Exception:
        return {}
    _, error = attempt(path)
    return {"container": "pt2", "loads": False, "error": error, "weights_only": False,
            "tensors": describe(dict(program.state_dict))}


def folder_entry(path):
    """A distributed checkpoint folder; names as a file made of it would have them."""
    import tempfile

    from torch.distributed.checkpoint.api import CheckpointException
    from torch.distributed.checkpoint.format_utils import dcp_to_torch_save

    with tempfile.TemporaryDirectory() as folder:
        whole = os.path.join(folder, "whole.pt")
        try:
            dcp_to_torch_save(path, whole)
        except CheckpointException:
            return {"container": "dcp", "loads": False, "tensors": describe(safetensors_inside(path))}
        return {"container": "dcp", "loads": False, "tensors": describe(load(whole))}


def safetensors_inside(path):
    """The tensors of a folder whose .distcp files are safetensors, which torch cannot put together."""
    from safetensors.torch import load_file

    tensors = {}
    for name in sorted(os.listdir(path)):
        if name.endswith(".distcp"):
            tensors.update(load_file(os.path.join(path, name)))
    return tensors


def write_json(entries, path):
    """JSON with one tensor a line, keys in file order."""
    parts = []
    for name, item in entries.items():
        tensors = item.get("tensors")
        head = {key: value for key, value in item.items() if key != "tensors"}
        text = json.dumps(head, ensure_ascii=False)
        if tensors is not None:
            rows = ",\n  ".join(json.dumps(line, ensure_ascii=False) for line in tensors)
            body = f'"tensors": [\n  {rows}]' if tensors else '"tensors": []'
            text = text[:-1] + (", " if head else "") + body + "}"
        parts.append(f" {json.dumps(name, ensure_ascii=False)}: {text}")
    with open(path, "w", encoding="utf-8") as file:
        file.write("{\n" + ",\n".join(parts) + "\n}\n")
