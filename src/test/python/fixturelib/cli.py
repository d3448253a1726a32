"""The frame of the interop scripts: one JSON line on success, one clear message on failure."""

import json
import logging
import sys
import warnings


class Failure(Exception):
    """What a script found wrong."""


def run(answer):
    """Prints what `answer()` returns as a JSON line, or the reason why not, and exits with 1."""
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    try:
        print(json.dumps(answer(), ensure_ascii=False))
    except Failure as failure:
        sys.exit(f"{sys.argv[0].rsplit('/', 1)[-1]}: {failure}")


def require(condition, message):
    """Raises a Failure unless the condition holds."""
    if not condition:
        raise Failure(message)
