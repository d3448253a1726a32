#!/usr/bin/env python3
"""Loads a folder as its libraries do, and prints what they find as one JSON object.

    load.py FOLDER [--model]

`files`: by file, as make.py's expected.json has it. With --model, `missing` and `unexpected`
are what transformers says of LlamaForCausalLM.from_pretrained(FOLDER), and `parameters` is
a digest of all it then holds; without transformers, `model` is null.
"""

import hashlib
import json
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file


def digest(t):
    return hashlib.sha256(t.detach().contiguous().view(-1).view(torch.uint8).numpy().tobytes()).hexdigest()


def describe(file):
    state = load_file(file) if file.suffix == ".safetensors" else torch.load(file, weights_only=True)
    return {name: {"dtype": str(t.dtype).removeprefix("torch."), "shape": list(t.shape), "sha256": digest(t)}
            for name, t in state.items()}


def model(folder, variant):
    try:
        from transformers import LlamaForCausalLM
    except ImportError:
        return None
    loaded, info = LlamaForCausalLM.from_pretrained(folder, output_loading_info=True, variant=variant)
    return {"missing": sorted(info["missing_keys"]), "unexpected": sorted(info["unexpected_keys"]),
            "mismatched": sorted(str(k) for k in info["mismatched_keys"]),
            "tensors": {n: digest(p) for n, p in loaded.named_parameters()}}


def main():
    folder = Path(sys.argv[1])
    weights = sorted(p for p in folder.iterdir() if p.suffix in (".bin", ".safetensors"))
    answer = {"files": {p.name: describe(p) for p in weights}}
    if "--model" in sys.argv:
        variant = "fp16" if any("fp16" in p.name for p in weights) else None
        answer["model"] = model(folder, variant)
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
