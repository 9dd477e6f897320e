"""Writes the cases of the evaluation: `python -m chat.held_out --out cases.json`.

Every last message is of a phrase that training never uses, and most pictures are of a combination
of shapes, colours and background that training never shows. The file:

- `facts`: for each subject of the product, a regular expression (case ignored, `.` matches a line's
  end too) that a right answer matches. An answer to a question of one subject that matches the
  expression of another one states a wrong fact (or answers what nobody asked).
- `cases`: a list of
  - `id`, `category`: request, surprise, edit, edit_nothing, product, small_talk, out_of_scope,
    declined, aside, beyond, what_was_it
  - `topic`: for product, the name in `facts`; for small_talk and edit, what it is about
  - `messages`: the conversation so far as the gateway stores it (no blocks), `user` first and last
  - `wants_picture`: whether the answer must hold a block
  - `block`: the block's exact value (JSON), where one is wanted
  - `stated`: the settings that the message names, which the code around the model has to add
  - `accepts`: regular expressions (as above) that the answer without its block must all match
  - `out_of_scope`: whether the answer must say honestly that this is beyond the model
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypedDict

from .answers import PRODUCT, Answer
from .dialogues import make_turn
from .grammar import expand, split
from .noise import type_it
from .phrases.small_talk import SMALL_TALK
from .phrases.topic import Topic
from .turns import Maker, Turn

SEED = 11

# Cases of each kind; product and small talk have some of every subject.
COUNTS = {
    "request": 150,
    "surprise": 16,
    "edit": 110,
    "edit_nothing": 8,
    "out_of_scope": 80,
    "declined": 24,
    "aside": 24,
    "beyond": 36,
    "what_was_it": 6,
}
PER_TOPIC = 6

ACCEPTS = {
    "edit_nothing": [r"no picture yet"],
    "out_of_scope": [r"small built-in model", r"scripts/download-models"],
    "declined": [r"no picture"],
    "aside": [r"i see"],
    "beyond": [r"simple shapes.*scripts/download-models|only one shape at a time"],
    "what_was_it": [r"the last picture shows|no picture yet"],
}


class Case(TypedDict):
    """One conversation and what is expected of the answer; see above."""

    id: str
    category: str
    topic: str
    messages: list[dict[str, str]]
    wants_picture: bool
    block: dict[str, str | int | float] | None
    stated: dict[str, str | int | float]
    accepts: list[str]
    out_of_scope: bool


def facts() -> dict[str, str]:
    """What a right answer to each subject matches."""
    return {topic.name: topic.accepts for topic in PRODUCT}


@cache
def all_cases() -> tuple[Case, ...]:
    """Every case, the same each time."""
    maker = Maker(random.Random(SEED), evaluation=True)
    cases: list[Case] = []
    for category, count in COUNTS.items():
        made: dict[str, Case] = {}
        while len(made) < count:
            case = _case(category, len(made), _turns(category, maker))
            made.setdefault(json.dumps(case["messages"]), case)
        cases += made.values()
    for category, topics in (("product", PRODUCT), ("small_talk", SMALL_TALK)):
        for topic in topics:
            cases += _of_topic(category, topic, maker)
    return tuple(cases)


def make_cases(count: int) -> list[Case]:
    """About so many of them, spread over all categories."""
    cases = all_cases()
    step = max(1, len(cases) // count)
    return list(cases[::step])


@cache
def held_out_messages() -> frozenset[str]:
    """The last messages of all cases, as `plain` has them."""
    return frozenset(plain(case["messages"][-1]["content"]) for case in all_cases())


def plain(message: str) -> str:
    """A message without what makes no difference: capitals, marks and spaces at its ends."""
    return re.sub(r"[\s.?!,]+", " ", message.lower()).strip()


def _turns(category: str, maker: Maker) -> list[Turn]:
    drawn = category in ("edit", "what_was_it") or maker.dice.random() < 0.25
    history: list[Turn] = []
    if drawn and category not in ("edit_nothing", "surprise"):
        history.append(_try(lambda: make_turn(maker, "request", None)))
        if maker.dice.random() < 0.25:
            history.append(_try(lambda: make_turn(maker, "edit", history[0].drawn)))
    scene = history[-1].drawn if history else None
    kind = "edit" if category == "edit_nothing" else category
    return [*history, _try(lambda: make_turn(maker, kind, scene))]


def _try(make: Callable[[], Turn]) -> Turn:
    """A turn; some kinds have no held-out phrase, and another one is made."""
    while True:
        try:
            return make()
        except LookupError:
            continue


def _of_topic(category: str, topic: Topic, maker: Maker) -> list[Case]:
    cases: list[Case] = []
    seen: set[str] = set()
    phrases = list(split(topic.phrases, evaluation=True))
    maker.dice.shuffle(phrases)
    for place in range(PER_TOPIC * 3 if phrases else 0):
        text = expand(phrases[place % len(phrases)], maker.dice)
        if text in seen or len(seen) == PER_TOPIC:
            continue
        seen.add(text)
        turn = Turn(
            category, type_it(text, maker.dice, slips=0), Answer(topic.answer), topic=topic.name
        )
        cases.append(_case(f"{category}", len(cases), [turn]))
    return cases


def _case(category: str, place: int, turns: list[Turn]) -> Case:
    last = turns[-1]
    messages: list[dict[str, str]] = []
    for turn in turns:
        typed = turn.user[:1].upper() + turn.user[1:] if place % 2 else turn.user
        messages.append({"role": "user", "content": typed})
        messages.append({"role": "assistant", "content": turn.answer.text})
    accepts = list(ACCEPTS.get(category, []))
    if category in ("product", "small_talk"):
        accepts = [next(t.accepts for t in (*PRODUCT, *SMALL_TALK) if t.name == last.topic)]
    name = f"{category}-{last.topic}" if category in ("product", "small_talk") else category
    return {
        "id": f"{name}-{place}",
        "category": category,
        "topic": last.topic,
        "messages": messages[:-1],
        "wants_picture": bool(last.answer.block),
        "block": last.answer.block or None,
        "stated": last.stated,
        "accepts": accepts,
        "out_of_scope": category == "out_of_scope",
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    document = {"facts": facts(), "cases": all_cases()}
    text = json.dumps(document, indent=2, ensure_ascii=False)
    options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
