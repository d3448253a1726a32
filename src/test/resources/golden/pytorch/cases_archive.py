"""Fixtures about the archive: records, order, alignment, CRCs, prefixes."""

import zipfile
from pathlib import Path

import torch
from torch import nn

from cases import NEW, OLD, both, case, ramp, records_of, save, save_bytes, storages_of, write_records
from fixturelib import torchzip
from fixturelib.torchzip import Record


def model():
    """A small model with parameters, buffers and modules without either."""
    torch.manual_seed(1)
    layers = nn.Sequential(nn.Linear(4, 3), nn.BatchNorm1d(3), nn.ReLU(), nn.Linear(3, 2))
    return nn.ModuleDict({"encoder": layers, "head": nn.Linear(2, 2, bias=False)})


def few():
    """Three tensors of sizes that leave different padding."""
    return {"emb.weight": ramp(5, 3), "emb.bias": ramp(3, start=100), "step": torch.tensor(7)}


@both("01-state-dict-metadata.pt")
def state_dict(path):
    """OrderedDict with `_metadata` as an attribute."""
    save(model().state_dict(), path)


@both("01-state-dict-keep-vars.pt")
def keep_vars(path):
    """The same with Parameters in it."""
    save(model().state_dict(keep_vars=True), path)


@case("02-alignment-4096.pt")
def alignment_4096(path):
    """`.storage_alignment` 4096."""
    _aligned(path, 4096)


@case("02-alignment-1.pt")
def alignment_1(path):
    """`.storage_alignment` 1: no padding, odd offsets."""
    _aligned(path, 1)


def _aligned(path, alignment):
    from torch.utils.serialization import config

    config.save.storage_alignment = alignment
    try:
        save(few(), path)
    finally:
        config.save.storage_alignment = 64


@both("03-twelve-storages.pt")
def twelve(path):
    """Keys 0 to 11: file order is 0 1 10 11 2 ... in torch 1.13, order of use in 2.13."""
    save({f"layer.{i}": ramp(i + 1, start=10 * i) for i in range(12)}, path)


@case("04-address-keys.pt", OLD)
def address_keys(path):
    """As torch 1.6 and 1.7 wrote: heap addresses as keys. Built by hand from 1.13's pickle."""
    records = records_of(few())
    keys = {"0": "94143287562240", "1": "94143287561984", "2": "94143287600000"}
    pickle = records["data.pkl"]
    for old, new in keys.items():
        pickle = pickle.replace(_text(old) + b"q", _text(new) + b"q")
    storages = [(keys[key], data) for key, data in storages_of(records)]
    write_records(path, torchzip.checkpoint(pickle, storages, torch="1.6"))


def _text(value):
    return b"X" + len(value).to_bytes(4, "little") + value.encode()


@case("04-layout-2.1.pt")
def layout_21(path):
    """As torch 2.1 to 2.6 wrote: `byteorder`, keys in lexicographic order, an id. By hand."""
    records = records_of({f"layer.{i}": ramp(i + 1) for i in range(12)})
    write_records(path, torchzip.checkpoint(records["data.pkl"], storages_of(records), torch="2.1"))


@case("04-layout-2.7-no-alignment.pt")
def layout_27(path):
    """`.format_version` without `.storage_alignment`, as the first such torch wrote. By hand."""
    records = records_of(few())
    made = torchzip.checkpoint(records["data.pkl"], storages_of(records))
    made = [record for record in made[:-1] if record.name != ".storage_alignment"]
    write_records(path, made + [torchzip.serialization_id(made)])


@case("07-no-crc.pt")
def no_crc(path):
    """set_crc32_options(False): every CRC is 0."""
    torch.serialization.set_crc32_options(False)
    try:
        save(few(), path)
    finally:
        torch.serialization.set_crc32_options(True)


@case("07-skip-data.pt")
def skip_data(path):
    """Saved with holes for the data; CRC 0 on the data records."""
    with torch.serialization.skip_data():
        save(few(), path)


@both("21-rezipped-stored.pt")
def rezipped_stored(path):
    """Unpacked and zipped again, stored: no alignment, other headers."""
    _rezip(path, zipfile.ZIP_STORED)


@both("21-rezipped-deflated.pt")
def rezipped_deflated(path):
    """Unpacked and zipped again, deflated."""
    _rezip(path, zipfile.ZIP_DEFLATED)


@both("21-rezipped-with-folder.pt")
def rezipped_folder(path):
    """Zipped again with an entry for the folder, as `zip -r` does."""
    _rezip(path, zipfile.ZIP_STORED, folder=True)


def _rezip(path, method, folder=False):
    records = records_of({"w": ramp(4, 8), "b": torch.zeros(8), "n": torch.tensor(3)})
    with zipfile.ZipFile(path, "w", method) as archive:
        if folder:
            archive.writestr(_info("model/"), b"")
        for name, data in records.items():
            archive.writestr(_info(f"model/{name}"), data, method)


def _info(name):
    return zipfile.ZipInfo(name, (2020, 1, 2, 3, 4, 6))


@case("22-big-endian.pt")
def big_endian(path):
    """`byteorder` big; built by hand by swapping each element. UntypedStorage is not swapped."""
    from numpy import frombuffer

    value = {"f4": ramp(2, 3), "f2": ramp(4, dtype=torch.float16), "i8": ramp(3, dtype=torch.int64),
             "u1": ramp(5, dtype=torch.uint8), "c8": torch.complex(ramp(2), ramp(2, start=5)),
             "u2": torch.arange(4, dtype=torch.int32).to(torch.uint16)}
    records = records_of(value)
    swap = {"0": 4, "1": 2, "2": 8, "3": 1, "4": 4, "5": 1}
    storages = [(key, frombuffer(data, f"u{swap[key]}").byteswap().tobytes())
                for key, data in storages_of(records)]
    made = torchzip.checkpoint(records["data.pkl"], storages, byteorder="big")
    write_records(path, made)


@case("26-version-4.pt")
def version_4(path):
    """Another number in `version`."""
    _other_version(path, Record("version", b"4\n"))


@case("26-version-bare.pt")
def version_bare(path):
    """`version` without its line end."""
    _other_version(path, Record("version", b"3"))


@case("26-version-in-data.pt")
def version_in_data(path):
    """`.data/version` in place of `version`."""
    _other_version(path, Record(".data/version", b"6\n"))


def _other_version(path, version):
    records = records_of(few())
    made = torchzip.checkpoint(records["data.pkl"], storages_of(records))[:-2] + [version]
    write_records(path, made + [torchzip.serialization_id(made)])


@both("27-prefix-archive.pt")
def prefix_archive(path):
    """Saved to a stream: the prefix is `archive`."""
    Path(path).write_bytes(save_bytes(few()))


@case("27-prefix-odd.tar.pt")
def prefix_odd(path):
    """A prefix with a blank, a dot, brackets and a non-ASCII letter. By hand."""
    records = records_of(few())
    made = torchzip.checkpoint(records["data.pkl"], storages_of(records))
    write_records(path, made, prefix="best model (v1.2) été")


@case("27-prefix-nested.pt", NEW)
def prefix_nested(path):
    """A prefix of two folders, which torch takes for one. By hand."""
    records = records_of(few())
    made = torchzip.checkpoint(records["data.pkl"], storages_of(records))
    write_records(path, made, prefix="models/best")


@case("27-extra-record.pt")
def extra_record(path):
    """A record that torch does not know, in front of `version`. By hand."""
    records = records_of(few())
    made = torchzip.checkpoint(records["data.pkl"], storages_of(records))
    made.insert(-2, Record("regraft/note.txt", b"kept\n"))
    write_records(path, made[:-1] + [torchzip.serialization_id(made[:-1])])


@case("27-unused-record.pt")
def unused_record(path):
    """A data record that no tensor uses, and a gap in the keys. By hand."""
    records = records_of(few())
    storages = storages_of(records) + [("7", b"\1\2\3\4")]
    write_records(path, torchzip.checkpoint(records["data.pkl"], storages))
