"""Scenes at random, and what becomes of a wish that leaves something out."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from starter.scene import Scene, Thing
from starter.vocabulary import OFFERED_COLOURS, OFFERED_SHAPES, PLACES, SIZES

from .grammar import held_out

# What stands in for a colour or a background that nobody named, in this order.
DEFAULT_COLOURS = ("red", "blue", "green", "yellow")
DEFAULT_BACKGROUNDS = ("white", "black", "blue")
DEFAULT_SHAPE = "circle"
SURPRISE = Scene((Thing("star", "yellow"),), "blue")


@dataclass(frozen=True)
class Wish:
    """A scene as far as it was said: empty strings where it was not."""

    thing: Thing
    background: str = ""

    def complete(self) -> Scene:
        """The scene that is drawn: the same for the same wish."""
        thing = self.thing
        colour = thing.colour or next(c for c in DEFAULT_COLOURS if c != self.background)
        thing = replace(thing, colour=colour, shape=thing.shape or DEFAULT_SHAPE)
        return Scene((thing,), self.background or default_background(thing))


def default_background(thing: Thing) -> str:
    """White, or the first that the thing has not."""
    return next(c for c in DEFAULT_BACKGROUNDS if c != thing.colour)


def is_held_out(scene: Scene) -> bool:
    """Whether this combination of shape, colour and background is kept for the evaluation."""
    thing = scene.things[0]
    return held_out(f"{thing.colour} {thing.shape} {scene.background}")


def random_wish(dice: random.Random) -> Wish:
    """A wish of any form; the thing has not the background's colour."""
    background = dice.choice(OFFERED_COLOURS) if dice.random() < 0.62 else ""
    colour = ""
    if dice.random() < 0.9:
        colour = dice.choice([c for c in OFFERED_COLOURS if c != background])
    size = dice.choice(SIZES) if dice.random() < 0.25 else ""
    place = dice.choice(PLACES) if dice.random() < 0.12 else ""
    return Wish(Thing(dice.choice(OFFERED_SHAPES), colour, size, place), background)
