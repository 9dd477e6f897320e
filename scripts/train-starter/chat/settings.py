"""The settings that a person may name with a wish.

The model does not write them: digits are copied by the code around it, and it learns to look past
them.
"""

from __future__ import annotations

import random

from .grammar import expand, split
from .phrases import settings as said
from .phrases.words import NUMBER_WORDS

Settings = dict[str, str | int | float]

MAX_SEED = 2**32 - 1
COMMON_SEEDS = (1, 2, 3, 5, 7, 11, 12, 13, 21, 42, 99, 100, 123, 777, 1000, 1234, 2024)
COMMON_STEPS = (4, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60)
COMMON_SIZES = (128, 192, 256, 320, 384, 448, 512, 640, 768, 1024)


def say_settings(dice: random.Random, *, evaluation: bool = False) -> tuple[str, Settings]:
    """One or two settings in a person's words, and as a block has them."""
    kinds = dice.sample((_seed, _steps, _size, _guidance, _negative), dice.choice((1, 1, 1, 2, 2)))
    joint = dice.choice((", ", ", ", " and ", " "))
    said = [kind(dice, evaluation) for kind in kinds]
    stated: Settings = {}
    for _, values in said:
        stated |= values
    return joint.join(phrase for phrase, _ in said), stated


def say_count(count: int, dice: random.Random) -> str:
    """A number of pictures, in a word or in digits."""
    return dice.choice((str(count), NUMBER_WORDS[count]))


def _seed(dice: random.Random, evaluation: bool) -> tuple[str, Settings]:
    form = dice.random()
    if form < 0.35:
        seed = dice.choice(COMMON_SEEDS)
    elif form < 0.85:
        seed = dice.randrange(10 ** dice.randint(1, 5))
    else:
        seed = dice.randint(0, MAX_SEED)
    return _say(said.SEED, dice, evaluation, n=str(seed)), {"seed": seed}


def _steps(dice: random.Random, evaluation: bool) -> tuple[str, Settings]:
    steps = dice.choice(COMMON_STEPS) if dice.random() < 0.6 else dice.randint(1, 100)
    word = NUMBER_WORDS.get(steps) if dice.random() < 0.2 else None
    return _say(said.STEPS, dice, evaluation, n=word or str(steps)), {"steps": steps}


def _size(dice: random.Random, evaluation: bool) -> tuple[str, Settings]:
    width = dice.choice(COMMON_SIZES)
    height = width if dice.random() < 0.5 else dice.choice(COMMON_SIZES)
    phrase = _say(said.SIZE, dice, evaluation, w=str(width), h=str(height))
    return phrase, {"width": width, "height": height}


def _guidance(dice: random.Random, evaluation: bool) -> tuple[str, Settings]:
    scale = str(dice.randint(1, 15)) if dice.random() < 0.5 else f"{dice.randint(1, 9)}.5"
    return _say(said.GUIDANCE, dice, evaluation, n=scale), {"cfg_scale": float(scale)}


def _negative(dice: random.Random, evaluation: bool) -> tuple[str, Settings]:
    words = dice.choice(said.UNWANTED)
    if dice.random() < 0.2:
        other = dice.choice([word for word in said.UNWANTED if word != words])
        words = f"{words}, {other}" if dice.random() < 0.4 else f"{words} and {other}"
    phrase = _say(said.NEGATIVE, dice, evaluation, words=words)
    return phrase, {"negative_prompt": words.replace(" and ", ", ")}


def _say(templates: tuple[str, ...], dice: random.Random, evaluation: bool, **slots: str) -> str:
    usable = split(templates, evaluation=evaluation) or split(templates, evaluation=False)
    return expand(dice.choice(usable), dice, slots)
