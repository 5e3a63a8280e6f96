"""A process of our own beside this one, for what is slow to import, large, or may not outlive a fault."""

from __future__ import annotations

import socket
import subprocess
import sys
from multiprocessing.connection import Connection


def start_apart(module: str) -> tuple[subprocess.Popen[bytes], Connection]:
    """Run `python -m MODULE DESCRIPTOR`, which answers on the socket of that descriptor; gives it and our end.

    A socket, since it closes with this process however that ends; a group of its own, since Ctrl-C is for us.
    """
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", module, str(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            process_group=0,
        )
    return process, Connection(ours.detach())
