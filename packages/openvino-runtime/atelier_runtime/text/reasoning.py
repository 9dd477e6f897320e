"""Keeps `<think>…</think>` at the beginning of an answer apart from the answer."""

from __future__ import annotations

from atelier_runtime.text.stop_filter import StopFilter

OPEN, CLOSE = "<think>", "</think>"
_EMPTY = f"{OPEN}\n\n{CLOSE}\n\n"
# What ends a reasoning that has become too long.
CLOSING = f"\n{CLOSE}\n\n"


def without_reasoning(text: str, template: str) -> str:
    """A prompt that ends with an empty block of reasoning, so that the answer comes next.

    A template that knows no reasoning leaves the prompt as it is.
    """
    end = text.rstrip()
    if end.endswith(CLOSE):
        return text
    if end.endswith(OPEN):
        return end.removesuffix(OPEN) + _EMPTY
    return text + _EMPTY if CLOSE in template or OPEN in template else text


class ReasoningSplitter:
    """`opened` when the chat template has already written the opening tag."""

    def __init__(self, *, opened: bool) -> None:
        self._state = "thinking" if opened else "beginning"
        self._held = ""
        self._close = StopFilter([CLOSE])
        self._has_thought = False

    @property
    def thinking(self) -> bool:
        return self._state == "thinking"

    @property
    def may_be_closing(self) -> bool:
        """What came last may be the beginning of the closing tag."""
        return self._close.pending != ""

    def close(self) -> None:
        """The reasoning was ended from outside; what comes next is the answer."""
        self._state = "thought"

    def push(self, text: str) -> tuple[str, str]:
        """New reasoning and new answer."""
        if self._state == "beginning":
            text = self._begin(text)
        if self._state == "thinking":
            return self._think(text)
        if self._state == "thought":
            text = text.lstrip("\n")
            self._state = "answering" if text else "thought"
        return "", text if self._state == "answering" else ""

    def rest(self) -> tuple[str, str]:
        if self._state == "thinking":
            return self._close.rest(), ""
        rest, self._held = self._held, ""
        return "", rest

    def _begin(self, text: str) -> str:
        self._held += text
        start = self._held.lstrip()
        if start.startswith(OPEN):
            self._state = "thinking"
            self._held = ""
            return start.removeprefix(OPEN)
        if OPEN.startswith(start):
            return ""
        self._state = "answering"
        held, self._held = self._held, ""
        return held

    def _think(self, text: str) -> tuple[str, str]:
        whole = self._close.pending + text
        reasoning = self._close.push(text)
        if not self._has_thought:
            reasoning = reasoning.lstrip("\n")
            self._has_thought = reasoning != ""
        if not self._close.stopped:
            return reasoning, ""
        self._state = "thought"
        return reasoning, self.push(whole.partition(CLOSE)[2])[1]
