"""Checks that someone's EBNF is whole: every rule is defined once, every bracket closed."""

from __future__ import annotations

import re

from atelier_runtime.messages import RefusedError
from atelier_runtime.text.grammar.rules import bounded

_TOKEN = re.compile(
    r"""\s+|\#[^\n]*
    |(?P<define>[A-Za-z_][\w-]*\s*::=)
    |(?P<name>[A-Za-z_][\w-]*)
    |(?P<text>"(?:[^"\\\n]|\\(?:["\\/nrt]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}))*")
    |(?P<class>\[\^?(?:[^\]\\\n]|\\(?:[\]\[\\^\-nrt]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}))+\])
    |(?P<repeat>[*+?]|\{\d{1,4}(?:,(?:\d{1,4})?)?\})
    |(?P<mark>[()|])""",
    re.VERBOSE,
)


def checked_ebnf(grammar: str) -> str:
    """The grammar itself. Raises RefusedError `INVALID_INPUT` saying where it breaks."""
    defined: set[str] = set()
    used: set[str] = set()
    depth, position = 0, 0
    before = "mark"
    while position < len(grammar):
        match = _TOKEN.match(grammar, position)
        if match is None:
            raise _broken(f"can't be read at character {position}")
        position = match.end()
        kind = match.lastgroup
        if kind is None:
            continue
        if kind == "define":
            name = match[0].removesuffix("::=").strip()
            if name in defined or depth != 0:
                raise _broken(f"defines {name} twice or inside brackets")
            defined.add(name)
        elif not defined:
            raise _broken("does not begin with a rule")
        elif kind == "name":
            used.add(match[0])
        elif kind == "repeat" and before in ("define", "open", "bar", "repeat"):
            raise _broken(f"repeats nothing at character {position}")
        elif kind == "mark":
            depth += {"(": 1, ")": -1, "|": 0}[match[0]]
            if depth < 0:
                raise _broken(f"closes what was not open at character {position}")
            kind = {"(": "open", ")": "close", "|": "bar"}[match[0]]
        before = kind
    if depth != 0:
        raise _broken("leaves a bracket open")
    if "root" not in defined:
        raise _broken("has no rule named root")
    if used - defined:
        raise _broken(f"does not define {min(used - defined)}")
    return bounded(grammar)


def _broken(how: str) -> RefusedError:
    return RefusedError("INVALID_INPUT", f"The output grammar {how}.")
