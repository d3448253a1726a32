#!/usr/bin/env python3
"""Loads folders as their libraries do: one a line of stdin, an answer a line, as JSON.

    files FOLDER    by file, what safetensors or torch finds in it, as expected.json has it
    model FOLDER    what transformers says of LlamaForCausalLM.from_pretrained(FOLDER), what it
                    warns of, and a digest of each parameter that the model then has
"""

import hashlib
import json
import logging
import sys
import warnings
from pathlib import Path

import torch
from safetensors.torch import load_file


def digest(t):
    return hashlib.sha256(t.detach().contiguous().view(-1).view(torch.uint8).numpy().tobytes()).hexdigest()


def describe(file):
    state = load_file(file) if file.suffix == ".safetensors" else torch.load(file, weights_only=True)
    return {name: {"dtype": str(t.dtype).removeprefix("torch."), "shape": list(t.shape), "sha256": digest(t)}
            for name, t in state.items()}


def weights(folder):
    return sorted(p for p in folder.iterdir() if p.suffix in (".bin", ".safetensors"))


def files(folder):
    return {p.name: describe(p) for p in weights(folder)}


def model(folder):
    from transformers import LlamaForCausalLM

    variant = "fp16" if any("fp16" in p.name for p in weights(folder)) else None
    said = []
    listener = logging.Handler(logging.WARNING)
    listener.emit = lambda record: said.append(record.getMessage())
    logging.getLogger("transformers").addHandler(listener)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        loaded, info = LlamaForCausalLM.from_pretrained(folder, output_loading_info=True, variant=variant)
    logging.getLogger("transformers").removeHandler(listener)
    return {"warnings": said + [str(w.message) for w in caught], "missing": sorted(info["missing_keys"]), "unexpected": sorted(info["unexpected_keys"]),
            "mismatched": sorted(str(k) for k in info["mismatched_keys"]),
            "tensors": {n: digest(p) for n, p in loaded.named_parameters()}}


def main():
    for line in sys.stdin:
        question, folder = line.rstrip("\n").split(" ", 1)
        try:
            answer = {"files": files, "model": model}[question](Path(folder))
        except Exception as e:
            answer = {"error": f"{type(e).__name__}: {e}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
