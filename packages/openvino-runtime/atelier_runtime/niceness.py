"""Lets other processes go first."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def give_way(niceness: int) -> None:
    """`niceness`, 0 to 19, is added to that of this process and of its session."""
    if niceness == 0:
        return
    os.nice(niceness)
    # Linux may share the processor between sessions first (sched_autogroup), and then niceness
    # counts within one only. A driver gives its runtime a session of its own.
    if os.getsid(0) == os.getpid():
        with contextlib.suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(niceness))
