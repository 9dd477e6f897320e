"""The loop of an image runtime: one picture at a time, listening at every step."""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections import deque

import openvino_genai as genai

from atelier_runtime.channel import Channel, ChannelClosedError, LoadBeats
from atelier_runtime.failure import failure_message, is_out_of_memory
from atelier_runtime.frames import FrameError
from atelier_runtime.image.drawing import draw
from atelier_runtime.image.pipelines import ImageModel, color_map_of, open_image_model
from atelier_runtime.image.preview import Previews
from atelier_runtime.messages import Message, RefusedError
from atelier_runtime.schema import HEARTBEAT_S, check_command

_MAX_WAITING = 64


def serve_images(channel: Channel, load: Message) -> None:
    with LoadBeats(channel):
        channel.send({"type": "loading", "stage": "compiling"})
        model = open_image_model(load)
        channel.send({"type": "loading", "stage": "warming-up"})
        previews = Previews(color_map_of(model))
        _warm_up(model, previews)
    channel.send(
        {
            "type": "ready",
            "info": {
                "device": load["device"],
                "precision": model.precision,
                "engineVersion": genai.get_version(),
                "sources": sorted(model.pipelines),
            },
        }
    )
    desk = Desk(channel)
    while True:
        desk.listen(HEARTBEAT_S)
        command = desk.next_drawing()
        if command is not None:
            _draw(model, command, previews, desk)


class Desk:
    """Drawings that wait, and cancels."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._waiting: deque[Message] = deque()
        self._cancelled: set[int] = set()

    def listen(self, timeout_s: float) -> None:
        self._hear(0.0 if self._waiting else timeout_s)

    def _hear(self, timeout_s: float) -> None:
        for message in self._channel.receive(timeout_s):
            command = check_command(message)
            if command["type"] == "draw":
                if len(self._waiting) >= _MAX_WAITING:
                    raise RefusedError("INVALID_INPUT", "The driver sends more than it may.")
                self._waiting.append(command)
            elif command["type"] == "cancel":
                self._cancelled.add(command["id"])
        self._channel.beat({"type": "heartbeat"})

    def next_drawing(self) -> Message | None:
        return self._waiting.popleft() if self._waiting else None

    def is_cancelled(self, identity: int, within_s: float) -> bool:
        end = time.monotonic() + within_s
        try:
            # In pieces, with a heartbeat after each.
            self._hear(min(within_s, HEARTBEAT_S))
            while identity not in self._cancelled and (left_s := end - time.monotonic()) > 0:
                self._hear(min(left_s, HEARTBEAT_S))
        except (ChannelClosedError, FrameError, RefusedError):
            # An exception must not cross the engine's native frames; nobody listens any more.
            os._exit(0)
        return identity in self._cancelled

    def say(self, identity: int, part: Message) -> None:
        try:
            self._channel.send({"type": "image", "id": identity, "part": part})
        except ChannelClosedError:
            os._exit(0)

    def done(self) -> None:
        # Ids are never used twice, and a cancel that came late concerns nobody here.
        self._cancelled &= {command["id"] for command in self._waiting}


def _draw(model: ImageModel, command: Message, previews: Previews, desk: Desk) -> None:
    identity: int = command["id"]
    try:
        draw(
            model,
            command,
            previews,
            lambda part: desk.say(identity, part),
            lambda within_s: desk.is_cancelled(identity, within_s),
        )
    except RefusedError as refused:
        desk.say(identity, {"type": "error", "error": refused.to_wire()})
    except (RuntimeError, MemoryError) as error:
        # The pipelines keep no state between pictures, so that others can still be drawn.
        traceback.print_exc()
        failed = RefusedError("ENGINE_FAILED", failure_message("The picture can't be drawn", error))
        desk.say(identity, {"type": "error", "error": failed.to_wire()})
        if is_out_of_memory(error):
            # The engine does not get over it: every later picture failed too.
            raise
    finally:
        desk.done()


def _warm_up(model: ImageModel, previews: Previews) -> None:
    settings: Message = {
        "prompt": "a warm-up",
        "negativePrompt": "",
        "width": 128,
        "height": 128,
        "steps": 1,
        "guidanceScale": 7.5,
        "seed": 0,
    }
    source = {"kind": "text-to-image"}
    command = {"settings": settings, "source": source, "previews": True}
    try:
        draw(model, command, previews, lambda _: None, lambda _: False)
    except RuntimeError as error:
        # Some models take larger pictures only; the first real one is then slower.
        print(f"warm-up was skipped: {error}", file=sys.stderr)
