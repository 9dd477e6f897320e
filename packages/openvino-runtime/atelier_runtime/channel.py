"""The pipe to the driver: one thread reads it, any may write."""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Iterator

from atelier_runtime.frames import FrameDecoder, encode_frame
from atelier_runtime.messages import Message
from atelier_runtime.schema import HEARTBEAT_S, MAX_FRAME_BYTES

_READ_BYTES = 1 << 20


class ChannelClosedError(Exception):
    """The driver is gone."""


class Channel:
    def __init__(self, read_fd: int, write_fd: int) -> None:
        self._read_fd = read_fd
        self._write_fd = write_fd
        self._decoder = FrameDecoder(MAX_FRAME_BYTES)
        self._lock = threading.Lock()
        self._last_sent = 0.0

    def receive(self, timeout_s: float) -> Iterator[object]:
        """Messages that have come; waits `timeout_s` for the first bytes.

        Raises ChannelClosedError at the end of the stream, FrameError on garbage.
        """
        while True:
            readable, _, _ = select.select([self._read_fd], [], [], timeout_s)
            if not readable:
                return
            chunk = os.read(self._read_fd, _READ_BYTES)
            if not chunk:
                raise ChannelClosedError
            yield from self._decoder.push(chunk)
            timeout_s = 0.0

    def send(self, message: Message) -> None:
        """Waits while the pipe is full: that is what slows this side down to the driver's pace."""
        frame = memoryview(encode_frame(message))
        with self._lock:
            try:
                while frame:
                    frame = frame[os.write(self._write_fd, frame) :]
            except BrokenPipeError:
                raise ChannelClosedError from None
            self._last_sent = time.monotonic()

    def beat(self, message: Message) -> None:
        """Sends a heartbeat when nothing has been said for a while."""
        if time.monotonic() - self._last_sent >= HEARTBEAT_S / 2:
            self.send(message)


class LoadBeats:
    """Heartbeats from the side while the main thread loads a model; for that time only."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="load-beats", daemon=True)

    def _run(self) -> None:
        while not self._done.wait(HEARTBEAT_S):
            try:
                self._channel.beat({"type": "heartbeat"})
            except ChannelClosedError:
                # Nobody waits for this model any more.
                os._exit(0)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
