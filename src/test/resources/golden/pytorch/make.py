#!/usr/bin/env python3
"""Writes the PyTorch fixtures and what torch says of them.

    .venv/bin/python make.py             all files and both expected.json (torch 2.13)
    .venv/bin/python make.py --check     and compares torch's files with fixturelib.torchzip
    python3 make.py --write FOLDER       only the files of the running torch

The files of torch 1.13 are written by the interpreter that OLD_PYTHON names
(/usr/bin/python3, Debian's python3-torch).
"""

import argparse
import importlib
import json
import logging
import os
import shutil
import subprocess
import sys
import traceback
import warnings
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
MODULES = ("cases_archive", "cases_tensors", "cases_pickle", "cases_training", "cases_other")


def write(folder, only):
    """Writes the cases of the running torch into `folder`."""
    import cases
    from fixturelib import describe

    for module in MODULES:
        importlib.import_module(module)
    if not only:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    entries, failed = {}, []
    for name, function in sorted(cases.CASES[cases.HERE].items()):
        if only and not any(name.startswith(start) for start in only):
            continue
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        try:
            function(path)
        except Exception:
            failed.append(name)
            traceback.print_exc()
            continue
        if cases.HERE == cases.OLD:
            value, error = describe.attempt(path)
            entries[name] = None if error else describe.describe(value)
    if failed:
        raise SystemExit(f"could not write {failed}")
    return entries


def old_entries(folder, only):
    """Lets torch 1.13 write its files, and returns what it sees in them."""
    command = [os.environ.get("OLD_PYTHON", "/usr/bin/python3"), str(HERE / "make.py"),
               "--write", str(folder), *only]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def expect(folder, seen=None):
    """Writes expected.json for a folder; `seen` is what another torch saw, for what 2.13 cannot load."""
    import cases
    from fixturelib import describe

    entries = {}
    for path in sorted(folder.iterdir()):
        if path.name == "expected.json":
            continue
        entry = describe.entry(path)
        if "tensors" not in entry and path.name in cases.TRUTH:
            entry["tensors"] = describe.describe(cases.TRUTH[path.name]())
        if seen and seen.get(path.name) is not None:
            settle(path.name, entry, seen[path.name])
        entries[path.name] = entry
    describe.write_json(entries, folder / "expected.json")


def settle(name, entry, seen):
    """Both torches must see the same, or the one that can load it decides."""
    if not entry["loads"]:
        entry["tensors"] = seen
    elif entry["tensors"] != seen:
        raise SystemExit(f"{name}: torch 1.13 and 2.13 differ:\n{seen}\n{entry['tensors']}")


def check(folder):
    """Compares every archive that torch wrote with our writer's bytes."""
    from fixturelib import torchzip

    for path in sorted(folder.iterdir()):
        if path.is_dir() or path.read_bytes()[:4] != b"PK\3\4" or path.name.startswith("21-"):
            continue
        prefix, records = torchzip.read(path)
        alignment = next((int(r.data) for r in records if r.name == ".storage_alignment"), 64)
        if torchzip.build(records, prefix, alignment) != path.read_bytes():
            raise SystemExit(f"{path.name}: the writer's bytes differ")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="only write, with the running torch")
    parser.add_argument("--check", action="store_true", help="compare the layout with our writer")
    parser.add_argument("only", nargs="*", help="beginnings of names, for --write")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, *sys.argv])
    if options.write:
        print(json.dumps(write(options.write, options.only)))
        return
    seen = old_entries(HERE / "torch-1.13", options.only)
    write(HERE / "torch-2.13.0", options.only)
    for folder in ("torch-1.13", "torch-2.13.0"):
        if options.check:
            check(HERE / folder)
        expect(HERE / folder, seen if folder == "torch-1.13" else None)


if __name__ == "__main__":
    main()
