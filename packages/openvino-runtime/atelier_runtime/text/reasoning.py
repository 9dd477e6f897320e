"""Keeps `<think>…</think>` at the beginning of an answer apart from the answer."""

from __future__ import annotations

from atelier_runtime.text.stop_filter import StopFilter

OPEN, CLOSE = "<think>", "</think>"


class ReasoningSplitter:
    """`opened` when the chat template has already written the opening tag."""

    def __init__(self, *, opened: bool) -> None:
        self._state = "thinking" if opened else "beginning"
        self._held = ""
        self._close = StopFilter([CLOSE])
        self._has_thought = False

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
