"""The examination's prompts: held-out scenes of each kind."""

from __future__ import annotations

import zlib

import numpy as np

from .scenes import KINDS, floor_scenes, held_out

KIND_NAMES = tuple(KINDS)


def held_out_prompts(kind: str, count: int) -> list[str]:
    """Canonical prompts, in an order that is always the same.

    The floor's are all that there are, each once before any comes again.
    """
    dice = np.random.default_rng(zlib.crc32(kind.encode()))
    if kind == "floor":
        floor = [scene.prompt() for scene in floor_scenes() if held_out(scene)]
        order = [int(number) for number in dice.permutation(len(floor))]
        return [floor[order[number % len(order)]] for number in range(count)]
    prompts: list[str] = []
    while len(prompts) < count:
        scene = KINDS[kind](dice)
        if held_out(scene):
            prompts.append(scene.prompt())
    return prompts
