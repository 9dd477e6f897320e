"""Finds the ground of a picture and the things on it, from the pixels alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from colours import to_lab

Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

BORDER = 4
# A pixel belongs to a thing from this distance to the ground's colour on, in Lab.
APART = 20.0
# A thing has at least this share of the picture; smears and specks are smaller, and are counted.
LEAST = 0.006


@dataclass(frozen=True)
class Region:
    """One connected thing; `mask` is as large as the picture."""

    mask: Mask
    colour: Floats

    @property
    def area(self) -> int:
        return int(self.mask.sum())

    @property
    def middle(self) -> tuple[float, float]:
        """Of its bounding box, x and y in parts of the picture's side, from the top left."""
        rows, columns = np.nonzero(self.mask)
        height, width = self.mask.shape
        return (
            (columns.min() + columns.max() + 1) / 2 / width,
            (rows.min() + rows.max() + 1) / 2 / height,
        )

    @property
    def extent(self) -> float:
        """The larger side of its bounding box, in parts of the picture's side."""
        rows, columns = np.nonzero(self.mask)
        return float(max(np.ptp(rows) + 1, np.ptp(columns) + 1) / max(self.mask.shape))


def ground_of(pixels: Pixels) -> tuple[Floats, float]:
    """The border's median colour, and the share of the border that has it."""
    rim = np.concatenate(
        [
            pixels[:BORDER].reshape(-1, 3),
            pixels[-BORDER:].reshape(-1, 3),
            pixels[:, :BORDER].reshape(-1, 3),
            pixels[:, -BORDER:].reshape(-1, 3),
        ]
    ).astype(np.float64)
    colour = np.median(rim, axis=0)
    near = np.linalg.norm(to_lab(rim) - to_lab(colour), axis=1) < APART
    return colour, float(near.mean())


def regions_of(pixels: Pixels, ground: Floats) -> list[Region]:
    """The things, largest first."""
    distance = np.linalg.norm(to_lab(pixels.astype(np.float64)) - to_lab(ground), axis=2)
    found = []
    for mask in _connected(distance > APART):
        inner = _eroded(mask)
        colour = np.median(pixels[inner if inner.any() else mask].astype(np.float64), axis=0)
        # The edge is where half of the way to the thing's colour is gone.
        way = float(np.linalg.norm(to_lab(colour) - to_lab(ground)))
        found.append(Region(mask & (distance > way / 2), colour))
    return sorted(found, key=lambda region: -region.area)


def blur_of(pixels: Pixels, ground: Floats, regions: list[Region]) -> float:
    """The share of pixels that are neither the ground's colour nor a thing's, per edge pixel.

    Between 0.5 and 2 for an edge that is one pixel wide; smears make it large.
    """
    lab = to_lab(pixels.astype(np.float64))
    colours = [ground, *(region.colour for region in regions)]
    nearest = np.min([np.linalg.norm(lab - to_lab(c), axis=2) for c in colours], axis=0)
    between = nearest > 12.0
    edge = sum(int((region.mask & ~_eroded(region.mask)).sum()) for region in regions)
    return float(between.sum() / max(1, edge))


def _eroded(mask: Mask) -> Mask:
    padded = np.pad(mask, 1)
    return mask & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]


def _connected(mask: Mask) -> list[Mask]:
    """Parts that hang together by sides or corners: the least number of a part spreads in it."""
    outside = mask.size
    labels = np.where(mask, np.arange(outside).reshape(mask.shape), outside)
    while True:
        padded = np.pad(labels, 1, constant_values=outside)
        rows = np.minimum(np.minimum(padded[:-2], padded[1:-1]), padded[2:])
        spread = np.minimum(np.minimum(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:])
        spread = np.where(mask, spread, outside)
        if np.array_equal(spread, labels):
            break
        labels = spread
    numbers, counts = np.unique(labels[mask], return_counts=True)
    return [labels == number for number in numbers[counts >= LEAST * mask.size]]
