"""What else the words of the vocabulary are called."""

from __future__ import annotations

SHAPE_WORDS: dict[str, tuple[str, ...]] = {
    "circle": ("circle",) * 6 + ("disc", "disk", "dot", "round shape"),
    "square": ("square",) * 8 + ("box",),
    "triangle": ("triangle",),
    "star": ("star",) * 8 + ("five-pointed star",),
    "heart": ("heart",) * 8 + ("heart shape", "love heart"),
    "diamond": ("diamond",) * 6 + ("rhombus", "diamond shape"),
    "hexagon": ("hexagon",) * 8 + ("six-sided shape",),
    "ring": ("ring",) * 6 + ("hoop", "donut shape"),
}
PLURALS = {
    "box": "boxes",
    "rhombus": "rhombuses",
}
COLOUR_WORDS: dict[str, tuple[str, ...]] = {
    "red": ("red",) * 10 + ("crimson", "scarlet"),
    "green": ("green",) * 10 + ("emerald",),
    "blue": ("blue",) * 10 + ("navy", "navy blue"),
    "yellow": ("yellow",) * 10 + ("golden",),
    "purple": ("purple",) * 6 + ("violet",),
    "orange": ("orange",),
    "black": ("black",),
    "white": ("white",),
    "pink": ("pink",) * 10 + ("rosy",),
    "brown": ("brown",),
    "gray": ("gray", "grey"),
    "cyan": ("cyan",) * 5 + ("turquoise", "aqua"),
}
SIZE_WORDS: dict[str, tuple[str, ...]] = {
    "small": ("small",) * 4 + ("little", "tiny", "mini"),
    "big": ("big",) * 4 + ("large", "huge", "giant", "great big"),
}
PLACE_PHRASES: dict[str, tuple[str, ...]] = {
    "on the left": (
        "on the left",
        "on the left side",
        "to the left",
        "at the left",
        "on the left-hand side",
        "left",
    ),
    "on the right": (
        "on the right",
        "on the right side",
        "to the right",
        "at the right",
        "on the right-hand side",
        "right",
    ),
    "at the top": ("at the top", "on top", "near the top", "in the upper part", "up top"),
    "at the bottom": (
        "at the bottom",
        "near the bottom",
        "in the lower part",
        "down below",
        "at the bottom edge",
    ),
}
NUMBER_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 10: "ten", 20: "twenty"}
