"""The words that both starter models share: what can be drawn, and what it is called."""

from __future__ import annotations

FLOOR_SHAPES = ("circle", "square", "triangle", "star", "heart", "diamond", "hexagon", "ring")
FLOOR_COLOURS = ("red", "green", "blue", "yellow", "purple", "orange", "black", "white")

MORE_SHAPES = ("cross", "moon")
MORE_COLOURS = ("pink", "brown", "gray", "cyan")

SHAPES = FLOOR_SHAPES + MORE_SHAPES
COLOURS = FLOOR_COLOURS + MORE_COLOURS

# What starter-image draws well, so what starter-chat offers: one of them on a plain background.
OFFERED_SHAPES = FLOOR_SHAPES
OFFERED_COLOURS = COLOURS

SIZES = ("small", "big")
PLACES = ("on the left", "on the right", "at the top", "at the bottom")
COUNTS = {2: "two", 3: "three"}

# sRGB, 0 to 255; far enough apart that an independent check on pixels can name them.
RGB: dict[str, tuple[int, int, int]] = {
    "red": (220, 38, 38),
    "green": (34, 160, 70),
    "blue": (37, 80, 220),
    "yellow": (250, 210, 30),
    "purple": (128, 50, 180),
    "orange": (245, 130, 30),
    "black": (20, 20, 24),
    "white": (250, 250, 250),
    "pink": (250, 150, 190),
    "brown": (120, 75, 40),
    "gray": (130, 135, 140),
    "cyan": (60, 200, 220),
}
