"""Where the things of a scene lie, and how large: chance within what the words allow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from starter.scene import Scene

# Radii and distances are in parts of the picture's side. All that is not in the middle, or alone,
# has the radius of a small thing and lies a whole number of latent cells from the middle, so that
# what is learnt of it in one place holds in every other.
RADIUS = {"": 0.30, "small": 0.19, "big": 0.42}
SHIFT = 0.25
SHIFTS = {
    "": (0.0, 0.0),
    "on the left": (-SHIFT, 0.0),
    "on the right": (SHIFT, 0.0),
    "at the top": (0.0, -SHIFT),
    "at the bottom": (0.0, SHIFT),
}
BESIDE = (SHIFTS["on the left"], SHIFTS["on the right"])
STACKED = (SHIFTS["at the top"], SHIFTS["at the bottom"])
PYRAMID = (SHIFTS["at the top"], (-SHIFT, SHIFT), (SHIFT, SHIFT))
RADIUS_JITTER = 0.05
PLACE_JITTER = 0.012


@dataclass(frozen=True)
class Placed:
    """A shape with its middle, x to the right and y downwards, from 0 to 1."""

    shape: str
    colour: str
    x: float
    y: float
    radius: float


def place_things(scene: Scene, dice: np.random.Generator) -> tuple[Placed, ...]:
    """Things of one scene share their size and what is off in their places."""
    scale = 1 + RADIUS_JITTER * dice.uniform(-1, 1)
    offset_x, offset_y = PLACE_JITTER * dice.uniform(-1, 1, 2)
    things = scene.things * scene.count if scene.count > 1 else scene.things
    first = things[0]
    alone = len(things) == 1
    radius = RADIUS["small" if first.place or not alone else first.size] * scale
    shifts = (SHIFTS[first.place],) if alone else _shifts(len(things), stacked=scene.stacked)
    return tuple(
        Placed(
            thing.shape, thing.colour, 0.5 + x + float(offset_x), 0.5 + y + float(offset_y), radius
        )
        for thing, (x, y) in zip(things, shifts, strict=True)
    )


def _shifts(count: int, *, stacked: bool) -> tuple[tuple[float, float], ...]:
    if count == 3:
        return PYRAMID
    return STACKED if stacked else BESIDE
