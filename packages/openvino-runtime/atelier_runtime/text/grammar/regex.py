"""A regular expression as EBNF. It has to match the whole answer."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from typing import Any

from atelier_runtime.messages import RefusedError
from atelier_runtime.text.grammar.rules import bounded, char_class, literal, unsupported

if sys.version_info >= (3, 11):
    from re import _constants as codes  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
else:
    import sre_constants as codes
    import sre_parse as parser

_MAX_REPEAT = 2000
_MAX_DEPTH = 40
_CATEGORIES: dict[Any, list[tuple[int, int]]] = {
    codes.CATEGORY_DIGIT: [(0x30, 0x39)],
    codes.CATEGORY_WORD: [(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)],
    codes.CATEGORY_SPACE: [(0x09, 0x0D), (0x20, 0x20)],
}


def regex_grammar(pattern: str) -> str:
    """Raises RefusedError `INVALID_INPUT` for syntax errors, look-around, back references."""
    try:
        tree = parser.parse(pattern)
    except (re.error, RecursionError, OverflowError):
        raise RefusedError(
            "INVALID_INPUT", "The output pattern is no regular expression."
        ) from None
    if tree.state.flags & ~re.UNICODE:
        raise unsupported("flags in a pattern")
    items: list[tuple[Any, Any]] = list(tree.data)
    if items and items[0] == (codes.AT, codes.AT_BEGINNING):
        items = items[1:]
    if items and items[-1] == (codes.AT, codes.AT_END):
        items = items[:-1]
    return bounded(f"root ::= {_sequence(items, 0)}\n")


def _sequence(items: Iterable[tuple[Any, Any]], depth: int) -> str:
    return " ".join(_item(code, value, depth) for code, value in items) or '""'


def _item(code: Any, value: Any, depth: int) -> str:
    if depth > _MAX_DEPTH:
        raise unsupported("a pattern nested this deep")
    if code is codes.LITERAL:
        return literal(chr(value))
    if code is codes.NOT_LITERAL:
        return char_class([(value, value)], negated=True)
    if code is codes.ANY:
        return char_class([(0x0A, 0x0A)], negated=True)
    if code is codes.IN:
        return _class(value)
    if code is codes.BRANCH:
        return f"({' | '.join(_sequence(one, depth + 1) for one in value[1])})"
    if code is codes.SUBPATTERN and not value[1] and not value[2]:
        return f"({_sequence(value[3], depth + 1)})"
    if code is codes.MAX_REPEAT:
        return _repeat(value, depth)
    raise unsupported(f"{str(code).lower()} in a pattern")


def _repeat(value: Any, depth: int) -> str:
    low, high, inner = value
    once = f"({_sequence(inner, depth + 1)})"
    if high is codes.MAXREPEAT:
        if low > _MAX_REPEAT:
            raise unsupported("more repetitions than can be compiled")
        return f"{once}{{{low},}}" if low > 1 else once + ("*" if low == 0 else "+")
    if high > _MAX_REPEAT:
        raise unsupported("more repetitions than can be compiled")
    return f"{once}{{{low},{high}}}"


def _class(items: list[tuple[Any, Any]]) -> str:
    ranges: list[tuple[int, int]] = []
    negated = False
    for code, value in items:
        if code is codes.NEGATE:
            negated = True
        elif code is codes.LITERAL:
            ranges.append((value, value))
        elif code is codes.RANGE:
            ranges.append(value)
        elif code is codes.CATEGORY and value in _CATEGORIES:
            ranges += _CATEGORIES[value]
        elif code is codes.CATEGORY and len(items) == 1:
            # \D, \W and \S stand alone here; the categories' names are alike but for NOT_.
            name = str(value).replace("CATEGORY_NOT_", "CATEGORY_")
            return char_class(_CATEGORIES[getattr(codes, name)], negated=True)
        else:
            raise unsupported(f"{str(code).lower()} in a class")
    return char_class(ranges, negated=negated)
