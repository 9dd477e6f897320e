"""Runs a command where nothing but this machine can be reached: `loopback_only.py COMMAND …`.

To be started in a new network namespace, for instance by `unshare -n`: brings its loopback up, sees
that there is no way out, and becomes the command.
"""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import struct
import sys

SIOCSIFFLAGS = 0x8914
IFF_UP = 0x1
# Reserved for documentation: whoever can reach it has a route to anywhere.
ELSEWHERE = ("192.0.2.1", 80)


def main() -> None:
    """The command line."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP))
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as away:
        away.settimeout(2)
        reason = away.connect_ex(ELSEWHERE)
    if reason != errno.ENETUNREACH:
        sys.exit(f"The network is still there: {os.strerror(reason)}")
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
