"""A CLIP tokenizer with a small vocabulary of its own."""

import json
from pathlib import Path

from tokenizers import pre_tokenizers
from transformers import CLIPTokenizer

WORDS = (
    "a an the red green blue yellow circle square on table cat dog house river mill bridge fish "
    "boat lamp tree mountain snow rain sun moon night morning picture photo drawing of with and"
)
START, END = "<|startoftext|>", "<|endoftext|>"


def make_clip_tokenizer(folder: Path, length: int) -> CLIPTokenizer:
    """Every byte, alone and at a word's end, and a few English words whole: 600 tokens or so."""
    folder.mkdir(parents=True, exist_ok=True)
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    merges = _merges(WORDS.split())
    tokens = [*letters, *(letter + "</w>" for letter in letters)]
    tokens += [one + other for one, other in merges]
    vocab = {token: place for place, token in enumerate(dict.fromkeys([*tokens, START, END]))}
    (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False))
    lines = ["#version: 0.2", *(" ".join(pair) for pair in merges)]
    (folder / "merges.txt").write_text("\n".join(lines) + "\n")
    return CLIPTokenizer(
        vocab=str(folder / "vocab.json"),
        merges=str(folder / "merges.txt"),
        bos_token=START,
        eos_token=END,
        unk_token=END,
        pad_token=END,
        model_max_length=length,
    )


def _merges(words: list[str]) -> list[tuple[str, str]]:
    """Pairs that build each word from its first letter on; a trainer breaks ties by chance."""
    pairs: dict[tuple[str, str], None] = {}
    for word in words:
        *letters, last = word
        start = ""
        for letter in [*letters, last + "</w>"]:
            if start:
                pairs[(start, letter)] = None
            start += letter
    return list(pairs)
