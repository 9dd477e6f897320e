"""Whether a picture shows what was asked for, judged by its pixels."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from colours import NAMED, name_of
from outlines import OUTLINES, shape_of
from regions import Region, blur_of, ground_of, regions_of

# Parts of the side by which a middle may be off.
PLACE_SLACK = 0.09
PLACES = {
    "on the left": (0.25, 0.5),
    "on the right": (0.75, 0.5),
    "at the top": (0.5, 0.25),
    "at the bottom": (0.5, 0.75),
}
COUNTS = {"two": 2, "three": 3}
# The larger side of a thing in the middle, in parts of the picture's.
SIZES = {"small": (0.1, 0.46), "": (0.44, 0.72), "big": (0.6, 1.0)}
# Smears: pixels of neither colour for each pixel of an edge.
MOST_BLUR = 2.5


@dataclass(frozen=True)
class Asked:
    """One thing of a request; empty where nothing was said."""

    shape: str
    colour: str
    size: str = ""
    place: str = ""


@dataclass(frozen=True)
class Request:
    things: tuple[Asked, ...]
    background: str
    stacked: bool = False


def read_request(prompt: str) -> Request:
    """Reads a canonical prompt; raises ValueError for any other."""
    match = re.fullmatch(r"(.+) on an? (\w+) background", prompt)
    if match is None:
        raise ValueError(f"No canonical prompt: {prompt}")
    what, background = match.groups()
    first, *_ = what.split(" ")
    if first in COUNTS:
        thing = _read_thing(re.sub(r"(?<=cross)es$|s$", "", what.removeprefix(f"{first} ")))
        return Request((thing,) * COUNTS[first], background)
    stacked = " above " in what
    parts = re.split(r" above | and ", what)
    return Request(tuple(_read_thing(part) for part in parts), background, stacked)


def _read_thing(text: str) -> Asked:
    match = re.fullmatch(
        r"(?:an? )?(?:(small|big) )?(\w+) (\w+)(?: (on the left|on the right|at the \w+))?", text
    )
    if match is None or match[2] not in NAMED or match[3] not in OUTLINES:
        raise ValueError(f"No thing: {text}")
    size, colour, shape, place = match.groups()
    return Asked(shape, colour, size or "", place or "")


@dataclass(frozen=True)
class Verdict:
    """What is right; `seen` says in words what was found. `clean` is about edges and smears."""

    colour: bool
    shape: bool
    background: bool
    count: bool
    place: bool
    size: bool
    clean: bool
    seen: str

    @property
    def right(self) -> bool:
        return all((self.colour, self.shape, self.background, self.count, self.place, self.size))


def judge(pixels: npt.NDArray[np.uint8], prompt: str) -> Verdict:
    """`pixels` are height x width x 3, sRGB."""
    request = read_request(prompt)
    ground, even = ground_of(pixels)
    regions = regions_of(pixels, ground)
    found = _in_order(regions[: len(request.things) + 1], stacked=request.stacked)
    named = [(name_of(region.colour), shape_of(region.mask)[0]) for region in found]
    count = len(found) == len(request.things)
    pairs = list(zip(request.things, named, strict=False))
    ground_name = name_of(ground)
    whole = len(pairs) == len(request.things)
    return Verdict(
        colour=whole and all(asked.colour == colour for asked, (colour, _) in pairs),
        shape=whole and all(asked.shape == shape for asked, (_, shape) in pairs),
        background=ground_name == request.background and even > 0.97,
        count=count,
        place=count and _placed_right(request, found),
        size=count and _sized_right(request, found),
        clean=even > 0.97 and blur_of(pixels, ground, regions) < MOST_BLUR,
        seen=", ".join(f"{colour or '?'} {shape or '?'}" for colour, shape in named)
        + f" on {ground_name or '?'}",
    )


def _in_order(regions: list[Region], *, stacked: bool) -> list[Region]:
    """From left to right, or from top to bottom."""
    return sorted(regions, key=lambda region: region.middle[1 if stacked else 0])


def _placed_right(request: Request, found: list[Region]) -> bool:
    middles = [region.middle for region in found]
    if len(middles) == 1:
        x, y = PLACES.get(request.things[0].place, (0.5, 0.5))
        # Slack for shapes whose middle is not that of their box.
        return all(abs(a - b) < PLACE_SLACK for a, b in zip(middles[0], (x, y), strict=True))
    if len(middles) == 3:
        gaps = [math.dist(a, b) for a, b in itertools.combinations(middles, 2)]
        return min(gaps) > 0.25
    along, across = (1, 0) if request.stacked else (0, 1)
    steps = np.diff([middle[along] for middle in middles])
    return bool(steps.min() > 0.2) and all(
        abs(middle[across] - 0.5) < PLACE_SLACK for middle in middles
    )


def _sized_right(request: Request, found: list[Region]) -> bool:
    """Sizes are told apart for a thing in the middle; elsewhere it must only not fill all."""
    thing = request.things[0]
    if len(found) > 1 or thing.place:
        return all(region.extent < 0.62 for region in found)
    least, most = SIZES[thing.size]
    return least <= found[0].extent <= most
