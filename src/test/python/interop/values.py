#!/usr/bin/env python3
"""Sets values in a checkpoint as loaded by torch, and checks that an output loads as just that.

EDITS is a JSON list of {"path": [KEY, ...], "value": V} to set and {"path": [KEY, ...]} to remove. Whatever
loads the source must load the output, with and without weights_only, and find it equal but for the edits.
"""

import argparse
import collections.abc
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import compare  # noqa: E402  (the path comes first)
from fixturelib import cli, describe  # noqa: E402
from fixturelib.cli import require  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("edits", type=json.loads)
    parser.add_argument("--weights-only", action="store_true", help="the output must load so, though the source may not")
    options = parser.parse_args()
    _, _, extra = describe.tolerant(str(options.source))
    nothing = argparse.Namespace(changed=[], dropped=[], added=[], renamed=[])
    modes = []
    for mode, how in {"plain": extra, "weights_only": {"weights_only": True}}.items():
        before, error = describe.attempt(str(options.source), **how)
        after, refused = describe.attempt(str(options.output), **how)
        require(error or refused is None, f"{mode}: torch cannot load the output any more: {refused}")
        require(mode == "plain" or not options.weights_only or refused is None, f"{mode}: {refused}")
        if error:
            continue
        for edit in options.edits:
            apply(before, edit)
        compare.compare(mode, before, after, compare.Plan(nothing, set()), options)
        modes.append(mode)
    require(modes, f"torch cannot load {options.source}")
    return {"ok": True, "modes": modes}


def apply(value, edit):
    """Does one edit as a program would that has the checkpoint in memory."""
    *above, last = edit["path"]
    for key in above:
        value = dict((str(k), child) for k, child in describe.children(value))[key]
    if isinstance(value, collections.abc.MutableMapping):
        key = next((k for k in value if str(k) == last), last)
        if "value" in edit:
            value[key] = edit["value"]
        else:
            del value[key]
    elif isinstance(value, list) and "value" in edit:
        value[int(last)] = edit["value"]
    else:
        require(False, f"{edit['path']} is in a {type(value).__name__}")


if __name__ == "__main__":
    cli.run(main)
