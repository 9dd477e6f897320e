"""Takes over the pipes, greets the driver, loads the one model, serves until the driver leaves."""

from __future__ import annotations

import os
import sys
import traceback

from atelier_runtime.channel import Channel, ChannelClosedError
from atelier_runtime.failure import failure_message
from atelier_runtime.frames import FrameError
from atelier_runtime.isolation import block_network, die_with_parent
from atelier_runtime.messages import Message, RefusedError
from atelier_runtime.niceness import give_way
from atelier_runtime.schema import PROTOCOL, check_command

EXIT_DONE = 0
EXIT_FAILED = 1
EXIT_REFUSED = 2


def main() -> int:
    channel = _take_over_pipes()
    die_with_parent()
    network = block_network()
    try:
        channel.send(
            {"type": "hello", "protocol": PROTOCOL, "pid": os.getpid(), "network": network}
        )
        _serve(channel, _await_load(channel))
    except ChannelClosedError:
        return EXIT_DONE
    except RefusedError as refused:
        return _say_fatal(channel, refused, EXIT_REFUSED)
    except FrameError as error:
        return _say_fatal(channel, RefusedError("INVALID_INPUT", str(error)), EXIT_REFUSED)
    except Exception as error:
        traceback.print_exc()
        message = failure_message("The engine failed", error)
        return _say_fatal(channel, RefusedError("ENGINE_FAILED", message), EXIT_FAILED)
    return EXIT_DONE


def _take_over_pipes() -> Channel:
    # Native libraries print to file descriptor 1; from here on that is the log.
    channel = Channel(os.dup(0), os.dup(1))
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return channel


def _await_load(channel: Channel) -> Message:
    while True:
        for message in channel.receive(1.0):
            command = check_command(message)
            if command["type"] != "load":
                raise RefusedError("INVALID_INPUT", "The first command has to be load.")
            if command["protocol"] != PROTOCOL:
                raise RefusedError(
                    "CANNOT_START",
                    f"The driver speaks protocol {command['protocol']} and the runtime {PROTOCOL}: "
                    "install the same version of both.",
                )
            model: Message = command["model"]
            return model


def _serve(channel: Channel, model: Message) -> None:
    give_way(model["niceness"])
    channel.send({"type": "loading", "stage": "importing"})
    # OpenVINO is imported here, not at the top, so that a broken install is reported as a frame.
    if model["role"] == "text":
        # A second cache of kernels, of 1,024, under the one that text/pipeline.py bounds.
        os.environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"] = "0"
        from atelier_runtime.text.serve import serve_text

        serve_text(channel, model)
        return
    from atelier_runtime.image.serve import serve_images

    serve_images(channel, model)


def _say_fatal(channel: Channel, refused: RefusedError, code: int) -> int:
    print(f"fatal: {refused.message}", file=sys.stderr, flush=True)
    try:
        channel.send({"type": "fatal", "error": refused.to_wire()})
    except ChannelClosedError:
        return EXIT_DONE
    return code
