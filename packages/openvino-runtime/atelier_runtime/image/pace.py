"""How long the engine's callback stays to listen for a cancel."""

from __future__ import annotations

import time
from collections.abc import Callable

# Of the time to the first step, which prepares the drawing too, and compiles kernels sometimes.
_FIRST_SHARE = 0.25
_SHARE = 1.15
_SHORTER = 0.9
# A callback that comes so soon after the one before, as a share of a step, had been waiting.
_AT_ONCE = 0.05


class Pace:
    """Knows about how long the step takes that is computed while a callback runs.

    The engine calls back from a thread of its own, goes on with the next step meanwhile, and looks
    only between two steps whether a callback has said stop. So a callback stays until about the end
    of the step under way: a cancel that it hears by then stops the drawing there, and not a whole
    step later. It may stay a little too long, since the next one waits for it; the times between
    callbacks then tell less, and it stays ever shorter until they tell again.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._came = now()
        self._left: float | None = None
        self._stay = 0.0

    def came(self, steps_left: int) -> float:
        """To be called as a callback begins; tells for how many seconds it may stay."""
        now = self._now()
        step = now - self._came
        if self._left is None:
            self._stay = _FIRST_SHARE * step
        elif now - self._left < _AT_ONCE * step:
            self._stay *= _SHORTER
        else:
            self._stay = _SHARE * step
        self._came = now
        # One that stays too long at the end would hold up the picture.
        return self._stay if steps_left > 2 else 0.0

    def left(self) -> None:
        """To be called as a callback ends."""
        self._left = self._now()
