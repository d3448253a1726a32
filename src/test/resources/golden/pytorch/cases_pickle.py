"""Fixtures about the pickle: memo, batches, protocols, classes, keys."""

import argparse
import collections
import datetime
import decimal
import enum
import fractions
import pathlib
import uuid
from collections import OrderedDict

import numpy as np
import torch

from cases import both, case, foreign_module, ramp, save, storages_of, records_of, write_records
from fixturelib import torchzip
from fixturelib.pickles import Pickle

ACME = '''
import enum
import torch


class Config:
    """Hyper-parameters as many projects keep them."""

    def __init__(self, **values):
        self.__dict__.update(values)


class AttrDict(dict):
    """A dict with attributes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.__dict__ = self


class Mode(enum.Enum):
    TRAIN = 1


class Slotted:
    __slots__ = ("weight", "name")


class Reduced:
    """Pickles itself as a call with arguments and a state."""

    def __init__(self, name):
        self.name = name

    def __reduce__(self):
        return Reduced, (self.name,), {"extra": [1, 2]}


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.arange(6.0).reshape(3, 2))
        self.register_buffer("scale", torch.tensor([2.0, 3.0]))
        self.config = Config(size=3)
'''


def names(count, start="layer."):
    """Keys of one length."""
    return [f"{start}{i:04d}" for i in range(count)]


@both("10-first-defines-memo.pt")
def first_defines(path):
    """The first entry defines every memo slot that the others use; its dtype and sizes recur."""
    save({f"w{i}": ramp(3, 2, start=10 * i) for i in range(4)}, path)


@case("10-first-of-nested.pt")
def first_of_nested(path):
    """The first container, and in it the first tensor, define what model and optimizer use."""
    save({"ema": OrderedDict(a=ramp(2), b=ramp(2, start=2)), "model": OrderedDict(a=ramp(2, start=4)),
          "optimizer": {"state": {0: {"step": torch.tensor(1.0), "exp_avg": ramp(2)}},
                        "param_groups": [{"lr": 0.1, "params": [0]}]}, "epoch": 3}, path)


@both("11-model-and-ema.pt")
def shared_keys(path):
    """Key strings defined in the model and fetched in its copy; both have `_metadata`."""
    keys = ["encoder.weight", "encoder.bias", "head.weight"]
    model = OrderedDict((key, ramp(2, 2, start=4 * i)) for i, key in enumerate(keys))
    ema = OrderedDict((key, ramp(2, 2, start=100 + 4 * i)) for i, key in enumerate(keys))
    model._metadata = OrderedDict([("", {"version": 1}), ("encoder", {"version": 1})])
    save({"model": model, "ema": ema, "epoch": 12}, path)


@case("11-shared-container.pt")
def shared_container(path):
    """One dict under two names, and a key that is a value elsewhere."""
    inner = {"w": ramp(2)}
    save({"best": inner, "last": inner, "which": "best"}, path)


@case("11-deep.pt")
def deep(path):
    """Containers in containers: dict, OrderedDict, list, tuple."""
    save({"nets": [OrderedDict(w=ramp(2)), {"w": ramp(2, start=2)}],
          "pair": (ramp(1), {"x": (ramp(1, start=1), ramp(1, start=2), [ramp(1, start=3)])})}, path)


def _sizes(kind):
    def write(path, count):
        items = [(key, i) for i, key in enumerate(names(count))]
        for i in {0, 499, 998, 999, 1000, count - 1}:
            if i < count:
                items[i] = (items[i][0], torch.tensor([float(i)]))
        save(kind(items), path)

    return write


for _count in (1, 999, 1000, 1001, 2000):
    both(f"12-dict-{_count:04d}.pt")(lambda path, n=_count: _sizes(dict)(path, n))
    both(f"12-ordered-{_count:04d}.pt")(lambda path, n=_count: _sizes(OrderedDict)(path, n))
    case(f"12-list-{_count:04d}.pt")(lambda path, n=_count: _sizes(lambda x: [v for _, v in x])(path, n))


@both("12-empty.pt")
def empty(path):
    """Nothing at all."""
    save({}, path)


def _protocol(number):
    def write(path):
        first, second = ramp(3, 2), ramp(2, start=50)
        value = {"model": OrderedDict([("w", first), ("b", second), ("tied", first)]),
                 "copy": OrderedDict([("w", ramp(3, 2, start=20)), ("b", second)]),
                 "flags": [True, False, None], "numbers": [1, -1, 300, 70000, 2**40, 1.5],
                 "text": "größe", "raw": b"\x00\x80\xff", "rawer": bytearray(b"ab"),
                 "pair": (1, 2), "triple": (1, 2, 3), "four": (1, 2, 3, 4), "none": (),
                 "set": {7}, "frozen": frozenset([8])}
        save(value, path, pickle_protocol=number)

    return write


for _number in (1, 3, 4, 5):
    both(f"14-protocol-{_number}.pt")(_protocol(_number))


@case("14-protocol-2.pt")
def protocol_2(path):
    """The same in the default protocol."""
    _protocol(2)(path)


@case("14-protocol-4-frames.pt")
def frames(path):
    """More than one frame, and a string that stands outside."""
    save({"first": ramp(2), "names": names(2200, "a rather long speaker name "), "big": "x" * 70000,
          "last": ramp(2, start=2)}, path, pickle_protocol=4)


@both("16-numpy.pt")
def numpy_values(path):
    """Arrays, scalars and dtypes of numpy beside tensors."""
    save({"w": ramp(2), "array": np.arange(6, dtype="f4").reshape(2, 3), "scalar": np.float64(1.5),
          "integer": np.int64(7), "dtype": np.dtype("int32"), "fortran": np.asfortranarray(np.eye(2)),
          "text": np.array(["a", "bc"]), "objects": np.array([1, "a"], dtype=object),
          "last": ramp(2, start=2)}, path)


@both("16-plain-values.pt")
def plain_values(path):
    """Classes of the standard library."""
    Point = collections.namedtuple("Point", "x y")
    Point.__module__, Point.__qualname__ = "collections", "Point"
    counts = collections.defaultdict(list)
    counts["a"].append(1)
    save({"w": ramp(2), "path": pathlib.PurePosixPath("a/b"), "when": datetime.datetime(2024, 5, 6),
          "decimal": decimal.Decimal("1.5"), "fraction": fractions.Fraction(1, 3), "counts": counts,
          "deque": collections.deque([1, 2], 5), "counter": collections.Counter("aab"),
          "uuid": uuid.UUID(int=5), "range": range(3), "slice": slice(1, 2), "type": int,
          "complex": 1 + 2j, "error": ValueError("no"), "big": 2**100, "negative": -(2**63),
          "dtype": torch.float16, "size": torch.Size([1, 2]), "device": torch.device("cpu"),
          "last": ramp(2, start=2)}, path)


@both("16-namespace.pt")
def namespace(path):
    """argparse.Namespace, as many training scripts save their options."""
    save({"args": argparse.Namespace(lr=0.1, layers=[1, 2], name="x", init=ramp(2)),
          "model": OrderedDict(w=ramp(2, start=2)), "epoch": 3}, path)


@both("16-unknown-classes.pt")
def unknown_classes(path):
    """Classes of a module that is not there: objects, a dict subclass, an enum, slots."""
    with foreign_module("acme.models", ACME) as acme:
        slotted = acme.Slotted()
        slotted.weight, slotted.name = ramp(2, start=4), "s"
        save({"config": acme.Config(size=3, init=ramp(2), inner=acme.Config(w=ramp(2, start=2))),
              "options": acme.AttrDict(lr=0.1), "mode": acme.Mode.TRAIN, "slotted": slotted,
              "reduced": acme.Reduced("r"), "function": acme.Config,
              "model": OrderedDict(w=ramp(2, start=6))}, path)


@both("16-whole-module.pt")
def whole_module(path):
    """A module of torch's own classes, pickled whole."""
    torch.manual_seed(2)
    save(torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.ReLU(), torch.nn.BatchNorm1d(2)), path)


@both("16-foreign-module.pt")
def foreign(path):
    """A module of an unknown class, pickled whole, in a dict."""
    with foreign_module("acme.models", ACME) as acme:
        save({"net": acme.Net(), "epoch": 1}, path)


@both("17-recursive.pt")
def recursive(path):
    """A list, a tuple and a dict that hold themselves."""
    items = [ramp(2)]
    items.append(items)
    inner = [ramp(2, start=2)]
    pair = (inner, "end")
    inner.append(pair)
    own = {"w": ramp(2, start=4)}
    own["self"] = own
    save({"list": items, "tuple": pair, "dict": own, "last": ramp(2, start=6)}, path)


@both("24-single-tensor.pt")
def single(path):
    """One tensor as the whole file."""
    save(ramp(3, 2), path)


@both("24-tensor-list.pt")
def tensor_list(path):
    """A list of tensors."""
    save([ramp(2), ramp(3, start=2), ramp(2)], path)


@case("24-tensor-tuple.pt")
def tensor_tuple(path):
    """A tuple of a dict and a number, as torch.save((state, epoch)) makes."""
    save(({"w": ramp(2)}, 5), path)


@case("24-integer-keys.pt")
def integer_keys(path):
    """Integer keys, one negative, one above 32 bits."""
    save({0: ramp(2), 7: ramp(2, start=2), -1: ramp(2, start=4), 2**40: ramp(2, start=6)}, path)


@case("24-integer-beside-text.pt")
def integer_beside_text(path):
    """The keys 7 and "7" side by side: their names collide."""
    save({7: ramp(2), "7": ramp(2, start=2)}, path)


@case("24-other-keys.pt")
def other_keys(path):
    """Keys that are no names: None, a bool, a float, a tuple, bytes, a tensor's dtype."""
    save({None: 1, True: 2, 1.5: 3, (1, "a"): 4, b"raw": 5, torch.int8: 6, "w": ramp(2)}, path)


@both("24-odd-keys.pt")
def odd_keys(path):
    """Keys with the characters that a selector gives a meaning to, blanks, line ends and non-ASCII."""
    keys = ["a/b", "a*b", "a?b", "a[0]", "a{1}", "!a", "a\\b", "a b", "a\nb", "größe.权重", "\U0001f600",
            "a.b.c", "/", "a]b}", "$1", "-", "A", "a"]
    save({key: ramp(2, start=2 * i) for i, key in enumerate(keys)}, path)


@case("25-python2-strings.pt")
def python2(path):
    """As a Python 2 pickler wrote: byte strings everywhere, STRING and BINSTRING. Built by hand."""
    p = Pickle()
    p.raw(b"}q\x00(")
    _python2_entry(p, _short(b"weight"), b"0", 6, (3, 2))
    _python2_entry(p, b"T\x04\x00\x00\x00bias", b"1", 2, (2,))
    p.raw(b"S'na\\'me'\n", b"S'it\\x41 is'\n", b"U\x04utf8", _short("größe".encode()), b"u")
    save_hand(path, p.end(), [("0", ramp(6)), ("1", ramp(2, start=6))])


@case("25-python2-latin1.pt")
def python2_latin1(path):
    """A byte string that is no UTF-8: loads with encoding="latin1" only. Built by hand."""
    p = Pickle()
    p.raw(b"}q\x00(")
    _python2_entry(p, _short(b"w"), b"0", 2, (2,))
    p.raw(_short(b"name"), b"U\x02\xff\xfe", b"u")
    save_hand(path, p.end(), [("0", ramp(2))])


def _short(data):
    return b"U" + bytes([len(data)]) + data


def _python2_entry(p, key, storage, numel, shape):
    p.raw(key).glob("torch._utils", "_rebuild_tensor_v2").raw(b"((", _short(b"storage"))
    p.glob("torch", "FloatStorage").raw(_short(storage), _short(b"cpu")).int(numel).raw(b"tQ")
    p.int(0).ints(shape).ints((2, 1)[-len(shape):]).raw(b"\x89")
    p.glob("collections", "OrderedDict").raw(b")RtR")


@case("25-python2-instances.pt")
def python2_instances(path):
    """Old-style instances: INST and OBJ, with a dict as state. Built by hand."""
    p = Pickle(protocol=1)
    p.raw(b"}(").text("inst").raw(b"(iargparse\nNamespace\n}").text("lr").raw(b"F0.5\nsb")
    p.text("obj").raw(b"(cargparse\nNamespace\no}").text("n").raw(b"I3\nsb")
    p.text("true").raw(b"I01\n").text("long").raw(b"L123456789012L\n")
    p.text("w").tensor("0", 2, (2,)).raw(b"u")
    save_hand(path, p.end().replace(b"\x89", b"I00\n"), [("0", ramp(2))])


@case("25-tape-tricks.pt")
def tape_tricks(path):
    """DUP, POP, POP_MARK, a slot bound twice, a change through GET, bytes after STOP. By hand."""
    p = Pickle()
    p.raw(b"}q\x00").text("a").tensor("0", 2, (2,)).raw(b"s")
    p.text("twice").raw(b"]q\xf0q\xf12").raw(b"0s")
    p.raw(b"(K\x01K\x021").text("first").raw(b"K\x05s")
    p.text("x").put(0xF3).raw(b"0").text("y").put(0xF3).raw(b"0").text("rebound").get(0xF3).raw(b"s")
    p.get(0xF0).raw(b"K\x09a0")
    p.text("b").tensor("1", 2, (2,)).raw(b"s.behind the end")
    save_hand(path, bytes(p.code), [("0", ramp(2)), ("1", ramp(2, start=2))])


@case("25-repeated-key.pt")
def repeated_key(path):
    """A dict key written twice: the last value wins at the first one's place. By hand."""
    p = Pickle()
    p.raw(b"}(").text("w").tensor("0", 2, (2,)).text("b").tensor("1", 2, (2,))
    p.text("w").tensor("2", 2, (2,)).raw(b"u")
    save_hand(path, p.end(), [(str(i), ramp(2, start=2 * i)) for i in range(3)])


@case("25-no-proto.pt")
def no_proto(path):
    """Without PROTO, and nothing memoised. By hand."""
    p = Pickle(protocol=None)
    p.raw(b"}").text("w").tensor("0", 2, (2,)).raw(b"s")
    save_hand(path, p.end(), [("0", ramp(2))])


@case("25-wide-integers.pt")
def wide_integers(path):
    """Every integer as 8 bytes of LONG1, as torch's C++ pickler writes. By hand."""
    p = Pickle()
    p.int = lambda value: p.raw(b"\x8a\x08", value.to_bytes(8, "little", signed=True))
    p.raw(b"}").text("w").tensor("0", 6, (3, 2)).raw(b"s").text("n").int(5).raw(b"s")
    save_hand(path, p.end(), [("0", ramp(6))])


@case("25-inline-pickle.pt")
def inline_pickle(path):
    """A tensor pickled by pickle.dumps inside a checkpoint: a stream in a string."""
    from cases import fixed_addresses

    with fixed_addresses():
        import pickle

        text = pickle.dumps(ramp(2), protocol=2)
    save({"w": ramp(2, start=2), "inner": text}, path)


def save_hand(path, pickle, storages):
    """A hand-written pickle in torch's layout."""
    made = [(key, tensor.numpy().tobytes()) for key, tensor in storages]
    write_records(path, torchzip.checkpoint(pickle, made))
