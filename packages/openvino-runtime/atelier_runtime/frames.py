"""Frames: 4 bytes of length, big-endian, then one msgpack map."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import msgpack

from atelier_runtime.messages import Message

_LENGTH = struct.Struct(">I")


class FrameError(Exception):
    """The other side broke the framing; nothing after it can be trusted."""


def encode_frame(message: Message) -> bytes:
    body: bytes = msgpack.packb(message, use_bin_type=True)
    return _LENGTH.pack(len(body)) + body


class FrameDecoder:
    """Cuts a byte stream into messages. Holds one unfinished frame at most."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._pending = bytearray()

    def push(self, chunk: bytes) -> Iterator[object]:
        self._pending += chunk
        while len(self._pending) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._pending)
            if length > self._max_bytes:
                raise FrameError(f"A frame of {length} bytes is over the limit.")
            end = _LENGTH.size + length
            if len(self._pending) < end:
                return
            body = bytes(self._pending[_LENGTH.size : end])
            del self._pending[:end]
            try:
                yield msgpack.unpackb(body, raw=False, strict_map_key=True, max_ext_len=0)
            except (ValueError, msgpack.UnpackException) as error:
                raise FrameError("A frame is not msgpack.") from error
