"""A subject with one true answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """`accepts` is a regular expression, case ignored, that a right answer matches.

    An answer that does not match it is wrong, or another topic's. `phrases` are templates of
    `chat.grammar`.
    """

    name: str
    answer: str
    accepts: str
    phrases: tuple[str, ...]
