"""Stopping a child of this process at its n-th call of the system, by Linux's ptrace(2).

A process that is killed after a random time is nearly always waiting for the disk, when all that
it wrote in one go is written. Counted in calls, moments between two writes come up as often as any.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_TRACE_ME, _SYSCALL = 0, 24


def may_trace() -> bool:
    """Whether this system lets a process trace its child."""
    if not sys.platform.startswith("linux"):
        return False
    child = os.fork()
    if child == 0:
        os._exit(0 if _ptrace(_TRACE_ME, 0) == 0 else 1)
    return os.waitpid(child, 0)[1] == 0


def wait_to_be_traced() -> None:
    """In the child: stop until the parent lets it go from call to call."""
    _ptrace(_TRACE_ME, 0)
    os.kill(os.getpid(), signal.SIGSTOP)


def run_calls(child: int, count: int) -> None:
    """In the parent: let the child run until it has entered or left the system ``count`` times."""
    for _ in range(count):
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            raise ChildProcessError(f"The child ended by itself ({status}).")
        _ptrace(_SYSCALL, child)
    os.waitpid(child, 0)


def _ptrace(request: int, process: int) -> int:
    library = ctypes.CDLL(None, use_errno=True)
    library.ptrace.restype = ctypes.c_long
    library.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    return int(library.ptrace(request, process, None, None))
