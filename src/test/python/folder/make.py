#!/usr/bin/env python3
"""Writes the fixtures of folders, and what their libraries say of them.

    python3 -m venv V && V/bin/pip install -r src/test/python/folder/requirements.txt
    V/bin/python src/test/python/folder/make.py

Everything is small: a Llama of one layer over 40 tokens. `expected.json` holds, for each
folder, the tensors that the library finds in each file, with the SHA-256 of their bytes.
`split.json` holds what huggingface_hub makes of lists of sizes.
"""

import hashlib
import json
import random
import shutil
from pathlib import Path

import torch
from huggingface_hub import save_torch_state_dict
from huggingface_hub.serialization import _base
from safetensors.torch import load_file, save_file
from transformers import LlamaConfig, LlamaForCausalLM

GOLDEN = Path(__file__).resolve().parents[2] / "resources" / "golden" / "folder"


def numbers(*shape, start=0):
    n = 1
    for s in shape:
        n *= s
    return torch.arange(start, start + n, dtype=torch.float32).reshape(shape)


def llama():
    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=40, hidden_size=8, intermediate_size=12, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=2, max_position_embeddings=16, tie_word_embeddings=True)
    return LlamaForCausalLM(config)


def three_shards(folder):
    """A tied pair, of which safetensors keeps one, and a tensor larger than a shard."""
    llama().save_pretrained(folder, max_shard_size=1250)


def one_file(folder):
    llama().save_pretrained(folder)
    (folder / "tokenizer.json").write_text('{"version": "1.0", "model": {"type": "WordLevel", "vocab": {"a": 0}}}\n')
    (folder / "runs").mkdir()
    (folder / "runs" / "log.txt").write_text("step 1\n")


def fp16_variant(folder):
    llama().half().save_pretrained(folder, variant="fp16", max_shard_size=700)


def fp16_legacy(folder):
    """As transformers before 4.43 and diffusers before 0.29 named them."""
    fp16_variant(folder)
    index = folder / "model.safetensors.index.fp16.json"
    text = index.read_text()
    for shard in sorted(folder.glob("model.fp16-*.safetensors")):
        old = shard.name.replace("model.fp16-", "model-").replace(".safetensors", ".fp16.safetensors")
        text = text.replace(shard.name, old)
        shard.rename(folder / old)
    index.write_text(text)


def diffusers(folder):
    state = {"conv_in.weight": numbers(4, 4), "time_embedding.linear_1.weight": numbers(8, 3, start=7),
             "down_blocks.0.bias": numbers(5, start=1), "conv_out.weight": numbers(2, 9, start=3)}
    folder.mkdir()
    save_torch_state_dict(
        state, folder, filename_pattern="diffusion_pytorch_model{suffix}.safetensors", max_shard_size=100)
    (folder / "config.json").write_text('{"_class_name": "UNet2DConditionModel", "_diffusers_version": "0.35.0"}\n')


def bin_shards(folder):
    tied = numbers(6, 4)
    state = {"emb.weight": tied, "a.weight": numbers(3, 3), "a.bias": numbers(3).half(),
             "big.weight": numbers(20, 5), "n": torch.tensor(7), "head.weight": tied}
    folder.mkdir()
    save_torch_state_dict(
        state, folder, filename_pattern="pytorch_model{suffix}.bin", max_shard_size=120, safe_serialization=False)
    (folder / "config.json").write_text('{\n  "vocab_size": 6\n}\n')


def bin_single(folder):
    folder.mkdir()
    torch.save({"a.weight": numbers(3, 3), "b.bias": numbers(3)}, folder / "pytorch_model.bin")
    (folder / "config.json").write_text("{}")


def restyled(folder, metadata, **style):
    bin_shards(folder)
    index = folder / "pytorch_model.bin.index.json"
    old = json.loads(index.read_text())
    names = ["n", "big.weight", "emb.weight", "a.weight", "a.bias", "head.weight"]
    new = {"weight_map": {n: old["weight_map"][n] for n in names}, "metadata": metadata(old["metadata"])}
    index.write_text(json.dumps(new, **style))


def without_total_size(folder):
    """As mflux and others write it: names in their own order, one line."""
    restyled(folder, lambda m: {"version": "0.9"})


def float_total_size(folder):
    restyled(folder, lambda m: {"total_size": float(m["total_size"]), "mögen": True}, indent=4, ensure_ascii=False)


def crlf(folder):
    restyled(folder, lambda m: m, indent="\t")
    index = folder / "pytorch_model.bin.index.json"
    index.write_bytes(index.read_bytes().replace(b"\n", b"\r\n"))


def adapter(folder):
    folder.mkdir()
    save_file({"base_model.model.q.lora_A.weight": numbers(2, 4), "base_model.model.q.lora_B.weight": numbers(4, 2)},
              folder / "adapter_model.safetensors", metadata={"format": "pt"})
    (folder / "adapter_config.json").write_text('{"peft_type": "LORA", "r": 2}\n')


def consolidated(folder):
    folder.mkdir()
    save_file({"tok_embeddings.weight": numbers(4, 2)}, folder / "consolidated.safetensors")
    (folder / "params.json").write_text('{"dim": 2, "vocab_size": 4}')


CASES = [three_shards, one_file, fp16_variant, fp16_legacy, diffusers, bin_shards, bin_single, without_total_size,
         float_total_size, crlf, adapter, consolidated]


def describe(file):
    state = load_file(file) if file.suffix == ".safetensors" else torch.load(file, weights_only=True)
    return {name: {"dtype": str(t.dtype).removeprefix("torch."), "shape": list(t.shape),
                   "sha256": hashlib.sha256(t.contiguous().view(-1).view(torch.uint8).numpy().tobytes()).hexdigest()}
            for name, t in state.items()}


def split(seed):
    rng = random.Random(seed)
    n = rng.randint(1, 12)
    state = {f"t{i}": [rng.randint(0, 30), i if rng.random() < 0.7 else rng.randint(0, n)] for i in range(n)}
    sizes = {}
    for size, storage in state.values():
        sizes.setdefault(storage, size)
    state = {k: [sizes[s], s] for k, (_, s) in state.items()}
    most = rng.randint(1, 40)
    result = _base.split_state_dict_into_shards_factory(
        state, get_storage_size=lambda t: t[0], get_storage_id=lambda t: t[1], filename_pattern="m{suffix}.bin",
        max_shard_size=most)
    return {"max": most, "tensors": state, "files": [sorted(f) for f in result.filename_to_tensors.values()],
            "total_size": result.metadata["total_size"]}


def main():
    shutil.rmtree(GOLDEN, ignore_errors=True)
    GOLDEN.mkdir(parents=True)
    expected = {}
    for case in CASES:
        folder = GOLDEN / case.__name__.replace("_", "-")
        case(folder)
        weights = sorted(p for p in folder.iterdir() if p.suffix in (".bin", ".safetensors"))
        expected[folder.name] = {p.name: describe(p) for p in weights}
    (GOLDEN / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
    (GOLDEN / "split.json").write_text(json.dumps([split(s) for s in range(200)]) + "\n")


if __name__ == "__main__":
    main()
