"""Which scenes there are, which are drawn by chance, and which are kept for the examination."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from starter.scene import Scene, Thing
from starter.vocabulary import (
    COLOURS,
    COUNTS,
    FLOOR_COLOURS,
    FLOOR_SHAPES,
    MORE_COLOURS,
    MORE_SHAPES,
    PLACES,
    SHAPES,
    SIZES,
)

# One combination of shape, colour and background out of this many is never trained on.
HELD_OUT_SHARE = 10
# These are the most alike: of scenes without either, training leaves out every second one.
ALIKE = {"circle", "hexagon"}


@dataclass(frozen=True)
class Mix:
    """Shares of the kinds of scenes; the floor's takes what is left of 1."""

    colours: float = 0.0
    shapes: float = 0.0
    sizes: float = 0.0
    places: float = 0.0
    pairs: float = 0.0
    counts: float = 0.0


FLOOR = Mix()
WIDE = Mix(colours=0.25, sizes=0.15, places=0.2)
WIDER = Mix(colours=0.2, sizes=0.15, places=0.2, counts=0.15)


def held_out(scene: Scene) -> bool:
    """Whether any thing of the scene has a combination that is kept for the examination."""
    return any(_is_kept(thing.shape, thing.colour, scene.background) for thing in scene.things)


def training_scene(mix: Mix, dice: np.random.Generator) -> Scene:
    """A scene of the mix that is not held out."""
    while True:
        scene = any_scene(mix, dice)
        is_alike = any(thing.shape in ALIKE for thing in scene.things)
        if not held_out(scene) and (is_alike or dice.random() < 0.5):
            return scene


def any_scene(mix: Mix, dice: np.random.Generator) -> Scene:
    kind = dice.random()
    for name in ("colours", "shapes", "sizes", "places", "pairs", "counts"):
        share = getattr(mix, name)
        if kind < share:
            return KINDS[name](dice)
        kind -= share
    return floor_scene(dice)


def floor_scene(dice: np.random.Generator) -> Scene:
    return _single(dice, FLOOR_SHAPES, FLOOR_COLOURS)


def floor_scenes() -> Iterator[Scene]:
    """All of the floor's combinations, in a fixed order."""
    for shape in FLOOR_SHAPES:
        for colour in FLOOR_COLOURS:
            for background in FLOOR_COLOURS:
                if colour != background:
                    yield Scene((Thing(shape, colour),), background)


def _single(
    dice: np.random.Generator,
    shapes: tuple[str, ...],
    colours: tuple[str, ...],
    size: str = "",
    place: str = "",
) -> Scene:
    colour, background = dice.choice(colours, 2, replace=False)
    return Scene((Thing(str(dice.choice(shapes)), str(colour), size, place),), str(background))


def _more_colours(dice: np.random.Generator) -> Scene:
    while True:
        scene = _single(dice, FLOOR_SHAPES, COLOURS)
        if {scene.things[0].colour, scene.background} & set(MORE_COLOURS):
            return scene


def _more_shapes(dice: np.random.Generator) -> Scene:
    return _single(dice, MORE_SHAPES, COLOURS)


def _sized(dice: np.random.Generator) -> Scene:
    return _single(dice, FLOOR_SHAPES, COLOURS, size=str(dice.choice(SIZES)))


def _placed(dice: np.random.Generator) -> Scene:
    return _single(dice, FLOOR_SHAPES, COLOURS, place=str(dice.choice(PLACES)))


def _pair(dice: np.random.Generator) -> Scene:
    """Two things that differ in shape, in colour or in both, beside or above each other."""
    background = str(dice.choice(COLOURS))
    others = [colour for colour in COLOURS if colour != background]
    while True:
        one, other = (Thing(str(dice.choice(SHAPES)), str(dice.choice(others))) for _ in range(2))
        if one != other:
            return Scene((one, other), background, stacked=bool(dice.random() < 0.5))


def _counted(dice: np.random.Generator) -> Scene:
    single = _single(dice, FLOOR_SHAPES, COLOURS)
    return Scene(single.things, single.background, count=int(dice.choice(list(COUNTS))))


KINDS = {
    "floor": floor_scene,
    "colours": _more_colours,
    "shapes": _more_shapes,
    "sizes": _sized,
    "places": _placed,
    "pairs": _pair,
    "counts": _counted,
}


def _is_kept(shape: str, colour: str, background: str) -> bool:
    digest = hashlib.sha256(f"{shape} {colour} {background}".encode()).digest()
    return digest[0] % HELD_OUT_SHARE == 0
