"""What the model is shown."""

from __future__ import annotations

import random

from .dialogues import random_dialogue
from .held_out import held_out_messages, plain
from .turns import Turn


def training_dialogue(dice: random.Random) -> list[Turn]:
    """A dialogue without any message of the evaluation, should two phrases give the same one."""
    while True:
        turns = random_dialogue(dice)
        if not any(plain(turn.user) in held_out_messages() for turn in turns):
            return turns
