"""The process as its driver sees it, before and without a model."""

import os
import struct
import subprocess
import sys

import fastjsonschema
import pytest
from conftest import ROOT, load_command

from atelier_runtime.channel import Channel
from atelier_runtime.frames import FrameDecoder, FrameError, encode_frame
from atelier_runtime.schema import event_schema


def test_greets_with_its_protocol_and_off_the_network(start):
    hello = start().next()
    fastjsonschema.compile(event_schema())(hello)
    assert hello["type"] == "hello"
    assert hello["network"] == "kernel"


def test_refuses_another_protocol_in_words(start):
    runtime = start()
    runtime.send(load_command(protocol=99, role="text", path="/nowhere"))
    error = runtime.until("fatal")["error"]
    assert error["code"] == "CANNOT_START"
    assert "protocol 99" in error["message"]
    assert runtime.process.wait(10) == 2


@pytest.mark.parametrize(
    "command",
    [
        {"type": "unknown"},
        {"type": "load", "protocol": 1},
        {"type": "cancel", "id": 1},
        load_command(role="text", path="/x", unknown=1),
        load_command(role="text", path=""),
    ],
)
def test_refuses_commands_that_break_the_schema(start, command):
    runtime = start()
    runtime.send(command)
    assert runtime.until("fatal")["error"]["code"] == "INVALID_INPUT"


def test_refuses_frames_over_the_limit_and_garbage(start):
    for raw in (struct.pack(">I", 1 << 31), struct.pack(">I", 1) + b"\xc1"):
        runtime = start()
        runtime.process.stdin.write(raw)
        runtime.process.stdin.flush()
        assert runtime.until("fatal")["error"]["code"] == "INVALID_INPUT"


def test_names_a_model_that_is_not_there(start):
    for role in ("text", "image"):
        runtime = start()
        runtime.send(load_command(role=role, path="/nowhere"))
        assert runtime.until("fatal")["error"]["code"] == "MODEL_MISSING"


def test_ends_when_its_driver_leaves(start):
    runtime = start()
    runtime.next()
    runtime.process.stdin.close()
    assert runtime.process.wait(10) == 0


def test_ends_when_its_driver_dies():
    script = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-m', 'atelier_runtime'],"
        " stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "child.stdout.read(8)\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    driver = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    pid = int(driver.stdout.readline())
    driver.kill()
    driver.communicate()
    for _ in range(100):
        try:
            with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123
                if ") Z " in stat.read():
                    return
        except FileNotFoundError:
            return
        subprocess.run(["sleep", "0.05"], check=True)
    os.kill(pid, 9)
    raise AssertionError("The runtime outlived its driver.")


def test_keeps_what_native_code_prints_out_of_the_protocol(start):
    script = (
        "import os, atelier_runtime.main as m\n"
        "channel = m._take_over_pipes()\n"
        "os.write(1, b'printed by a library')\n"
        "channel.send({'type': 'heartbeat'})\n"
    )
    runtime = start("-c", script)
    assert os.read(runtime.process.stdout.fileno(), 100) == encode_frame({"type": "heartbeat"})
    assert "printed by a library" in runtime.log()


def test_frames_are_cut_the_same_wherever_the_stream_is_cut():
    messages = [{"a": 1}, {"text": "ñ🐱", "bytes": b"\x00\xff"}, {}]
    stream = b"".join(encode_frame(message) for message in messages)
    for size in range(1, len(stream) + 1):
        decoder = FrameDecoder(1000)
        cut = []
        for at in range(0, len(stream), size):
            cut += decoder.push(stream[at : at + size])
        assert cut == messages


def test_a_long_frame_is_refused_before_it_has_come():
    with pytest.raises(FrameError):
        list(FrameDecoder(10).push(struct.pack(">I", 11)))


def test_a_channel_gives_what_has_come_and_does_not_wait_for_more():
    read_fd, write_fd = os.pipe()
    os.write(write_fd, encode_frame({"n": 1}) + encode_frame({"n": 2}) + b"\x00")
    assert list(Channel(read_fd, write_fd).receive(0.0)) == [{"n": 1}, {"n": 2}]
    os.close(read_fd)
    os.close(write_fd)
