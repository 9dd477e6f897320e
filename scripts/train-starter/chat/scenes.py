"""Scenes at random, and what becomes of a wish that leaves something out."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from starter.scene import Scene, Thing
from starter.vocabulary import COLOURS, PLACES, SHAPES, SIZES

from .grammar import held_out

# What stands in for a colour or a background that nobody named, in this order.
DEFAULT_COLOURS = ("red", "blue", "green", "yellow")
DEFAULT_BACKGROUNDS = ("white", "black", "blue")
DEFAULT_SHAPE = "circle"
SURPRISE = Scene((Thing("star", "yellow"),), "blue")


@dataclass(frozen=True)
class Wish:
    """A scene as far as it was said: empty strings where it was not."""

    things: tuple[Thing, ...]
    background: str = ""
    count: int = 1
    stacked: bool = False

    def complete(self) -> Scene:
        """The scene that is drawn: the same for the same wish."""
        used = {thing.colour for thing in self.things} | {self.background}
        things = []
        for thing in self.things:
            colour = thing.colour or next(c for c in DEFAULT_COLOURS if c not in used)
            used.add(colour)
            things.append(replace(thing, colour=colour, shape=thing.shape or DEFAULT_SHAPE))
        background = self.background or default_background(tuple(things))
        return Scene(tuple(things), background, self.count, self.stacked)


def default_background(things: tuple[Thing, ...]) -> str:
    """White, or the first that no thing has."""
    colours = {thing.colour for thing in things}
    return next(c for c in DEFAULT_BACKGROUNDS if c not in colours)


def is_held_out(scene: Scene) -> bool:
    """Whether this combination of shapes, colours and background is kept for the evaluation."""
    parts = sorted(f"{thing.colour} {thing.shape}" for thing in scene.things)
    return held_out(" ".join([*parts, scene.background]))


def random_wish(dice: random.Random) -> Wish:
    """A wish of any form; no thing has the background's colour."""
    kind = dice.random()
    if kind < 0.62:
        return _one_thing(dice)
    if kind < 0.84:
        return _two_things(dice)
    return _several(dice)


def _one_thing(dice: random.Random) -> Wish:
    background = dice.choice(COLOURS) if dice.random() < 0.62 else ""
    colour = _colour(dice, background) if dice.random() < 0.88 else ""
    thing = Thing(dice.choice(SHAPES), colour, _size(dice, 0.3), _place(dice, 0.22))
    return Wish((thing,), background)


def _two_things(dice: random.Random) -> Wish:
    background = dice.choice(COLOURS) if dice.random() < 0.5 else ""
    first, second = dice.sample(SHAPES, 2)
    coloured = dice.random() < 0.92
    one = _colour(dice, background) if coloured else ""
    other = _colour(dice, background) if coloured else ""
    if dice.random() < 0.12:
        second = first
        other = dice.choice([c for c in COLOURS if c not in (one, background)])
        one = one or _colour(dice, background + other)
        if one == other:
            other = next(c for c in COLOURS if c not in (one, background))
    things = (Thing(first, one, _size(dice, 0.12)), Thing(second, other, _size(dice, 0.12)))
    return Wish(things, background, stacked=dice.random() < 0.4)


def _several(dice: random.Random) -> Wish:
    background = dice.choice(COLOURS) if dice.random() < 0.5 else ""
    colour = _colour(dice, background) if dice.random() < 0.88 else ""
    thing = Thing(dice.choice(SHAPES), colour, _size(dice, 0.15))
    return Wish((thing,), background, count=dice.choice((2, 3)))


def _colour(dice: random.Random, background: str) -> str:
    return dice.choice([colour for colour in COLOURS if colour != background])


def _size(dice: random.Random, chance: float) -> str:
    return dice.choice(SIZES) if dice.random() < chance else ""


def _place(dice: random.Random, chance: float) -> str:
    return dice.choice(PLACES) if dice.random() < chance else ""
