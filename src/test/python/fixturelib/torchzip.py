"""Writes torch's own zip layout, byte for byte, without torch.

Knows records below 4 GiB only. `make.py --check` compares it with every file torch wrote.
"""

import struct
import zipfile
import zlib
from dataclasses import dataclass

LOCAL, DESCRIPTOR, CENTRAL = 0x04034B50, 0x08074B50, 0x02014B50
ZIP64_END, ZIP64_LOCATOR, END = 0x06064B50, 0x07064B50, 0x06054B50
ALIGNMENT = 64
FIRST_HALF = "13588318021439826519"  # of a serialization id; torch's depends on the C++ library


@dataclass
class Record:
    """One record. Every field after `data` is for files that lie."""

    name: str
    data: bytes
    method: int = 0
    crc: int | None = None
    local_name: str | None = None
    extra_delta: int = 0
    flags: int | None = None
    size: int | None = None
    packed: bytes | None = None
    outside: bool = False


def fold(crcs):
    """The half of a serialization id that depends on the content."""
    value = 0
    for crc in crcs:
        value ^= (crc + 0x9E3779B9 + (value << 6) + (value >> 2)) & (2**64 - 1)
        value &= 2**64 - 1
    return f"{value:020d}"


def padding(start, alignment):
    """The FB extra field that moves the data at `start` to the next multiple of `alignment`."""
    pad = -(start + 4) % alignment if alignment else 0
    return struct.pack("<HH", 0x4246, pad) + b"Z" * pad


def deflate(data):
    """Raw deflate, as zip stores it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def build(records, prefix="archive", alignment=ALIGNMENT, record_crc=True, tail=b"", end=None):
    """The bytes of an archive of `records` under `prefix`. `end` patches the three end records."""
    out, directory = bytearray(), bytearray()
    for record in records:
        name = record.name if record.outside else f"{prefix}/{record.name}"
        _append(out, directory, record, name, alignment, record_crc)
    start = len(out)
    out += directory
    count, size = len(records), len(directory)
    ends = [
        struct.pack("<IQHHIIQQQQ", ZIP64_END, 44, 0x031E, 45, 0, 0, count, count, size, start),
        struct.pack("<IIQI", ZIP64_LOCATOR, 0, len(out), 1),
        struct.pack("<IHHHHIIH", END, 0, 0, min(count, 65535), min(count, 65535), size, start, 0),
    ]
    if end:
        ends = end(ends)
    return bytes(out) + b"".join(ends) + tail


def _append(out, directory, record, name, alignment, record_crc):
    data = record.data
    if record.method == 8:
        data = record.packed or deflate(record.data)
    size = len(record.data) if record.size is None else record.size
    flags = (0x0808 if data else 0x0800) if record.flags is None else record.flags
    crc = record.crc
    if crc is None:
        crc = zlib.crc32(record.data) if record_crc else 0
    needed = 20 if record.method == 8 else 0
    raw = name.encode()
    local = (record.local_name or name).encode()
    offset = len(out)
    extra = padding(offset + 30 + len(local), alignment)
    lengths = (len(local), len(extra) + record.extra_delta)
    out += struct.pack("<IHHHHHIIIHH", LOCAL, needed, flags, record.method, 0, 0, 0, 0, 0, *lengths)
    out += local + extra
    out += data
    packed = len(data) if record.size is None or record.method == 8 else size
    if flags & 8:
        out += struct.pack("<IIII", DESCRIPTOR, crc, packed, size)
    directory += struct.pack("<IHHHHHHIIIHHHHHII", CENTRAL, 0, needed, flags, record.method, 0, 0,
                             crc, packed, size, len(raw), 0, 0, 0, 0, 0, offset)
    directory += raw


def serialization_id(records, first_half=FIRST_HALF, record_crc=True):
    """The record torch writes last: two numbers of 20 digits."""
    crcs = [(zlib.crc32(r.data) if record_crc else 0) if r.crc is None else r.crc
            for r in records if r.data]
    return Record(".data/serialization_id", (first_half + fold(crcs)).encode())


def checkpoint(pickle, storages, torch="2.7", byteorder="little", alignment=ALIGNMENT):
    """The records of a checkpoint in the order of one of three generations of torch.

    `storages` is a list of (key, bytes) in order of first use.
    """
    records = [Record("data.pkl", pickle)]
    if torch == "2.7":
        records.append(Record(".format_version", b"1"))
        records.append(Record(".storage_alignment", str(alignment).encode()))
    else:
        storages = sorted(storages)
    if torch != "1.6":
        records.append(Record("byteorder", byteorder.encode()))
    records += [Record(f"data/{key}", data) for key, data in storages]
    records.append(Record("version", b"3\n"))
    if torch != "1.6":
        records.append(serialization_id(records))
    return records


def read(path):
    """The prefix and the records of an archive, as its directory has them, in file order."""
    with zipfile.ZipFile(path) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        prefix = infos[0].filename.split("/", 1)[0]
        records = []
        for info in infos:
            record = Record(info.filename[len(prefix) + 1:], _content(archive, info), info.compress_type)
            record.crc = info.CRC
            record.packed = _packed(archive, info)
            records.append(record)
    return prefix, records


def _packed(archive, info):
    """A record's bytes as they stand in the file: each library deflates in its own way."""
    archive.fp.seek(info.header_offset + 26)
    archive.fp.seek(sum(struct.unpack("<HH", archive.fp.read(4))), 1)
    return archive.fp.read(info.compress_size)


def _content(archive, info):
    """A record's bytes, its CRC unchecked: torch can leave it out."""
    info.CRC, kept = None, info.CRC
    try:
        return archive.read(info)
    finally:
        info.CRC = kept
