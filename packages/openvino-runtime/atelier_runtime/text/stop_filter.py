"""Ends an answer at a stop string, and never shows the beginning of one too early."""

from __future__ import annotations


class StopFilter:
    def __init__(self, stops: list[str]) -> None:
        self._stops = stops
        # Not shown yet, as it may be the beginning of a stop string.
        self.pending = ""
        self.stopped = False

    def push(self, text: str) -> str:
        """What may be shown by now. Sets `stopped` at a stop string; text after it is dropped."""
        if self.stopped:
            return ""
        if not self._stops:
            return text
        self.pending += text
        places = [place for stop in self._stops if (place := self.pending.find(stop)) >= 0]
        if places:
            self.stopped = True
            shown, self.pending = self.pending[: min(places)], ""
            return shown
        keep = max(_overlap(self.pending, stop) for stop in self._stops)
        shown = self.pending[: len(self.pending) - keep]
        self.pending = self.pending[len(self.pending) - keep :]
        return shown

    def rest(self) -> str:
        rest, self.pending = self.pending, ""
        return rest


def _overlap(text: str, stop: str) -> int:
    """Length of the longest beginning of `stop` that `text` ends with."""
    for length in range(min(len(stop) - 1, len(text)), 0, -1):
        if text.endswith(stop[:length]):
            return length
    return 0
