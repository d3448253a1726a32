#!/usr/bin/env python3
"""Makes samples/llama: a small Llama of 320 tokens in three safetensors shards, as transformers saves it.

    python src/test/python/samples/llama.py samples/llama

The files are what `save_pretrained` of transformers 5.18 writes; the text that the tokenizer learns from is ours. The
second tokenizer has four tokens more: three are appended, as `add_tokens` does it, and one stands where a reserved one was.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

TOKENS = 320
ADDED = ["<voice>", "<pause>", "<breath>"]
WORDS = (
    "a checkpoint holds the tensors of a model by name and shape and a loader wants each of them where it looks for it "
    "rows of an embedding belong to tokens and a token that is new needs a row of its own while the others stay theirs "
    "pad truncate resize remap select insert rename drop keep create copy cast plan verify inspect migrate convert"
).split()


def tokenizer():
    """A byte-level BPE over a few lines, filled up with reserved tokens to a round number."""
    made = Tokenizer(models.BPE(unk_token=None))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    reserved = ["<s>", "</s>", "<reserved_0>", "<reserved_1>"]
    lines = [" ".join(WORDS[i:] + WORDS[:i]) for i in range(len(WORDS))]
    trainer = trainers.BpeTrainer(
        vocab_size=TOKENS, special_tokens=reserved, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    made.train_from_iterator(lines, trainer)
    assert made.get_vocab_size() == TOKENS, made.get_vocab_size()
    return made


def main():
    folder = Path(sys.argv[1])
    shutil.rmtree(folder / "model", ignore_errors=True)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer(), bos_token="<s>", eos_token="</s>")
    fast.save_pretrained(folder / "model")

    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=TOKENS, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, max_position_embeddings=128, bos_token_id=0, eos_token_id=1, tie_word_embeddings=False,
        dtype="float32",
    )
    LlamaForCausalLM(config).save_pretrained(folder / "model", max_shard_size="60KB")

    fast.add_tokens(ADDED)
    fast.save_pretrained(folder / "new-tokenizer")
    grown = json.loads((folder / "new-tokenizer/tokenizer.json").read_text())
    assert len(grown["added_tokens"]) == 4 + len(ADDED)


if __name__ == "__main__":
    main()
