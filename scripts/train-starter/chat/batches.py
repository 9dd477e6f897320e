"""Batches of dialogues of like length: little padding, no mask but the causal one."""

from __future__ import annotations

import random
from collections.abc import Iterator

import torch
from torch import Tensor

from .tokens import Encoder
from .training_dialogue import training_dialogue

POOL = 1_024


def batches(
    encoder: Encoder, pad: int, tokens: int, seed: int, pool: int
) -> Iterator[tuple[int, Tensor, Tensor]]:
    """Endless batches of at most so many tokens, from pool number `pool` on.

    Gives the number of the pool, the ids [rows, length] and which tokens are to be said. A pool
    follows from its number and the seed alone.
    """
    while True:
        dice = random.Random(f"{seed}/{pool}")
        rows = [encoder.encode(training_dialogue(dice), dice) for _ in range(POOL)]
        rows.sort(key=lambda row: len(row[0]))
        ready = []
        while rows:
            length = len(rows[-1][0])
            count = max(1, min(len(rows), tokens // length))
            ready.append(_stack(rows[-count:], pad))
            del rows[-count:]
        dice.shuffle(ready)
        for ids, wanted in ready:
            yield pool, ids, wanted
        pool += 1


def _stack(rows: list[tuple[list[int], list[bool]]], pad: int) -> tuple[Tensor, Tensor]:
    length = max(len(ids) for ids, _ in rows)
    ids = torch.full((len(rows), length), pad)
    wanted = torch.zeros((len(rows), length), dtype=torch.bool)
    for place, (row, said) in enumerate(rows):
        ids[place, : len(row)] = torch.tensor(row)
        wanted[place, : len(row)] = torch.tensor(said)
    return ids, wanted
