"""Where the things of a scene lie, and how large: chance within what the words allow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from starter.scene import Scene

# Radii and distances are in parts of the picture's side.
RADIUS = {"": 0.30, "small": 0.16, "big": 0.42}
PLACED_RADIUS = {"": 0.21, "small": 0.14, "big": 0.25}
SHIFT = 0.23
SHIFTS = {
    "": (0.0, 0.0),
    "on the left": (-SHIFT, 0.0),
    "on the right": (SHIFT, 0.0),
    "at the top": (0.0, -SHIFT),
    "at the bottom": (0.0, SHIFT),
}
# Count of things to their radius and the distance between them.
ROWS = {2: (0.185, 0.46), 3: (0.135, 0.315)}
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
    """Things of one row share their size and their line."""
    scale = 1 + RADIUS_JITTER * dice.uniform(-1, 1)
    offset_x, offset_y = PLACE_JITTER * dice.uniform(-1, 1, 2)
    if scene.count == 1 and len(scene.things) == 1:
        thing = scene.things[0]
        radius = (PLACED_RADIUS if thing.place else RADIUS)[thing.size] * scale
        shift_x, shift_y = SHIFTS[thing.place]
        x, y = 0.5 + shift_x + offset_x, 0.5 + shift_y + offset_y
        return (Placed(thing.shape, thing.colour, x, y, radius),)
    things = scene.things * scene.count if scene.count > 1 else scene.things
    radius, distance = ROWS[len(things)]
    placed = []
    for number, thing in enumerate(things):
        along = 0.5 + distance * (number - (len(things) - 1) / 2)
        x, y = (0.5, along) if scene.stacked else (along, 0.5)
        placed.append(
            Placed(thing.shape, thing.colour, x + offset_x, y + offset_y, radius * scale)
        )
    return tuple(placed)
