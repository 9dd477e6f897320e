"""What is right about an answer."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable

from .answers import FENCE
from .held_out import Case, facts

# Category or measure to (right, all).
Scores = dict[str, tuple[int, int]]


def judge(case: Case, text: str) -> dict[str, bool]:
    """What is right about an answer: by category, and picture wanted or not, blocks, facts."""
    prose, _, rest = text.partition(FENCE)
    block = _block(rest)
    drew = bool(rest)
    marks = {"picture or not": drew == case["wants_picture"]}
    if drew:
        marks["block valid"] = block is not None
    if case["wants_picture"]:
        marks[case["category"]] = block == case["block"]
        marks["prompt exact"] = bool(
            block and case["block"] and block.get("prompt") == case["block"]["prompt"]
        )
        return marks
    matches = all(re.search(a, prose, re.IGNORECASE | re.DOTALL) for a in case["accepts"])
    marks[case["category"]] = matches and not drew
    if case["category"] == "product":
        wrong = any(
            re.search(pattern, prose, re.IGNORECASE | re.DOTALL)
            for name, pattern in facts().items()
            if name != case["topic"]
        )
        marks["no wrong fact"] = matches or not wrong
    return marks


def summary(scores: Scores) -> str:
    """One line."""
    return ", ".join(f"{name} {right}/{total}" for name, (right, total) in sorted(scores.items()))


def add_up(marks: Iterable[dict[str, bool]]) -> Scores:
    """How many of each are right."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for mark in marks:
        for name, is_right in mark.items():
            right[name] += is_right
            total[name] += 1
    return {name: (right[name], total[name]) for name in total}


def repeats(text: str) -> bool:
    """Whether six words in a row come three times."""
    words = text.split()
    runs = Counter(tuple(words[place : place + 6]) for place in range(len(words) - 5))
    return any(count >= 3 for count in runs.values())


def _block(rest: str) -> dict[str, str | int | float] | None:
    """The value of the one block of an answer, if it is well-formed and the last thing said."""
    inside, mark, after = rest.partition("```")
    if not mark or after.strip():
        return None
    try:
        value = json.loads(inside)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
