"""Pieces of the EBNF that the engine's grammar compiler reads."""

from __future__ import annotations

from atelier_runtime.messages import RefusedError

MAX_GRAMMAR = 200_000


def unsupported(what: str) -> RefusedError:
    return RefusedError("INVALID_INPUT", f"The output form uses {what}, which is not supported.")


def literal(value: str) -> str:
    """A quoted terminal."""
    return '"' + "".join(_escape(char, '"\\') for char in value) + '"' if value else '""'


def char_class(ranges: list[tuple[int, int]], *, negated: bool = False) -> str:
    """A class of code points, both ends included."""
    inside = "".join(
        _code(low) if low == high else f"{_code(low)}-{_code(high)}" for low, high in ranges
    )
    return f"[{'^' if negated else ''}{inside}]"


def bounded(grammar: str) -> str:
    if len(grammar) > MAX_GRAMMAR:
        raise unsupported("more rules than can be compiled")
    return grammar


def _escape(char: str, special: str) -> str:
    if char in special:
        return "\\" + char
    return char if " " <= char <= "~" else _code(ord(char))


def _code(code: int) -> str:
    char = chr(code)
    if char.isascii() and char.isalnum():
        return char
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
