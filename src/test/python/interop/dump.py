#!/usr/bin/env python3
"""Prints what torch says of a checkpoint: its entry of expected.json."""

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fixturelib import cli, describe  # noqa: E402  (the path comes first)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    file = parser.parse_args().file
    cli.require(file.exists(), f"{file} does not exist")
    return describe.entry(file)


if __name__ == "__main__":
    cli.run(main)
