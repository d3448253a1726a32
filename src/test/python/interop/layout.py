#!/usr/bin/env python3
"""Asks torch whether a checkpoint is laid out as torch itself would write it, byte for byte.

The records are written again by torch's own writer, in their order, and compared; the first half
of the serialization id, which depends on the C++ library, may differ. Layouts that torch no longer
writes (up to 2.6, holes, a prefix that is not ASCII) are written by fixturelib.torchzip, which
`make.py --check` holds to torch's bytes. Then the CRCs are checked, and where `.format_version`
is there, the loads that compute offsets from the pickle must find the same tensors.
"""

import argparse
import re
import sys
import tempfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch  # noqa: E402  (the path comes first)

from fixturelib import cli, describe, torchzip  # noqa: E402

ID, VERSION = ".data/serialization_id", "version"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    file = parser.parse_args().file
    cli.require(file.is_file(), f"{file} is no file")
    cli.require(zipfile.is_zipfile(file), f"{file} is no zip archive")
    prefix, records = torchzip.read(file)
    named = {record.name: record for record in records}
    alignment = int(named[".storage_alignment"].data) if ".storage_alignment" in named else 64
    writer = by_torch if torch_can_write(prefix, records) else by_fixturelib
    compare(file, writer(prefix, records, alignment), records)
    check_crcs(file)
    check_id(records)
    answer = {"ok": True, "prefix": prefix, "records": len(records), "writer": writer.__name__[3:]}
    if ".format_version" in named:
        check_offsets(file, meta=named.get("byteorder", named["data.pkl"]).data != b"big")
        answer["offsets"] = True
    return answer


def torch_can_write(prefix, records):
    """Whether torch's writer can be made to write these records."""
    crcs = {bool(record.crc) for record in records if record.data}
    return (prefix.isascii() and records[-1].name == ID and records[-2].name == VERSION
            and re.fullmatch(rb"\d+\n", records[-2].data)
            and all(record.method == 0 for record in records) and len(crcs) == 1)


def by_torch(prefix, records, alignment):
    """The archive as torch's writer makes it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, prefix + ".pt")
        writer = torch._C.PyTorchFileWriter(str(path), bool(records[0].crc), alignment)
        writer.set_min_version(int(records[-2].data))
        for record in records[:-2]:
            writer.write_record(record.name, record.data, len(record.data))
        writer.write_end_of_file()
        return path.read_bytes()


def by_fixturelib(prefix, records, alignment):
    """The archive as our imitation of torch's writer makes it."""
    return torchzip.build(records, prefix, alignment)


def compare(file, wanted, records):
    """Raises unless the bytes agree, the id's first half and its CRC apart."""
    found = file.read_bytes()
    if records[-1].name == ID:
        found, wanted = masked(found), masked(wanted)
    if found != wanted:
        at = next((i for i, (a, b) in enumerate(zip(found, wanted)) if a != b), min(len(found), len(wanted)))
        raise cli.Failure(f"{file}: torch writes {len(wanted)} bytes, not {len(found)}; the first difference "
                          f"is at byte {at}, in or behind {record_at(file, at)}")


def masked(content):
    """The archive without the first half of its id and the CRCs of it."""
    content = bytearray(content)
    entry = content.rindex(b"PK\1\2")
    header = int.from_bytes(content[entry + 42:entry + 46], "little")
    if header == 0xFFFFFFFF:
        header = int.from_bytes(content[entry + 46 + len(name_of(content, entry)) + 4:][:8], "little")
    start = header + 30 + sum(int.from_bytes(content[header + i:header + i + 2], "little") for i in (26, 28))
    for begin, length in ((start, 20), (start + 44, 4), (entry + 16, 4)):
        content[begin:begin + length] = b"\0" * length
    return bytes(content)


def name_of(content, entry):
    """The name in a directory entry."""
    return content[entry + 46:entry + 46 + int.from_bytes(content[entry + 28:entry + 30], "little")]


def record_at(file, at):
    """The name of the record whose header is the last one before a byte."""
    with zipfile.ZipFile(file) as archive:
        before = [info for info in archive.infolist() if info.header_offset <= at]
    return max(before, key=lambda info: info.header_offset).filename if before else "the start"


def check_crcs(file):
    """Raises on a wrong CRC; 0 on a record that is not empty means that none was recorded."""
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            if info.CRC or not info.file_size:
                try:
                    archive.read(info)
                except zipfile.BadZipFile as error:
                    raise cli.Failure(f"{file}: {error}") from None


def check_id(records):
    """Raises unless the second half of the id is what the records' CRCs fold to."""
    if records[-1].name == ID:
        wanted = torchzip.fold([record.crc for record in records[:-1] if record.data])
        found = records[-1].data.decode()[20:]
        cli.require(found == wanted, f"the second half of the serialization id is {found}, not {wanted}")


def check_offsets(file, meta):
    """Raises unless all loads that compute offsets find what the plain one finds."""
    value, _, options = describe.tolerant(str(file))
    cli.require(value is not None, f"{file}: torch cannot load it")
    lines = describe.describe(value)
    for name, question in (("computed offsets", describe.computed_offsets), ("meta", describe.on_meta)):
        if name == "meta" and (not meta or any(line["kind"] in ("quantised", "nested") for line in lines)):
            continue  # torch cannot load these on meta, nor a big-endian file
        found = describe.isolated(question, str(file), lines, **options)
        cli.require(found is True, f"{file}: the load with {name} says {found}")


if __name__ == "__main__":
    cli.run(main)
