"""A process that must not outlive the one that started it."""

import ctypes
import os
import signal
import sys

VARIABLE = "TETTPAA_PARENT"
"""The process number of the one that started us, if we are to end with it."""

_PR_SET_PDEATHSIG = 1


def tie(parent: int | None = None) -> None:
    """Get SIGTERM when ``parent`` (or the process that ``$TETTPAA_PARENT`` names) dies; without one, nothing.

    Linux only; elsewhere the parent must end us itself. Linux tells of the parent's *thread* that started us.
    SystemExit if the parent is gone already.
    """
    parent = parent or int(os.environ.pop(VARIABLE, 0))
    if not parent or sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:  # it died before we asked to be told
        raise SystemExit(1)
