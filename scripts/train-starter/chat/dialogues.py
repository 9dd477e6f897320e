"""Conversations: a few turns, some about the picture before."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from starter.scene import Scene

from .noise import type_it
from .scenes import is_held_out
from .turns import Maker, Turn

# What the chat template shows of a conversation: four exchanges and the new message.
MAX_TURNS = 5

FRESH = {
    "request": 40,
    "surprise": 4,
    "edit": 3,
    "product": 32,
    "small_talk": 9,
    "out_of_scope": 18,
    "declined": 4,
    "just_tell": 3,
    "aside": 4,
    "beyond": 8,
    "what_was_it": 0.5,
}
DRAWN = {
    "request": 18,
    "surprise": 1.5,
    "edit": 50,
    "product": 11,
    "small_talk": 9,
    "out_of_scope": 8,
    "declined": 3.5,
    "just_tell": 1.5,
    "aside": 3,
    "beyond": 4,
    "what_was_it": 2.5,
}
# Later turns of a conversation are made so often.
TURNS = (1, 2, 3, 4, 5)
TURN_WEIGHTS = (46, 30, 14, 6, 4)


def random_dialogue(dice: random.Random) -> list[Turn]:
    """A conversation to train on, by phrases and combinations of the training side alone."""
    maker = Maker(dice)
    length = dice.choices(TURNS, TURN_WEIGHTS)[0]
    turns: list[Turn] = []
    scene: Scene | None = None
    for place in range(length):
        if place == 0 and length > 1 and dice.random() < 0.7:
            kind = "request" if dice.random() < 0.93 else "surprise"
        else:
            weights = FRESH if scene is None else DRAWN
            kind = dice.choices(list(weights), list(weights.values()))[0]
        turn = make_turn(maker, kind, scene)
        scene = turn.drawn or scene
        turns.append(turn)
    return turns


def make_turn(maker: Maker, kind: str, scene: Scene | None) -> Turn:
    """One turn of a kind, as typed. In training, no picture is of a held-out combination."""
    make: Callable[[Scene | None], Turn] = getattr(maker, kind)
    while True:
        turn = make(scene)
        if maker.evaluation or turn.drawn is None or not is_held_out(turn.drawn):
            return replace(turn, user=type_it(turn.user, maker.dice))
