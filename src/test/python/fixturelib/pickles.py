"""A small pickle assembler, for what no pickler writes (any more)."""

import struct


class Pickle:
    """Appends opcodes. Every method returns self, so that calls chain."""

    def __init__(self, protocol=2):
        self.code = bytearray()
        self.memo = {}
        if protocol is not None:
            self.raw(b"\x80", bytes([protocol]))

    def raw(self, *parts):
        """Bytes as they are."""
        for part in parts:
            self.code += part
        return self

    def glob(self, module, name):
        """GLOBAL, or BINGET of one written before."""
        slot = self.memo.get((module, name))
        if slot is not None:
            return self.get(slot)
        self.raw(b"c", module.encode(), b"\n", name.encode(), b"\n")
        self.memo[module, name] = len(self.memo)
        return self.put(self.memo[module, name])

    def put(self, slot):
        """BINPUT or LONG_BINPUT."""
        return self.raw(b"q", bytes([slot])) if slot < 256 else self.raw(b"r", struct.pack("<I", slot))

    def get(self, slot):
        """BINGET or LONG_BINGET."""
        return self.raw(b"h", bytes([slot])) if slot < 256 else self.raw(b"j", struct.pack("<I", slot))

    def text(self, value):
        """BINUNICODE."""
        data = value.encode()
        return self.raw(b"X", struct.pack("<I", len(data)), data)

    def int(self, value):
        """The shortest integer of protocol 2."""
        if 0 <= value < 256:
            return self.raw(b"K", bytes([value]))
        if 0 <= value < 65536:
            return self.raw(b"M", struct.pack("<H", value))
        if -(2**31) <= value < 2**31:
            return self.raw(b"J", struct.pack("<i", value))
        data = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
        return self.raw(b"\x8a", bytes([len(data)]), data)

    def ints(self, values):
        """A tuple of integers as MARK ... TUPLE."""
        self.raw(b"(")
        for value in values:
            self.int(value)
        return self.raw(b"t")

    def storage(self, key, numel, kind="FloatStorage", module="torch", location="cpu"):
        """The persistent id of a storage."""
        self.raw(b"(").text("storage").glob(module, kind).text(key).text(location).int(numel)
        return self.raw(b"tQ")

    def tensor(self, key, numel, shape, stride=None, offset=0, **storage):
        """A `_rebuild_tensor_v2` call."""
        if stride is None:
            stride, step = [], 1
            for size in reversed(shape):
                stride.insert(0, step)
                step *= size
        self.glob("torch._utils", "_rebuild_tensor_v2").raw(b"(").storage(key, numel, **storage)
        self.int(offset).ints(shape).ints(stride).raw(b"\x89")
        return self.glob("collections", "OrderedDict").raw(b")RtR")

    def dict(self, **items):
        """A dict of items, each a function that writes its value to this pickle."""
        self.raw(b"}(")
        for key, write in items.items():
            self.text(key)
            write(self)
        return self.raw(b"u")

    def end(self):
        """STOP, and the bytes."""
        return bytes(self.raw(b".").code)
