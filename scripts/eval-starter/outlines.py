"""Names shapes: of the known outlines, the one that overlaps most with a region.

The outlines are drawn here as polygons and circles in a box of their own, and share nothing with
the renderer that the model learnt from. A region is compared at several sizes and offsets, and by
the shape of its bounding box.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Point = tuple[float, float]

# Side of the box, in pixels, that regions and outlines are brought to.
BOX = 64
# Below this overlap a region has no name.
LEAST_OVERLAP = 0.8


def shape_of(mask: Mask) -> tuple[str, float]:
    """The best outline and its overlap (intersection over union); empty if all are poor."""
    rows, columns = np.nonzero(mask)
    cut = mask[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    scores = {name: _overlap(cut, name) for name in OUTLINES}
    best = max(scores, key=scores.__getitem__)
    return (best if scores[best] >= LEAST_OVERLAP else "", scores[best])


def _overlap(cut: Mask, name: str) -> float:
    """The best of a few stretches of a pixel or two: the box of a soft edge is not exact."""
    height, width = cut.shape
    best = 0.0
    for grow in (0.0, 1.0):
        wanted = _drawn(name, height + grow, width + grow, height, width)
        both = int((cut & wanted).sum())
        best = max(best, both / int((cut | wanted).sum()))
    return best * _proportion(height / width, ASPECTS.get(name, 1.0))


def _proportion(found: float, wanted: float) -> float:
    """1 where height to width is right, and less the farther it is off."""
    return math.exp(-1.5 * max(0.0, abs(math.log(found / wanted)) - 0.08))


@cache
def _drawn(name: str, box_height: float, box_width: float, height: int, width: int) -> Mask:
    y = (np.arange(height) + 0.5 - height / 2) / box_height + 0.5
    x = (np.arange(width) + 0.5 - width / 2) / box_width + 0.5
    grid_x, grid_y = np.meshgrid(x, y)
    return OUTLINES[name](grid_x, grid_y)


def _polygon(points: Sequence[Point]) -> Callable[[Floats, Floats], Mask]:
    """Inside by the even-odd rule; the points are stretched to fill the unit box, y downwards."""
    raw = np.array(points, np.float64)
    corners = (raw - raw.min(0)) / (raw.max(0) - raw.min(0))

    def inside(x: Floats, y: Floats) -> Mask:
        odd = np.zeros(x.shape, bool)
        for (x1, y1), (x2, y2) in zip(corners, np.roll(corners, 1, 0), strict=True):
            crosses = (y1 > y) != (y2 > y)
            at = x1 + (y - y1) / (y2 - y1 if y2 != y1 else 1.0) * (x2 - x1)
            odd ^= crosses & (x < at)
        return odd

    return inside


def _star() -> list[Point]:
    return [
        (math.sin(i * math.pi / 5) * r, -math.cos(i * math.pi / 5) * r)
        for i in range(10)
        for r in [1.0 if i % 2 == 0 else 0.45]
    ]


def _heart(x: Floats, y: Floats) -> Mask:
    """Two half discs over a square on its corner."""
    u, v = (x - 0.5) * 2.4142, y * 2.2071
    lobes = [(u - s) ** 2 + (v - 0.7071) ** 2 < 0.5 for s in (-0.5, 0.5)]
    square = np.abs(u) + np.abs(v - 1.2071) < 1.0
    return lobes[0] | lobes[1] | square


def _disc(x: Floats, y: Floats) -> Mask:
    return np.hypot(x - 0.5, y - 0.5) < 0.5


def _ring(x: Floats, y: Floats) -> Mask:
    away = np.hypot(x - 0.5, y - 0.5)
    return (away < 0.5) & (away > 0.26)


def _cross(x: Floats, y: Floats) -> Mask:
    return (np.abs(x - 0.5) < 0.167) | (np.abs(y - 0.5) < 0.167)


def _moon(x: Floats, y: Floats) -> Mask:
    """A disc's left side, without a disc that lies to its right."""
    u, v = x * 0.8, y - 0.5
    return (np.hypot(u - 0.5, v) < 0.5) & (np.hypot(u - 0.763, v) > 0.39)


def _everything(x: Floats, y: Floats) -> Mask:
    return np.ones(x.shape, bool)


OUTLINES: dict[str, Callable[[Floats, Floats], Mask]] = {
    "circle": _disc,
    "square": _everything,
    "triangle": _polygon([(0.5, 0), (1, 1), (0, 1)]),
    "star": _polygon(_star()),
    "heart": _heart,
    "diamond": _polygon([(0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)]),
    "hexagon": _polygon([(0.25, 0), (0.75, 0), (1, 0.5), (0.75, 1), (0.25, 1), (0, 0.5)]),
    "ring": _ring,
    "cross": _cross,
    "moon": _moon,
}
# Height over width of the bounding box, where it is not 1.
ASPECTS = {
    "triangle": 0.866,
    "star": 0.951,
    "diamond": 1.389,
    "hexagon": 0.866,
    "heart": 0.914,
    "moon": 1.25,
}
