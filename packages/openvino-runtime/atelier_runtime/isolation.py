"""Keeps this process, and every thread it starts, off the network and tied to its parent."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
import sys
from typing import Literal, NoReturn

Isolation = Literal["kernel", "audit-hook"]

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | 13  # errno EACCES
_LOAD, _JUMP_EQUAL, _JUMP_GREATER_EQUAL, _RETURN = 0x20, 0x15, 0x35, 0x06
_IO_URING_SETUP = 425
_X32_BIT = 0x40000000
# AUDIT_ARCH and the number of socket(2), from the kernel's headers.
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}


def block_network() -> Isolation:
    """Makes the kernel refuse every new socket, for good: no setting can undo it.

    `socketpair` stays, as it reaches nobody else; io_uring goes, as it could open sockets past the
    filter. Where the kernel can't (not Linux), Python's own sockets are refused, and the answer
    says so.
    """
    if sys.platform == "linux" and platform.machine() in _MACHINES and _install_filter():
        return "kernel"
    sys.addaudithook(_refuse_sockets)
    return "audit-hook"


def die_with_parent() -> None:
    """Asks for SIGKILL when the driver dies, also when it had no time to close the pipe."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _install_filter() -> bool:
    audit_arch, socket_number = _MACHINES[platform.machine()]
    program = [
        (_LOAD, 0, 0, 4),  # the caller's architecture
        (_JUMP_EQUAL, 0, 5, audit_arch),
        (_LOAD, 0, 0, 0),  # the call's number
        (_JUMP_GREATER_EQUAL, 3, 0, _X32_BIT),
        (_JUMP_EQUAL, 2, 0, socket_number),
        (_JUMP_EQUAL, 1, 0, _IO_URING_SETUP),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HL", len(program), ctypes.addressof(buffer))
    if _prctl(_PR_SET_NO_NEW_PRIVS, 1) != 0:
        return False
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header) == 0


def _prctl(option: int, *arguments: int | bytes) -> int:
    values = [
        ctypes.c_char_p(value) if isinstance(value, bytes) else ctypes.c_ulong(value)
        for value in arguments
    ]
    padding = [ctypes.c_ulong(0)] * (4 - len(values))
    result: int = ctypes.CDLL(None, use_errno=True).prctl(option, *values, *padding)
    return result


def _refuse_sockets(event: str, _: object) -> None:
    if event.startswith("socket.") and event != "socket.gethostname":
        _refuse()


def _refuse() -> NoReturn:
    raise PermissionError("The runtime has no network.")
