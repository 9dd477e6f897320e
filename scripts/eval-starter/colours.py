"""Names colours: the nearest of the known ones to the eye."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# What the words of the vocabulary mean to this check, sRGB. The range is what people call so, and
# none of these is read from what trained the model.
NAMED: dict[str, tuple[tuple[int, int, int], ...]] = {
    "red": ((220, 38, 38),),
    "green": ((34, 160, 70),),
    "blue": ((37, 80, 220),),
    "yellow": ((250, 210, 30),),
    "purple": ((128, 50, 180),),
    "orange": ((245, 130, 30),),
    "black": ((20, 20, 24),),
    "white": ((250, 250, 250),),
    "pink": ((250, 150, 190),),
    "brown": ((120, 75, 40),),
    "gray": ((130, 135, 140),),
    "cyan": ((60, 200, 220),),
}
# Farther than this from every name, in Lab, a colour has none.
FARTHEST = 22.0


def to_lab(rgb: Floats) -> Floats:
    """CIE L*a*b* of sRGB in 0..255 under D65 (IEC 61966-2-1, CIE 15); the last axis is colour."""
    linear = np.asarray(rgb, np.float64) / 255
    linear = np.where(linear <= 0.04045, linear / 12.92, ((linear + 0.055) / 1.055) ** 2.4)
    matrix = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    xyz = linear @ matrix.T / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def name_of(rgb: Floats) -> str:
    """Empty where no name is near."""
    lab = to_lab(rgb)
    distances = {
        name: min(float(np.linalg.norm(lab - to_lab(np.array(value)))) for value in values)
        for name, values in NAMED.items()
    }
    name = min(distances, key=distances.__getitem__)
    return name if distances[name] <= FARTHEST else ""
