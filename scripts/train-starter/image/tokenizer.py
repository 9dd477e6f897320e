"""CLIP's tokenizer with a vocabulary of our own: words of ours are one token, or a few."""

from __future__ import annotations

import json
from pathlib import Path

from tokenizers import pre_tokenizers
from transformers import CLIPTokenizer

from .captions import words

START, END = "<|startoftext|>", "<|endoftext|>"
LENGTH = 32


def make_tokenizer(folder: Path) -> CLIPTokenizer:
    """Other words fall into bytes. Writes its two files into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    merges = _merges(words())
    tokens = [*letters, *(letter + "</w>" for letter in letters)]
    tokens += [one + other for one, other in merges]
    vocab = {token: place for place, token in enumerate(dict.fromkeys([*tokens, START, END]))}
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False), encoding="utf-8")
    lines = ["#version: 0.2", *(" ".join(pair) for pair in merges)]
    (folder / "merges.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return CLIPTokenizer(
        vocab=str(folder / "vocab.json"),
        merges=str(folder / "merges.txt"),
        bos_token=START,
        eos_token=END,
        unk_token=END,
        pad_token=END,
        model_max_length=LENGTH,
    )


def _merges(known: list[str]) -> list[tuple[str, str]]:
    """Pairs that build each word from its first letter on."""
    pairs: dict[tuple[str, str], None] = {}
    for word in known:
        *letters, last = word
        start = ""
        for letter in [*letters, last + "</w>"]:
            if start:
                pairs[(start, letter)] = None
            start += letter
    return list(pairs)
