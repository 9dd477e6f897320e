"""The loop of a text runtime: take requests, step, say what was written."""

from __future__ import annotations

import time

import openvino_genai as genai

from atelier_runtime.channel import Channel, LoadBeats
from atelier_runtime.messages import Message
from atelier_runtime.schema import HEARTBEAT_S, check_command
from atelier_runtime.text.batch import Batch
from atelier_runtime.text.pipeline import TextModel, open_text_model

# Requests that come together should be read together: alone, the first one costs a step of its own.
_COMPANY_S = 0.002
_MAX_BREATHS = 10
_GAUGES_S = 1.0


def serve_text(channel: Channel, load: Message) -> None:
    with LoadBeats(channel):
        channel.send({"type": "loading", "stage": "compiling"})
        model = open_text_model(load)
        channel.send({"type": "loading", "stage": "warming-up"})
        _warm_up(model)
    channel.send(
        {
            "type": "ready",
            "info": {
                "device": load["device"],
                "precision": model.precision,
                "engineVersion": genai.get_version(),
                "contextTokens": model.context_tokens,
            },
        }
    )
    _loop(channel, Batch(model))


def _loop(channel: Channel, batch: Batch) -> None:
    told_at = 0.0
    while True:
        _take_commands(channel, batch)
        if batch.busy:
            batch.step()
        items = batch.take_items()
        if items:
            channel.send({"type": "text", "items": items})
        # Also while it writes and needs no heartbeat: that is when the gauges matter.
        if time.monotonic() - told_at >= _GAUGES_S:
            told_at = time.monotonic()
            channel.send({"type": "heartbeat", "gauges": batch.gauges()})
        else:
            channel.beat({"type": "heartbeat"})


def _take_commands(channel: Channel, batch: Batch) -> None:
    """Everything that has come; on an idle engine also what comes in the same breath."""
    arrivals: list[tuple[int, Message]] = []
    wait_s = 0.0 if batch.busy else HEARTBEAT_S
    for _ in range(1 if batch.busy else _MAX_BREATHS):
        known = len(arrivals)
        for message in channel.receive(wait_s):
            command = check_command(message)
            if command["type"] == "generate":
                arrivals.append((command["id"], command["request"]))
            elif command["type"] == "cancel":
                batch.add(arrivals)
                arrivals = []
                known = 0
                batch.cancel(command["id"])
        if len(arrivals) == known:
            break
        wait_s = _COMPANY_S
    batch.add(arrivals)


def _warm_up(model: TextModel) -> None:
    """The engine builds its kernels with the first requests; alone and in company they differ."""
    batch = Batch(model)
    request = {
        "messages": [{"role": "user", "content": "Hello, what can you do? " * 4}],
        "maxTokens": 4,
        "temperature": 0,
        "topP": 1,
        "topK": 0,
        "repetitionPenalty": 1,
        "presencePenalty": 0,
        "frequencyPenalty": 0,
        "stop": [],
    }
    for size in (1, 4):
        batch.add([(identity, request) for identity in range(1, size + 1)])
        while batch.busy:
            batch.step()
            batch.take_items()
