"""Text out of tokens as they come, whole characters only."""

from __future__ import annotations

# Longer than any character is spread over tokens: what is still broken then never was one.
_MAX_HELD_TOKENS = 64
_BROKEN = "\ufffd"


class Detokenizer:
    """Decodes a sliding window, as a token's text may depend on the one before it.

    Per step the caller decodes `windows()` (of many sequences at once) and passes the texts back.
    Bytes that form no character are left out.
    """

    def __init__(self) -> None:
        self._tokens: list[int] = []
        self._shown = 0
        # Characters behind the shown tokens that are out although their window is still open.
        self._ahead = 0

    def push(self, tokens: list[int]) -> None:
        self._tokens += tokens

    def windows(self) -> tuple[list[int], list[int]]:
        """Tokens whose text is out already, and the same with the new ones behind them."""
        return self._tokens[: self._shown], self._tokens

    def advance(self, before: str, after: str, *, final: bool) -> str:
        """The new text, without an end that may be half a character."""
        text = after[len(before) :]
        whole = text if final else text.rstrip(_BROKEN)
        new = whole[self._ahead :].replace(_BROKEN, "")
        if whole == text or len(self._tokens) - self._shown > _MAX_HELD_TOKENS:
            # Only the last window is ever needed again.
            del self._tokens[: self._shown]
            self._shown, self._ahead = len(self._tokens), 0
        else:
            self._ahead = len(whole)
        return new
