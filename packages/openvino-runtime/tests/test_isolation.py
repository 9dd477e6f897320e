"""The process can't reach the network, whatever is tried from inside."""

import subprocess
import sys

import pytest
from conftest import ROOT

ATTEMPTS = {
    "python": "import socket; socket.socket()",
    "libc": (
        "import ctypes, os; libc = ctypes.CDLL(None, use_errno=True)\n"
        "if libc.socket(2, 1, 0) < 0: raise PermissionError(ctypes.get_errno())"
    ),
    "raw system call": (
        "import ctypes, platform; libc = ctypes.CDLL(None, use_errno=True)\n"
        "number = {'x86_64': 41, 'aarch64': 198}[platform.machine()]\n"
        "if libc.syscall(number, 10, 1, 0) < 0: raise PermissionError(ctypes.get_errno())"
    ),
    "io_uring": (
        "import ctypes; libc = ctypes.CDLL(None, use_errno=True)\n"
        "if libc.syscall(425, 1, 0) < 0 and ctypes.get_errno() == 13: raise PermissionError(13)"
    ),
    "unix socket": "import socket; socket.socket(socket.AF_UNIX)",
    "a thread": (
        "import socket, threading; failed = []\n"
        "def run():\n"
        "    try: socket.socket()\n"
        "    except PermissionError: failed.append(1)\n"
        "thread = threading.Thread(target=run); thread.start(); thread.join()\n"
        "if failed: raise PermissionError(13)"
    ),
    "a child": (
        "import subprocess, sys\n"
        "code = 'import socket; socket.socket()'\n"
        "if subprocess.run([sys.executable, '-c', code]).returncode: raise PermissionError(13)"
    ),
}


def run(code):
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's filter is Linux's")
@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_kernel_refuses(attempt):
    block = "from atelier_runtime.isolation import block_network\n"
    result = run(f"{block}assert block_network() == 'kernel'\n{ATTEMPTS[attempt]}")
    assert "PermissionError" in result.stderr


@pytest.mark.parametrize("attempt", ["python", "libc", "raw system call", "a thread", "a child"])
def test_the_attempts_succeed_without_the_filter(attempt):
    assert run(ATTEMPTS[attempt]).returncode == 0


def test_where_the_kernel_can_not_python_refuses():
    patch = "import sys, atelier_runtime.isolation as i; i._MACHINES = {}\n"
    result = run(f"{patch}assert i.block_network() == 'audit-hook'\n{ATTEMPTS['python']}")
    assert "PermissionError" in result.stderr
