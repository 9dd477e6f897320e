"""Signed distances to the outlines of the shapes, negative inside.

All take coordinates in units of the shape's radius, x to the right and y upwards, of any equal
array shape, and return distances in the same unit. Corners are kept sharp, so that outside of
a corner some are a little too small; near the outline all are right. `star` and `heart` follow
Inigo Quilez, "2D distance functions", https://iquilezles.org/articles/distfunctions2d/.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Distance = Callable[[Floats, Floats], Floats]


def circle(x: Floats, y: Floats) -> Floats:
    return _length(x, y) - 0.88


def ring(x: Floats, y: Floats) -> Floats:
    return np.abs(_length(x, y) - 0.7) - 0.22


def square(x: Floats, y: Floats) -> Floats:
    return _box(x, y, 0.82, 0.82)


def cross(x: Floats, y: Floats) -> Floats:
    return np.minimum(_box(x, y, 0.92, 0.31), _box(x, y, 0.31, 0.92))


def diamond(x: Floats, y: Floats) -> Floats:
    """A rhombus, taller than wide, so that it is no square on its corner."""
    return _half_planes(np.abs(x), np.abs(y), [math.atan2(0.72, 1.0)], 0.72 / math.hypot(0.72, 1))


def triangle(x: Floats, y: Floats) -> Floats:
    """Equilateral, one corner up, and in the middle of its height."""
    angles = [math.radians(angle) for angle in (30, 150, 270)]
    return _half_planes(x, y + 0.26, angles, 0.54)


def hexagon(x: Floats, y: Floats) -> Floats:
    angles = [math.radians(angle) for angle in (30, 90)]
    return _half_planes(np.abs(x), np.abs(y), angles, 0.87)


def star(x: Floats, y: Floats) -> Floats:
    """Five points, one up; the inner corners are at 0.45 of the outer ones' distance."""
    y = y + 0.06
    outer, inner = 1.0, 0.45
    k1x, k1y = math.cos(math.pi / 5), -math.sin(math.pi / 5)
    x = np.abs(x)
    fold = np.maximum(k1x * x + k1y * y, 0)
    x, y = x - 2 * fold * k1x, y - 2 * fold * k1y
    fold = np.maximum(-k1x * x + k1y * y, 0)
    x, y = x + 2 * fold * k1x, y - 2 * fold * k1y
    x, y = np.abs(x), y - outer
    edge_x, edge_y = inner * -k1y, inner * k1x - outer
    along = np.clip((x * edge_x + y * edge_y) / (edge_x**2 + edge_y**2), 0, 1)
    side = np.sign(y * edge_x - x * edge_y)
    return _length(x - edge_x * along, y - edge_y * along) * side


def heart(x: Floats, y: Floats) -> Floats:
    """A quarter-turned square with two half circles, tip down."""
    scale = 1.72
    x, y = np.abs(x) / scale, (y + 0.92) / scale
    lobe = _length(x - 0.25, y - 0.75) - math.sqrt(2) / 4
    half = 0.5 * np.maximum(x + y, 0)
    tip = np.minimum(x**2 + (y - 1) ** 2, (x - half) ** 2 + (y - half) ** 2)
    return np.where(x + y > 1, lobe, np.sqrt(tip) * np.sign(x - y)) * scale


def moon(x: Floats, y: Floats) -> Floats:
    """A crescent that opens to the right."""
    x = x - 0.16
    return np.maximum(_length(x, y) - 0.95, 0.74 - _length(x - 0.5, y))


DISTANCES: dict[str, Distance] = {
    "circle": circle,
    "square": square,
    "triangle": triangle,
    "star": star,
    "heart": heart,
    "diamond": diamond,
    "hexagon": hexagon,
    "ring": ring,
    "cross": cross,
    "moon": moon,
}


def _length(x: Floats, y: Floats) -> Floats:
    return np.sqrt(x * x + y * y)


def _box(x: Floats, y: Floats, width: float, height: float) -> Floats:
    return np.maximum(np.abs(x) - width, np.abs(y) - height)


def _half_planes(x: Floats, y: Floats, angles: list[float], apothem: float) -> Floats:
    """What is within `apothem` of the middle in the direction of every angle."""
    planes = [math.cos(angle) * x + math.sin(angle) * y for angle in angles]
    return np.maximum.reduce(planes) - apothem
