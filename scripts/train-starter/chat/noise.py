"""How people really type: without marks, with slips of the finger."""

from __future__ import annotations

import random
import re

CONTRACTIONS = {"i'd": "id", "don't": "dont", "what's": "whats", "can't": "cant", "let's": "lets"}


def type_it(text: str, dice: random.Random, *, slips: float = 0.07) -> str:
    """`text` as typed: mostly without capitals; `slips` is the chance of a mistyped word."""
    if dice.random() < 0.85:
        text = re.sub(r"\ba (?=[aeiou])", "an ", text)
        text = re.sub(r"\ban (?=[bcdfghjklmnpqrstvwxyz])", "a ", text)
    if dice.random() < 0.4:
        text = text.rstrip("?.! ")
    if dice.random() < 0.15:
        for word, typed in CONTRACTIONS.items():
            text = re.sub(rf"\b{re.escape(word)}\b", typed, text)
    if dice.random() < slips:
        text = _slip(text, dice)
    return text or "?"


def _slip(text: str, dice: random.Random) -> str:
    words = text.split(" ")
    long = [index for index, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if not long:
        return text
    index = dice.choice(long)
    word = words[index]
    place = dice.randrange(1, len(word) - 1)
    kind = dice.randrange(3)
    if kind == 0:
        word = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    elif kind == 1:
        word = word[:place] + word[place + 1 :]
    else:
        word = word[:place] + word[place] + word[place:]
    words[index] = word
    return " ".join(words)
