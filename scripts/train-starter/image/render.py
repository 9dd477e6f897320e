"""Draws a scene; the same scene and dice give the same pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from starter.scene import Scene
from starter.vocabulary import RGB

from .layout import Placed, place_things
from .shapes import DISTANCES

SIDE = 128

Pixels = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Drawing:
    """What a picture is made of, all `side` high and wide.

    `cover` says how much of a pixel is inside a thing, 0..1; `paint` what colour that thing has,
    and is black where there is none; colours are sRGB, 0..255.
    """

    cover: Floats
    paint: Floats
    ground: Floats

    def pixels(self) -> Pixels:
        """Height x width x 3; an edge covers its pixels by the part that is inside."""
        cover = self.cover[..., None]
        return np.rint(self.ground + cover * (self.paint - self.ground)).astype(np.uint8)


def render(scene: Scene, dice: np.random.Generator, side: int = SIDE) -> Pixels:
    return draw(place_things(scene, dice), scene.background, side).pixels()


def draw(placed: tuple[Placed, ...], background: str, side: int = SIDE) -> Drawing:
    """Things must not overlap."""
    centres = (np.arange(side, dtype=np.float32) + 0.5) / side
    cover = np.zeros((side, side), np.float32)
    paint = np.zeros((side, side, 3), np.float32)
    for thing in placed:
        x = (centres[None, :] - thing.x) / thing.radius
        y = (thing.y - centres[:, None]) / thing.radius
        grid_x, grid_y = np.broadcast_arrays(x.astype(np.float32), y.astype(np.float32))
        distance = DISTANCES[thing.shape](grid_x, grid_y) * (thing.radius * side)
        inside = np.clip(0.5 - distance, 0, 1)
        paint[inside > 0] = RGB[thing.colour]
        cover = np.maximum(cover, inside)
    return Drawing(cover, paint, np.asarray(RGB[background], np.float32))
