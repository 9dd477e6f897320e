"""What to tell of an error of the engine's."""

from __future__ import annotations

# How libraries say that they got no memory; threads need some too.
_NO_MEMORY = (
    "bad_alloc",
    "can't alloc",
    "cannot allocate memory",
    "failed to allocate",
    "failed to map",
    "out of memory",
    "resource temporarily unavailable",
)


def failure_message(what: str, error: Exception) -> str:
    """A sentence: `what` could not be done, and why; want of memory is called by its name."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    reason = lines[-1][:300] if lines else type(error).__name__
    if is_out_of_memory(error):
        return f"{what}: the machine has too little memory ({reason})."
    return f"{what}: {reason}"


def is_out_of_memory(error: Exception) -> bool:
    said = str(error).lower()
    return isinstance(error, MemoryError) or any(sign in said for sign in _NO_MEMORY)
