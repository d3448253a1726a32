#!/usr/bin/env python3
"""Writes files that lie, are damaged, or are no checkpoint at all, and what torch.load does with each.

    .venv/bin/python hostile.py

expected.json maps a file to {"why", "torch", "readable"}. `torch` is what torch.load(weights_only=False)
of 2.13 does in a process of its own with 6 GiB of address space and 20 seconds: "loads", an error, "crashes",
"out of memory or time", or "not asked" where loading would run code. `readable` is true for files that
must be read all the same (and never run), false for those that must be refused, at the latest when the
record in question is read, and "either" where both will do, so long as it is quick, small and not wrong.
"""

import gzip
import io
import json
import os
import resource
import signal
import struct
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[3] / "python"))

from fixturelib import torchzip  # noqa: E402  (the path comes first)
from fixturelib.pickles import Pickle  # noqa: E402
from fixturelib.torchzip import Record, build, checkpoint  # noqa: E402

FILES = {}
DATA = struct.pack("<6f", *range(6))
EITHER = set("""
    alignment-text.pt constants-pkl.pt deflate-bomb-pickle.pt deflate-bomb.pt gguf.pt hdf5.pt
    legacy-tail.pt name-backslash.pt name-nul.pt name-traversal.pt name-upper-case.pt npy.pt npz.pt
    onnx.pt pickle-append-on-none.pt pickle-build-on-int.pt pickle-ext1.pt pickle-ext4-negative.pt
    pickle-int-text.pt pickle-key-unhashable.pt pickle-left-over.pt pickle-memo-bomb.pt
    pickle-paths.pt pickle-reduce-on-text.pt pickle-setitem-on-int.pt pickle-stack-global.pt
    pickle-string-quotes.pt pickle-utf8.pt pid-unknown.pt rank-huge.pt safetensors.pt
    storage-class-unknown.pt storage-key-nul.pt storage-key-path.pt zip64-count-less.pt
    zip64-locator-lies.pt
""".split())
NOT_ASKED = "not asked: loading would run code"


def hostile(name, why, readable=False, ask=True):
    """Registers a function that returns the bytes of a file."""

    def register(function):
        FILES[name] = (function, why, readable, ask)
        return function

    return register


def add(name, why, content, **options):
    """Registers a file whose bytes are at hand."""
    hostile(name, why, **options)(lambda: content)


def weight(numel=6, shape=(3, 2), stride=None, offset=0, key="0", **storage):
    """The pickle of {"w": tensor}."""
    pickle = Pickle()
    pickle.raw(b"}").text("w").tensor(key, numel, shape, stride, offset, **storage)
    return pickle.raw(b"s").end()


def records(pickle=None, data=DATA):
    """The records of a checkpoint of one tensor."""
    return checkpoint(pickle or weight(), [("0", data)])


def good(pickle=None, data=DATA, **options):
    """A whole archive."""
    return build(records(pickle, data), "model", **options)


def changed(name, **fields):
    """A good archive but for some fields of one record."""
    made = records()
    for record in made:
        if record.name == name:
            for field, value in fields.items():
                setattr(record, field, value)
    return build(made, "model")


def without(name):
    """A good archive but for one record."""
    return build([record for record in records() if record.name != name], "model")


def with_more(*more):
    """A good archive with further records in front of the id."""
    made = records()
    return build(made[:-1] + list(more) + made[-1:], "model")


def patched(content, at, new):
    """Bytes with some replaced."""
    return content[:at] + new + content[at + len(new):]


def swap(content, old, new):
    """Bytes with one part replaced, which must be there."""
    assert old in content, old
    return content.replace(old, new, 1)


def raw(*parts, protocol=2):
    """An archive whose pickle is these opcodes."""
    return good(Pickle(protocol).raw(*parts).end())


def beside(*parts, name="bad"):
    """An archive of {"w": tensor, name: these opcodes}."""
    pickle = Pickle()
    pickle.raw(b"}(").text("w").tensor("0", 6, (3, 2)).text(name).raw(*parts, b"u")
    return good(pickle.end())


# Tensors and storages that do not fit.

add("numel-above-record.pt", "the pid's numel is larger than the record", good(weight(numel=8)))
add("numel-below-record.pt", "the pid's numel is smaller than the record", good(weight(numel=6), DATA + DATA))
add("numel-negative.pt", "the pid's numel is -1", good(weight(numel=-1)))
add("numel-overflow.pt", "numel times 4 overflows 64 bits", good(weight(numel=2**62 + 6)))
add("numel-huge.pt", "numel claims 2^40 elements", good(weight(numel=2**40)))
add("numel-differs.pt", "two pids of one storage disagree on numel", good(
    Pickle().dict(a=lambda p: p.tensor("0", 6, (6,)), b=lambda p: p.tensor("0", 5, (5,))).end()))
add("extent-above-numel.pt", "the shape needs more than the storage has", good(weight(shape=(4, 2))))
add("stride-past-end.pt", "the last stride leads past the end", good(weight(stride=(2, 3))))
add("offset-past-end.pt", "the offset leads past the end", good(weight(shape=(2,), offset=5)))
add("offset-negative.pt", "a negative storage offset", good(weight(shape=(2,), offset=-1)))
add("size-negative.pt", "a negative size", good(weight(shape=(-3, 2), stride=(2, 1))))
add("stride-negative.pt", "a negative stride", good(weight(shape=(3, 2), stride=(-2, 1), offset=4)))
add("shape-product-overflow.pt", "sizes whose product overflows 64 bits", good(
    weight(shape=(2**33, 2**33), stride=(0, 0))))
add("shape-product-wraps.pt", "sizes whose product is 0 modulo 2^64", good(
    weight(shape=(2**32, 2**32), stride=(2**32, 1))))
add("extent-overflow.pt", "(size - 1) * stride overflows 64 bits", good(
    weight(shape=(3, 2), stride=(2**62, 2**62))))
add("stride-0-huge-shape.pt", "an expanded tensor of 2^50 elements on one", good(
    weight(shape=(2**30, 2**20), stride=(0, 0))), readable=True)
add("rank-huge.pt", "a tensor of 3,000 dimensions", good(weight(shape=(1,) * 3000)))
add("rank-mismatch.pt", "two sizes and three strides", good(weight(shape=(3, 2), stride=(2, 1, 1))))
add("size-is-text.pt", "a size that is a string", good(swap(weight(), b"(K\x03K\x02t", b"(U\x013K\x02t")))
add("storage-class-unknown.pt", "a storage class that does not exist", good(weight(kind="Float9Storage")))
add("storage-class-elsewhere.pt", "a storage class of another module", good(weight(module="foo")), readable=True)
add("storage-location-unknown.pt", "a location that no backend knows", good(weight(location="npu:3")), readable=True)
add("storage-location-cuda.pt", "a location on a device that is not there", good(weight(location="cuda:1")),
    readable=True)
add("storage-key-path.pt", "a storage key that leaves the folder", good(weight(key="../0")))
add("storage-key-nul.pt", "a storage key with a NUL", good(weight(key="0\0x")))
add("pid-short.pt", "a persistent id of two parts", good(
    Pickle().raw(b"}").text("w").raw(b"(").text("storage").text("0").raw(b"tQs").end()))
add("pid-not-a-tuple.pt", "a persistent id that is a number", good(Pickle().raw(b"K\x05Q").end()))
add("pid-unknown.pt", "a persistent id that starts with another word", good(
    Pickle().raw(b"}").text("w").raw(b"(").text("module").text("x").raw(b"tQs").end()))
add("persid-text.pt", "a PERSID of protocol 0", raw(b"P0\n"))
add("record-missing.pt", "the data record is missing", without("data/0"))
add("record-unaligned-size.pt", "a record of 23 bytes for float32", good(weight(numel=5, shape=(5,)), DATA[:23]))

# The archive.

add("version-missing.pt", "no `version` record", without("version"))
add("version-0.pt", "`version` is 0", changed("version", data=b"0\n"))
add("version-99.pt", "`version` is 99", changed("version", data=b"99\n"))
add("version-text.pt", "`version` is no number", changed("version", data=b"abc\n"))
add("version-empty.pt", "`version` is empty", changed("version", data=b""))
add("byteorder-unknown.pt", "`byteorder` is `middle`", changed("byteorder", data=b"middle"))
add("byteorder-newline.pt", "`byteorder` ends in a newline", changed("byteorder", data=b"little\n"))
add("alignment-0.pt", "`.storage_alignment` is 0", changed(".storage_alignment", data=b"0"), readable=True)
add("alignment-untrue.pt", "`.storage_alignment` says 128, the records say 64",
    changed(".storage_alignment", data=b"128"), readable=True)
add("alignment-text.pt", "`.storage_alignment` is no number", changed(".storage_alignment", data=b"x"))
add("format-version-x.pt", "`.format_version` is `x`", changed(".format_version", data=b"x"), readable=True)
add("data-pkl-missing.pt", "no `data.pkl`", without("data.pkl"))
add("data-pkl-empty.pt", "an empty `data.pkl`", build([Record("data.pkl", b"")] + records()[1:], "model"))
add("local-extra-plus-4.pt", "the local extra length is 4 too large", changed("data/0", extra_delta=4))
add("local-extra-minus-4.pt", "the local extra length is 4 too small", changed("data/0", extra_delta=-4))
add("local-name-differs.pt", "the local header has another name", changed("data/0", local_name="model/data/9"))
add("crc-of-data.pt", "a wrong CRC on the tensor's record", changed("data/0", crc=0x12345678))
add("crc-of-pickle.pt", "a wrong CRC on data.pkl", changed("data.pkl", crc=0x12345678))
add("byte-flipped.pt", "one bit of the tensor flipped, CRC as it was", changed(
    "data/0", data=patched(DATA, 5, b"\x40"), crc=zlib.crc32(DATA)))
add("encrypted-flag.pt", "the encryption flag is set", changed("data/0", flags=0x0809))
add("masked-flag.pt", "the flag of masked headers is set", changed("data/0", flags=0x2808))
add("method-unknown.pt", "compression method 99", changed("data/0", method=99))
add("size-lies.pt", "the directory's size is larger than the file", changed("data/0", size=2**31))
add("name-twice.pt", "two records of one name", with_more(Record("data/0", b"\xff" * 24)))
add("name-twice-case.pt", "two names that differ in case only", with_more(Record("DATA/0", b"\xff" * 24)))
add("name-upper-case.pt", "DATA.PKL in place of data.pkl", build(
    [Record("DATA.PKL", weight())] + records()[1:], "model"))
add("outside-prefix.pt", "an entry outside the prefix", with_more(Record("other/file", b"x", outside=True)))
add("outside-no-folder.pt", "an entry without a folder", with_more(Record("readme.txt", b"x", outside=True)))
add("first-outside.pt", "the first entry is outside the prefix", build(
    [Record("__MACOSX/._model", b"x", outside=True)] + records(), "model"))
add("name-traversal.pt", "a record name that climbs out", with_more(Record("../../etc/passwd", b"x")))
add("name-absolute.pt", "an absolute record name", with_more(Record("/etc/passwd", b"x", outside=True)))
add("name-backslash.pt", "a record name with backslashes", with_more(Record("..\\x", b"x")))
add("name-nul.pt", "a record name with a NUL", with_more(Record("data/1\0.txt", b"x")))
add("constants-pkl.pt", "a `constants.pkl`, which makes torch take it for TorchScript", with_more(
    Record("constants.pkl", b"\x80\x02).")))
add("leading-junk.pt", "bytes in front of the archive", b"junk" * 4 + good())
add("tail-70k.pt", "70,000 bytes behind the archive", good(tail=b"\0" * 70000))
add("tail-short.pt", "100 bytes behind the archive", good(tail=b"\0" * 100), readable=True)
add("comment.pt", "an archive comment", patched(good(), len(good()) - 2, b"\5\0") + b"hello", readable=True)
add("only-end-record.pt", "an empty archive", b"PK\5\6" + b"\0" * 18)


def _overlapping():
    content = bytearray(good())
    at = content.rindex(b"model/data/0") - 46
    pickle = content.index(b"PK\1\2")
    content[at + 42:at + 46] = content[pickle + 42:pickle + 46]
    return bytes(content)


hostile("overlap-same-header.pt", "two directory entries on one local header")(_overlapping)


@hostile("overlap-nested.pt", "a record that lies inside another")
def _nested():
    inner = build([Record("data/0", DATA)], "model")
    inner = inner[:inner.index(b"PK\1\2")]
    content = bytearray(with_more(Record("blob", inner)))
    at = content.rindex(b"model/data/0") - 46
    start = content.index(inner)
    content[at + 42:at + 46] = struct.pack("<I", start)
    return bytes(content)


def _ends(change):
    return good(end=change)


def _field(index, at, form, value):
    def change(ends):
        ends[index] = patched(ends[index], at, struct.pack(form, value))
        return ends

    return change


add("zip64-locator-lies.pt", "the zip64 locator points elsewhere", _ends(_field(1, 8, "<Q", 5)))
add("zip64-locator-far.pt", "the zip64 locator points behind the end", _ends(_field(1, 8, "<Q", 2**40)))
add("zip64-count.pt", "the zip64 record claims 2^60 entries", _ends(_field(0, 32, "<Q", 2**60)))
add("zip64-count-less.pt", "the zip64 record counts one entry less", _ends(_field(0, 32, "<Q", 7)))
add("zip64-directory-size.pt", "the zip64 record claims a directory of 2^50 bytes", _ends(_field(0, 40, "<Q", 2**50)))
add("zip64-directory-start.pt", "the zip64 record puts the directory behind the end", _ends(_field(0, 48, "<Q", 2**50)))
add("zip64-only-in-end.pt", "the end record disagrees with the zip64 record", _ends(_field(2, 10, "<H", 3)),
    readable=True)
add("zip64-missing.pt", "no zip64 records, as other tools write", _ends(lambda ends: ends[2:]), readable=True)
add("end-count-65535.pt", "no zip64 record and 65,535 entries claimed", _ends(
    lambda ends: _field(0, 10, "<H", 65535)(_field(0, 8, "<H", 65535)(ends[2:]))))
add("directory-signature.pt", "a directory entry without its signature",
    patched(good(), good().rindex(b"PK\1\2"), b"PKxx"))
add("local-signature.pt", "a local header without its signature",
    patched(good(), good().index(b"model/data/0") - 30, b"PKxx"))
add("header-offset-far.pt", "a header offset behind the end",
    patched(good(), good().rindex(b"model/data/0") - 4, b"\xff\xff\xff\x7f"))

for _where, _at in (("in-signature", 3), ("in-local-header", 20), ("in-pickle", 150), ("in-data", 600)):
    add(f"truncated-{_where}.pt", f"cut after {_at} bytes", good()[:_at])
add("truncated-in-directory.pt", "cut in the directory", good()[:good().index(b"PK\1\2") + 70])
add("truncated-before-end.pt", "cut before the end record", good()[:-22])
add("truncated-last-byte.pt", "the last byte is missing", good()[:-1])
add("zeroed-middle.pt", "a block of zeros over the tensor and its header", patched(
    good(), good().index(b"model/data/0") - 30, b"\0" * 120))

# Deflate.


@hostile("deflate-bomb.pt", "16 KB that inflate to 16 MB")
def _bomb():
    return _zipped(weight(numel=4_000_000, shape=(4_000_000,)), b"\0" * 16_000_000)


@hostile("deflate-bomb-pickle.pt", "a data.pkl of 16 MB of NONE and POP in 16 KB")
def _bomb_pickle():
    return _zipped(b"\x80\x02" + b"N0" * 8_000_000 + weight()[2:], DATA)


def _zipped(pickle, data):
    made = [Record(r.name, r.data, 8 if r.name in ("data.pkl", "data/0") else 0)
            for r in checkpoint(pickle, [("0", data)], torch="1.6")]
    return build(made, "model")


@hostile("deflate-size-lies.pt", "the inflated size is larger than the directory says")
def _inflated():
    return changed("data/0", method=8, size=12)


@hostile("deflate-garbage.pt", "deflated data that is none")
def _garbage():
    packed = torchzip.deflate(DATA)
    content = changed("data/0", method=8)
    return swap(content, packed, b"\xff" * len(packed))


# The pickle.

add("pickle-memo-2-32.pt", "a LONG_BINPUT of slot 2^32 - 1, and its GET",
    beside(b"K\x01r\xff\xff\xff\xff0j\xff\xff\xff\xff"), readable=True)
add("pickle-memo-unset.pt", "a GET of a slot never set", beside(b"h\xfe"))
add("pickle-memo-text.pt", "a GET whose number is no number", beside(b"gx\n"))
add("pickle-memo-huge-text.pt", "a PUT of a slot beyond 64 bits", beside(b"K\x01p99999999999999999999999\n"))
add("pickle-depth-lists.pt", "100,000 lists in each other", _zipped(
    b"\x80\x02" + b"(" * 100_000 + b"l" * 100_000 + b".", DATA))
add("pickle-depth-tuples.pt", "100,000 tuples in each other", _zipped(
    b"\x80\x02)" + b"\x85" * 100_000 + b".", DATA))
add("pickle-depth-dicts.pt", "20,000 dicts in each other", _zipped(
    b"\x80\x02}" + b"K\x00}" * 20_000 + b"s" * 20_000 + b".", DATA))
add("pickle-depth-reduce.pt", "20,000 calls in each other", _zipped(
    b"\x80\x02" + b"cbuiltins\ntuple\n" + b"2" * 20_000 + b"]" + b"\x85\x85R" * 20_000 + b".", DATA))

def _paths():
    pickle = Pickle()
    pickle.raw(b"}(").text("w").tensor("0", 6, (3, 2)).put(100).text("l").raw(b"](").get(100).raw(b"e").put(101)
    for _ in range(64):
        pickle.put(101).raw(b"0](").get(101).get(101).raw(b"e")
    return good(pickle.raw(b"u").end())


hostile("pickle-paths.pt", "l = [l, l] 64 times: 2^64 paths to one tensor")(_paths)
add("pickle-memo-bomb.pt", "a string doubled by reference: ((((s, s), ...), 40 times)", beside(
    b"X\x01\x00\x00\x00s", b"".join(b"q\xf0h\xf0\x86" for _ in range(40))))
add("pickle-many-puts.pt", "3,000 PUTs of one value at growing slots", beside(
    b"N", b"".join(b"r" + struct.pack("<I", i * 1_000_003) for i in range(3000))), readable=True)
add("pickle-long4.pt", "a LONG4 that claims 2 GiB", beside(b"\x8b\xff\xff\xff\x7f\x01"))
add("pickle-long4-negative.pt", "a LONG4 of negative length", beside(b"\x8b\xff\xff\xff\xff\x01"))
add("pickle-long1-wide.pt", "an integer of 255 bytes as a size", good(
    swap(weight(), b"(K\x03K\x02t", b"(\x8a\xff" + b"\x01" * 255 + b"K\x02t")))
add("pickle-binunicode8.pt", "a BINUNICODE8 that claims 2^62 bytes", beside(b"\x8d" + struct.pack("<Q", 2**62)))
add("pickle-binunicode8-max.pt", "a BINUNICODE8 of 2^64 - 1", beside(b"\x8d" + b"\xff" * 8))
add("pickle-binunicode.pt", "a BINUNICODE that claims 4 GiB", beside(b"X\xff\xff\xff\xff"))
add("pickle-binstring-negative.pt", "a BINSTRING of negative length", beside(b"T\xff\xff\xff\xffx"))
add("pickle-binbytes8.pt", "a BINBYTES8 that claims 2^40 bytes", beside(b"\x8e" + struct.pack("<Q", 2**40)))
add("pickle-bytearray8.pt", "a BYTEARRAY8 that claims 2^40 bytes", beside(b"\x96" + struct.pack("<Q", 2**40)))
add("pickle-frame.pt", "a FRAME that claims 2^60 bytes", raw(b"\x95" + struct.pack("<Q", 2**60), b"}", protocol=4))
add("pickle-frame-short.pt", "a FRAME that ends inside an opcode", raw(
    b"\x95" + struct.pack("<Q", 3), b"}X\x01\x00\x00\x00aK\x01s", protocol=4))
add("pickle-text-endless.pt", "a GLOBAL without a line end", good(b"\x80\x02c" + b"a" * 9000))
add("pickle-int-text.pt", "an INT that is no number", beside(b"Iabc\n"))
add("pickle-string-quotes.pt", "a STRING without quotes", beside(b"Sabc\n"))
add("pickle-utf8.pt", "a BINUNICODE that is no UTF-8", beside(b"X\x02\x00\x00\x00\xff\xfe"))
add("pickle-surrogate.pt", "a lone surrogate in a string", beside(b"X\x03\x00\x00\x00\xed\xa0\x80"), readable=True)
add("pickle-underflow.pt", "a TUPLE3 on a stack of one", raw(b"K\x01\x87"))
add("pickle-no-mark.pt", "a TUPLE without MARK", raw(b"K\x01t"))
add("pickle-empty-stack.pt", "STOP on an empty stack", good(b"\x80\x02."))
add("pickle-left-over.pt", "values left on the stack at STOP", good(b"\x80\x02K\x01" + weight()[2:]))
add("pickle-odd-setitems.pt", "SETITEMS on three values", raw(b"}(K\x01K\x02K\x03u"))
add("pickle-setitem-on-int.pt", "SETITEM on a number", raw(b"K\x01K\x02K\x03s"))
add("pickle-append-on-none.pt", "APPEND on None", raw(b"NK\x03a"))
add("pickle-build-on-int.pt", "BUILD on a number", raw(b"K\x01}b"))
add("pickle-key-unhashable.pt", "a list as a dict key", raw(b"}]K\x01s"))
add("pickle-reduce-on-text.pt", "REDUCE of a string", raw(b"X\x01\x00\x00\x00a)R"))
add("pickle-stack-global.pt", "STACK_GLOBAL of two numbers", raw(b"K\x01K\x02\x93", protocol=4))
add("pickle-global-dotted.pt", "a GLOBAL whose name has dots", raw(b"}", Pickle(None).text("f").code,
                                                                   b"cos\npath.join\ns"), readable=True)
add("pickle-opcode-unknown.pt", "an opcode that does not exist", raw(b"}\xff"))
add("pickle-proto-9.pt", "PROTO 9", good(b"\x80\x09" + weight()[2:]))
add("pickle-no-stop.pt", "no STOP", good(weight()[:-1]))
add("pickle-truncated.pt", "the pickle ends inside a string", good(weight()[:60]))
add("pickle-ext1.pt", "an EXT1", beside(b"\x82\x05"))
add("pickle-ext4-negative.pt", "an EXT4 of a negative code", beside(b"\x84\xff\xff\xff\xff"))
add("pickle-next-buffer.pt", "a NEXT_BUFFER: data outside the file", beside(b"\x97"))
add("pickle-readonly-buffer.pt", "READONLY_BUFFER of a bytearray", beside(b"\x96" + struct.pack("<Q", 2) + b"ab\x98"))
add("pickle-not-at-all.pt", "data.pkl is text", good(b"hello, world\n"))
add("pickle-zeros.pt", "data.pkl is zeros", good(b"\0" * 100))

RUN = {"ask": False, "readable": True}
add("run-os-system.pt", "REDUCE of os.system beside a tensor", beside(
    b"cos\nsystem\n", Pickle(None).text("touch regraft-was-here").code, b"\x85R"), **RUN)
add("run-posix-system-first.pt", "REDUCE of posix.system in front of the tensors, its result dropped", good(
    b"\x80\x02cposix\nsystem\n" + bytes(Pickle(None).text("touch regraft-was-here").code) + b"\x85R0" + weight()[2:]),
    **RUN)
add("run-builtins-eval.pt", "REDUCE of builtins.eval", beside(
    b"cbuiltins\neval\n", Pickle(None).text("open('regraft-was-here', 'w')").code, b"\x85R"), **RUN)
add("run-inst.pt", "INST of os.system", beside(b"(", Pickle(None).text("touch regraft-was-here").code,
                                               b"ios\nsystem\n"), **RUN)
add("run-obj.pt", "OBJ of subprocess.call", beside(b"(csubprocess\ncall\n",
                                                   Pickle(None).text("touch regraft-was-here").code, b"o"), **RUN)
add("run-newobj.pt", "NEWOBJ of subprocess.Popen", beside(
    b"csubprocess\nPopen\n", Pickle(None).text("true").code, b"\x85\x81"), **RUN)
add("run-build.pt", "BUILD with a __setstate__ that is os.system", beside(
    b"cargparse\nNamespace\n)R}", Pickle(None).text("__setstate__").code, b"cos\nsystem\nsb",
    Pickle(None).text("touch regraft-was-here").code, b"b"), **RUN)
add("run-stack-global.pt", "STACK_GLOBAL of os.system", good(
    b"\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x93\x94\x8c\x16touch regraft-was-here\x94\x85\x94R\x94."), **RUN)
add("run-rebuild-hooks.pt", "a tensor whose hooks are a call of os.system", good(swap(
    weight(), b"ccollections\nOrderedDict\nq\x02)R", b"cos\nsystem\n" + bytes(Pickle(None).text("true").code) + b"\x85R")), **RUN)
add("run-legacy.pt", "a legacy file whose first pickle calls os.system",
    b"\x80\x02cos\nsystem\n" + bytes(Pickle(None).text("true").code) + b"\x85R.", ask=False)
add("run-bare.pkl", "a bare pickle that calls os.system",
    b"cos\nsystem\n(S'true'\ntR.", ask=False)

# Legacy files.


def legacy(keys=None, data=None, obj=None):
    """A file of the format up to torch 1.5, by hand."""
    head = bytes.fromhex("80028a0a6cfc9c46f9206aa850192e") + b"\x80\x02M\xe9\x03."
    info = Pickle().raw(b"}").text("little_endian").raw(b"\x88s").end()
    pickle = obj or swap(weight(key="94143287562240"), b"K\x06tQ", b"K\x06NtQ")
    keys = keys or Pickle().raw(b"]").text("94143287562240").raw(b"a").end()
    return head + info + pickle + keys + (struct.pack("<q", 6) + DATA if data is None else data)


add("legacy-count-lies.pt", "legacy: the element count is not the pid's", legacy(data=struct.pack("<q", 5) + DATA))
add("legacy-count-huge.pt", "legacy: an element count of 2^60", legacy(data=struct.pack("<q", 2**60) + DATA))
add("legacy-count-negative.pt", "legacy: a negative element count", legacy(data=struct.pack("<q", -1) + DATA))
add("legacy-truncated.pt", "legacy: cut in the data", legacy()[:-5])
add("legacy-cut-in-object.pt", "legacy: cut in the object", legacy()[:120])
add("legacy-key-missing.pt", "legacy: the list of keys is empty", legacy(keys=Pickle().raw(b"]").end()))
add("legacy-key-unknown.pt", "legacy: a key that no pid names",
    legacy(keys=Pickle().raw(b"]").text("77").raw(b"a").end()))
add("legacy-tail.pt", "legacy: bytes behind the last storage", legacy() + b"tail")
add("legacy-protocol-1002.pt", "legacy: another protocol number", swap(legacy(), b"M\xe9\x03", b"M\xea\x03"))
add("legacy-magic-only.pt", "legacy: nothing behind the magic number", legacy()[:15])

# Files that are no checkpoint.

add("empty.pt", "an empty file", b"")
add("one-byte.pt", "one byte", b"\x80")
add("zeroed.pt", "4 KiB of zeros", b"\0" * 4096)
add("lfs-pointer.pt", "a git LFS pointer in place of the file", (
    b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4d7a2146" * 8 + b"\nsize 1385721\n"))
add("html.pt", "an HTML page in place of the download", (
    b"<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head><body>Not found</body></html>\n"))
add("xml-error.pt", "an error of an object store", (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>\n'))
add("gzip.pt", "a good file, gzipped", gzip.compress(good(), mtime=0))
add("json.pt", "a JSON document", b'{"w": [1, 2, 3]}\n')
add("text.pt", "a plain text", "Gewichte, früher\n".encode())
add("bare-pickle.pt", "a pickle without torch's container", Pickle().raw(b"}").text("a").raw(b"K\x01s").end())
add("bare-pickle-tensor.pt", "a data.pkl taken out of its archive", weight())
add("gguf.pt", "the head of a GGUF file", b"GGUF" + struct.pack("<IQQ", 3, 1, 0) + b"\0" * 40)
add("onnx.pt", "the head of an ONNX model", b"\x08\x07\x12\x07pytorch\x1a\x052.1.0")
add("zip-no-checkpoint.pt", "an archive of something else", build([Record("word/document.xml", b"<x/>")], "docx"))


@hostile("zip-flat.pt", "an archive whose records have no folder")
def _flat():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for record in records():
            archive.writestr(zipfile.ZipInfo(record.name, (2020, 1, 1, 0, 0, 0)), record.data)
    return buffer.getvalue()


@hostile("zip-two-levels.pt", "a good file zipped inside another archive")
def _inside():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("model.pt", (2020, 1, 1, 0, 0, 0)), good())
    return buffer.getvalue()


@hostile("zip-lzma.pt", "a good file zipped again with LZMA")
def _lzma():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        for record in records():
            archive.writestr(zipfile.ZipInfo(f"model/{record.name}", (2020, 1, 1, 0, 0, 0)), record.data,
                             zipfile.ZIP_LZMA)
    return buffer.getvalue()


@hostile("safetensors.pt", "a safetensors file under another ending")
def _safetensors():
    import numpy
    from safetensors.numpy import save

    return save({"w": numpy.arange(6, dtype="f4").reshape(3, 2)})


@hostile("hdf5.pt", "an HDF5 file under another ending")
def _hdf5():
    import h5py

    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        file.create_dataset("w", data=[1.0, 2.0], track_times=False)
    return buffer.getvalue()


@hostile("npy.pt", "a NumPy array under another ending")
def _npy():
    import numpy

    buffer = io.BytesIO()
    numpy.save(buffer, numpy.arange(3, dtype="f4"))
    return buffer.getvalue()


@hostile("npz.pt", "a NumPy archive under another ending")
def _npz():
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as archive:
        archive.writestr(zipfile.ZipInfo("w.npy", (2020, 1, 1, 0, 0, 0)), _npy())
    return buffer.getvalue()


def ask_torch(path):
    """What torch.load does with a file, in a child with limits."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(path, writing)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    status = os.waitpid(child, 0)[1]
    if answer:
        return answer
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    return "out of memory or time" if number in (signal.SIGKILL, signal.SIGALRM) else "crashes"


def _child(path, writing):
    from fixturelib import describe

    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    signal.alarm(20)
    try:
        value, error = describe.attempt(str(path))
        if error is None:
            list(describe.walk(value)) if "paths" not in path.name else None
    except BaseException as reason:  # noqa: B902  (whatever it is, it is the answer)
        error = describe.first_line(reason)
    os.write(writing, (error or "loads").encode())
    os._exit(0)


def main():
    import torch

    torch.set_num_threads(1)
    for path in HERE.iterdir():
        if path.suffix != ".py":
            path.unlink()
    expected = {}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for name, (function, why, readable, ask) in sorted(FILES.items()):
            path = HERE / name
            path.write_bytes(function())
            answer = ask_torch(path) if ask else NOT_ASKED
            expected[name] = {"why": why, "torch": answer, "readable": "either" if name in EITHER else readable}
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(entry, ensure_ascii=False)}"
                       for name, entry in expected.items())
    (HERE / "expected.json").write_text("{\n" + lines + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
