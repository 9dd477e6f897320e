"""Messages as they lie in frames. The schema says what they look like."""

from __future__ import annotations

from typing import Any

Message = dict[str, Any]


class RefusedError(Exception):
    """A request that can't be served; `code` is one of Atelier's stable error codes."""

    def __init__(self, code: str, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retryable = retryable

    def to_wire(self) -> Message:
        return {
            "code": self.code,
            "message": self.message[:2000],
            "retryable": self.retryable,
        }
