"""Small pictures of latents, by a linear map that is fitted to the model's own decoder."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from atelier_runtime.image.png import encode_png

# A preview may take this share of the time between two steps.
_SHARE = 0.02
_MAX_SIDE = 128
_FIT_SIDE = 16

Floats = npt.NDArray[np.float32]


class Previews:
    def __init__(self, color_map: Floats | None) -> None:
        # Channels and a constant to RGB in 0..255; `None` where the latents are no plain grid.
        self._map = color_map
        self._cost_s = 0.0
        self._last = time.monotonic()

    def of(self, latent: Any) -> bytes | None:
        """A PNG, or nothing when one would slow the drawing down."""
        started = time.monotonic()
        if self._map is None or (started - self._last) * _SHARE < self._cost_s:
            return None
        grid = np.asarray(latent.data, dtype=np.float32)
        if grid.ndim != 4 or grid.shape[1] != self._map.shape[0] - 1:
            return None
        stride = -(-max(grid.shape[2:]) // _MAX_SIDE)
        png = encode_png(to_rgb(grid[0, :, ::stride, ::stride], self._map))
        self._last = time.monotonic()
        self._cost_s = self._last - started
        return png


def to_rgb(latent: Floats, color_map: Floats) -> npt.NDArray[np.uint8]:
    """`latent` is channels x height x width; the colours are height x width x 3."""
    colors = np.tensordot(latent, color_map[:-1], axes=(0, 0)) + color_map[-1]
    rgb: npt.NDArray[np.uint8] = np.clip(colors, 0, 255).astype(np.uint8)
    return rgb


def fit_color_map(decode: Callable[[Floats], npt.NDArray[np.uint8]], channels: int) -> Floats:
    """Least squares between patches of random latents and the colours that they decode to."""
    random = np.random.default_rng(0)
    coarse = random.standard_normal((1, channels, _FIT_SIDE // 4, _FIT_SIDE // 4))
    latent = coarse.repeat(4, axis=2).repeat(4, axis=3).astype(np.float32)
    picture = decode(latent)[0].astype(np.float32)
    height, width = (side // _FIT_SIDE for side in picture.shape[:2])
    cells = picture.reshape(_FIT_SIDE, height, _FIT_SIDE, width, 3).mean(axis=(1, 3))
    samples = latent[0].reshape(channels, -1).T
    inputs = np.hstack([samples, np.ones((samples.shape[0], 1), np.float32)])
    solution, *_ = np.linalg.lstsq(inputs, cells.reshape(-1, 3), rcond=None)
    fitted: Floats = solution.astype(np.float32)
    return fitted
