#!/usr/bin/env python3
"""Answers many questions in one process: a JSON object a line on stdin, a JSON object a line on stdout.

{"tool": "compare", "arguments": [...]} and {"tool": "layout", ...} call those scripts;
{"tool": "rows", "source": F, "output": G, "from": NAME, "name": NAME, "rows": [...]} asks whether the tensor
in G is those rows of the tensor in F, byte for byte.
"""

import importlib
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import torch  # noqa: E402  (the path comes first)

from fixturelib import describe  # noqa: E402
from fixturelib.cli import Failure, require  # noqa: E402


def bits(tensor):
    """The elements in C order as bytes; quantised ones by their stored integers."""
    if tensor.is_quantized:
        tensor = tensor.int_repr()
    if tensor.is_conj():
        tensor = tensor.conj()
    if tensor.is_neg():
        tensor = torch._neg_view(tensor)
    if tensor.dim() == 0:
        tensor = tensor.reshape(1)
    return tensor.detach().contiguous().view(torch.uint8).reshape(tensor.shape[0], -1)


def rows(question):
    """Whether a tensor of the output is the rows of one of the source."""
    before = dict(describe.named(describe.tolerant(question["source"])[0]))[question["from"]]
    after = dict(describe.named(describe.tolerant(question["output"])[0]))[question["name"]]
    wanted, found = bits(before)[torch.tensor(question["rows"], dtype=torch.long)], bits(after)
    require(before.dtype == after.dtype, f"{question['name']}: dtype is {after.dtype}, not {before.dtype}")
    require(torch.equal(wanted, found), f"{question['name']}: the rows are others")
    return {"ok": True}


def answer(question):
    """One answer; a failure is an answer too."""
    try:
        if question["tool"] == "rows":
            return rows(question)
        sys.argv = [question["tool"], *question["arguments"]]
        return importlib.import_module(question["tool"]).main()
    except (Failure, SystemExit, Exception) as error:  # noqa: BLE001  (whatever it is, the caller must hear of it)
        return {"ok": False, "why": f"{type(error).__name__}: {error}"}


def main():
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
