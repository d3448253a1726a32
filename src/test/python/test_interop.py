"""Holds the interop scripts to finding what they are there to find.

    .venv/bin/python -m unittest discover -s src/test/python
"""

import sys
import tempfile
import unittest
import warnings
from collections import OrderedDict
from pathlib import Path
from unittest import mock

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "interop"))

import torch  # noqa: E402  (the path comes first)

import compare  # noqa: E402
import layout  # noqa: E402
from fixturelib import torchzip  # noqa: E402
from fixturelib.cli import Failure  # noqa: E402


def source():
    """A checkpoint with ties, a view, values and a scalar."""
    weight, flat = torch.arange(6.0).reshape(3, 2), torch.arange(10.0)
    model = OrderedDict([("w", weight), ("tied", weight), ("part", flat[2:5]), ("rest", flat[5:]),
                         ("step", torch.tensor(3)), ("ones", torch.ones(2))])
    return {"model": model, "list": [torch.ones(2), 1.5, float("nan")], "epoch": 3}


class InteropTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.source = self.save(source(), "source.pt")
        warnings.simplefilter("ignore")

    def save(self, value, name="output.pt"):
        path = Path(self.folder.name, name)
        torch.save(value, path)
        return path

    def call(self, script, *args):
        with mock.patch.object(sys, "argv", [script.__name__, *map(str, args)]):
            return script.main()

    def compare(self, output, *options):
        return self.call(compare, self.source, output, *options)

    def refused(self, change, message, *options):
        value = source()
        value = change(value) or value
        with self.assertRaisesRegex(Failure, message):
            self.compare(self.save(value), *options)

    def accepted(self, change, *options):
        value = source()
        change(value)
        self.assertTrue(self.compare(self.save(value), *options)["ok"])

    def test_same(self):
        self.assertEqual(self.compare(self.source)["modes"], ["plain", "weights_only", "mmap", "meta"])

    def test_value_of_a_tensor(self):
        def change(value):
            value["model"]["step"] += 1

        self.refused(change, "model/step: the storage differs")
        self.accepted(change, "--changed", "model/step")

    def test_hidden_part_of_a_storage(self):
        def change(value):
            value["model"]["part"].untyped_storage()[0] = 9

        self.refused(change, "model/part: the storage differs")

    def test_sharing(self):
        def part(value):
            value["model"]["tied"] = value["model"]["w"].clone()

        def tie(value):
            value["list"][0] = value["model"]["ones"].view(2)

        self.refused(part, "one object and are no more")
        self.refused(tie, "list/0 now shares its storage with model/ones")

    def test_view_on_a_storage_of_its_own(self):
        def change(value):
            value["model"]["part"] = value["model"]["part"].clone()

        self.refused(change, "model/part")
        self.accepted(change, "--changed", "model/part")

    def test_dtype_shape_and_stride(self):
        def dtype(value):
            value["list"][0] = value["list"][0].double()

        def shape(value):
            value["list"][0] = value["list"][0].reshape(1, 2)

        def stride(value):
            value["model"]["w"].set_(value["model"]["w"].untyped_storage(), 0, (3, 2), (1, 3))

        self.refused(dtype, "dtype")
        self.refused(shape, "shape")
        self.refused(stride, "strides")

    def test_order(self):
        def change(value):
            value["model"].move_to_end("w")

        self.refused(change, "stands where")

    def test_names(self):
        def rename(value):
            value["model"] = OrderedDict(("w=2" if k == "w" else k, v) for k, v in value["model"].items())

        def drop(value):
            del value["model"]["step"]

        def add(value):
            value["model"]["new"] = torch.zeros(1)

        self.refused(rename, "lacks")
        self.accepted(rename, "--renamed", "model/w=model/w=2")
        self.refused(drop, "lacks")
        self.accepted(drop, "--dropped", "model/step")
        self.refused(add, "besides")
        self.accepted(add, "--added", "model/new")

    def test_other_values(self):
        def number(value):
            value["epoch"] = 4

        def kind(value):
            value["model"] = dict(value["model"])

        def item(value):
            value["list"].append(2)

        self.refused(number, "epoch is 4, not 3")
        self.refused(kind, "of class builtins.dict")
        self.refused(item, "keys or their order")

    def test_layout(self):
        self.assertEqual(self.call(layout, self.source)["writer"], "torch")
        prefix, records = torchzip.read(self.source)
        self.source.write_bytes(torchzip.build(records, prefix, alignment=32))
        with self.assertRaisesRegex(Failure, "first difference"):
            self.call(layout, self.source)
        records[0].crc ^= 1
        self.source.write_bytes(torchzip.build(records, prefix))
        with self.assertRaisesRegex(Failure, "Bad CRC|first difference"):
            self.call(layout, self.source)

    def test_layout_of_swapped_records(self):
        prefix, records = torchzip.read(self.source)
        places = [i for i, record in enumerate(records) if record.name in ("data/0", "data/2")]
        a, b = places
        records[a], records[b] = records[b], records[a]
        records[-1] = torchzip.serialization_id(records[:-1], records[-1].data[:20].decode())
        self.source.write_bytes(torchzip.build(records, prefix))
        with self.assertRaisesRegex(Failure, "computed offsets"):
            self.call(layout, self.source)


if __name__ == "__main__":
    unittest.main()
