"""A wish in a person's words."""

from __future__ import annotations

import random

from starter.scene import Thing

from .phrases.words import (
    COLOUR_WORDS,
    PLACE_PHRASES,
    PLURALS,
    SHAPE_WORDS,
    SIZE_WORDS,
)
from .scenes import Wish

BACKGROUNDS = (
    *("on {a |}<bg> background",) * 4,
    *("on <bg>",) * 3,
    "with a <bg> background",
    "with <bg> background",
    "against {a |}<bg> {background|backdrop}",
    "in front of {a |}<bg> background",
    ", <bg> background",
    ", background <bg>",
    ", background: <bg>",
    "on a <bg> {backdrop|canvas|surface|field|page}",
    "over {a |}<bg> background",
    "{and|with} the background {in|being} <bg>",
    ", the background should be <bg>",
    "with <bg> behind it",
    "on top of a <bg> background",
    "<bg> bg",
    "<bg> background",
)


def say_wish(wish: Wish, dice: random.Random, *, terse: bool = False) -> str:
    """The noun phrase: "a big red circle on blue"."""
    what = _what(wish, dice, terse=terse)
    if not wish.background:
        return what
    colour = say_colour(wish.background, dice)
    if dice.random() < 0.07:
        return f"on {article(colour)} {colour} background {what}"
    phrase = dice.choice(BACKGROUNDS).replace("{a |}", dice.choice((article(colour) + " ", "")))
    phrase = phrase.replace("a <bg>", f"{article(colour)} <bg>")
    return _tidy(f"{what} {_choose(phrase, dice).replace('<bg>', colour)}")


def _what(wish: Wish, dice: random.Random, *, terse: bool) -> str:
    words = say_thing(wish.thing, dice)
    return words if terse else f"{_determiner(words, dice)} {words}"


def say_thing(thing: Thing, dice: random.Random, *, plural: bool = False) -> str:
    """One thing without an article."""
    shape = say_shape(thing.shape, dice, plural=plural)
    colour = say_colour(thing.colour, dice) if thing.colour else ""
    size = dice.choice(SIZE_WORDS[thing.size]) if thing.size else ""
    form = dice.random()
    if colour and form < 0.12:
        words = f"{size} {shape} in {colour}"
    elif colour and form < 0.16:
        words = f"{size} {shape} {'that are' if plural else 'that is'} {colour}"
    elif colour and size and form < 0.24:
        words = f"{colour} {size} {shape}"
    else:
        words = f"{size} {colour} {shape}"
    if thing.place:
        words += f" {dice.choice(PLACE_PHRASES[thing.place])}"
    return _tidy(words)


def say_shape(shape: str, dice: random.Random, *, plural: bool = False) -> str:
    """A name of the shape."""
    word = dice.choice(SHAPE_WORDS[shape])
    return PLURALS.get(word, word + "s") if plural else word


def say_colour(colour: str, dice: random.Random) -> str:
    """A name of the colour."""
    return dice.choice(COLOUR_WORDS[colour])


def article(words: str) -> str:
    """a or an."""
    return "an" if words[0] in "aeiou" else "a"


def _determiner(words: str, dice: random.Random) -> str:
    return dice.choice((article(words),) * 8 + ("one", "the", "a single", "some"))


def _choose(phrase: str, dice: random.Random) -> str:
    while "{" in phrase:
        start, end = phrase.index("{"), phrase.index("}")
        options = phrase[start + 1 : end].split("|")
        phrase = phrase[:start] + dice.choice(options) + phrase[end + 1 :]
    return phrase


def _tidy(text: str) -> str:
    return " ".join(text.split()).replace(" ,", ",")
