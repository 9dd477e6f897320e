"""Starts the real runtime and speaks with it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from atelier_runtime.frames import FrameDecoder, encode_frame
from atelier_runtime.schema import MAX_FRAME_BYTES, PROTOCOL

ROOT = Path(__file__).parent.parent


class Runtime:
    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, *(arguments or ("-m", "atelier_runtime"))],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._decoder = FrameDecoder(MAX_FRAME_BYTES)
        self._messages = []

    def send(self, message):
        self.process.stdin.write(encode_frame(message))
        self.process.stdin.flush()

    def next(self):
        """The next event but heartbeats; `None` at the end of the stream."""
        while True:
            while self._messages:
                message = self._messages.pop(0)
                if message["type"] != "heartbeat":
                    return message
            chunk = os.read(self.process.stdout.fileno(), 1 << 20)
            if not chunk:
                return None
            self._messages += self._decoder.push(chunk)

    def until(self, kind):
        while (message := self.next()) is not None:
            if message["type"] == kind:
                return message
        raise AssertionError(f"The runtime ended before {kind}: {self.log()}")

    def load(self, **model):
        self.send(load_command(**model))
        return self.until("ready")

    def log(self):
        self.process.wait(30)
        return self.process.stderr.read().decode()


def load_command(protocol=PROTOCOL, **model):
    defaults = {"device": "CPU", "niceness": 0, "adapters": [], "exact": True}
    if model.get("role") == "text":
        defaults |= {"kvCacheBytes": 1 << 24, "maxSequences": 256}
    return {"type": "load", "protocol": protocol, "model": {**defaults, **model}}


@pytest.fixture
def start():
    started = []

    def start_runtime(*arguments):
        started.append(Runtime(*arguments))
        return started[-1]

    yield start_runtime
    for runtime in started:
        runtime.process.kill()
        runtime.process.wait()
        for stream in (runtime.process.stdin, runtime.process.stdout, runtime.process.stderr):
            with contextlib.suppress(BrokenPipeError):
                stream.close()
