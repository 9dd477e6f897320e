"""Text out of tokens as they come, whole characters only."""

from __future__ import annotations

# A character of four bytes may be spread over as many tokens; what is still broken after that
# never was a character.
_MAX_HELD_TOKENS = 4
_BROKEN = "\ufffd"


class Detokenizer:
    """Decodes a sliding window, as a token's text may depend on the one before it.

    Per step the caller decodes `windows()` (of many sequences at once) and passes the texts back.
    Bytes that form no character are left out.
    """

    def __init__(self) -> None:
        self._tokens: list[int] = []
        self._shown = 0

    def push(self, tokens: list[int]) -> None:
        self._tokens += tokens

    def windows(self) -> tuple[list[int], list[int]]:
        """Tokens whose text is out already, and the same with the new ones behind them."""
        return self._tokens[: self._shown], self._tokens

    def advance(self, before: str, after: str, *, final: bool) -> str:
        """The new text, or nothing while it may be half a character."""
        held = len(self._tokens) - self._shown
        if after.endswith(_BROKEN) and not final and held < _MAX_HELD_TOKENS:
            return ""
        # Only the last window is ever needed again.
        del self._tokens[: self._shown]
        self._shown = len(self._tokens)
        return after[len(before) :].replace(_BROKEN, "")
