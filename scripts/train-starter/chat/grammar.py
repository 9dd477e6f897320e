"""Phrases with choices: `{a|b}` is one of both, `{a|}` may be absent, `<name>` is filled in."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Mapping
from functools import cache

CHOICE = re.compile(r"\{([^{}]*)\}")
SLOT = re.compile(r"<([a-z_]+)>")

# One phrase or combination of HELD_OUT_SHARE is never trained on.
HELD_OUT_SHARE = 8
# With this salt, every subject has two such phrases or more and keeps most for the training.
SALT = "12027"


@cache
def held_out(key: str) -> bool:
    """Whether `key` belongs to the evaluation; the same on every machine and in every run."""
    digest = hashlib.sha256(f"{SALT}/{key}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % HELD_OUT_SHARE == 0


@cache
def split(templates: tuple[str, ...], *, evaluation: bool) -> tuple[str, ...]:
    """The templates of one side of the split."""
    return tuple(template for template in templates if held_out(template) == evaluation)


def expand(
    template: str,
    dice: random.Random,
    slots: Mapping[str, str | Callable[[], str]] | None = None,
) -> str:
    """One sentence of the template, with single spaces and none before a comma or a stop."""
    text = template
    while (choice := CHOICE.search(text)) is not None:
        chosen = dice.choice(choice.group(1).split("|"))
        text = text[: choice.start()] + chosen + text[choice.end() :]

    def fill(match: re.Match[str]) -> str:
        value = (slots or {})[match.group(1)]
        return value if isinstance(value, str) else value()

    text = SLOT.sub(fill, text)
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r" ([,.?!])", r"\1", text)
