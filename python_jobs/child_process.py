"""A process of Python that works for another one, and ends with it."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent(parent_pid: int) -> None:
    """Let the kernel end this process when its parent has ended, however that ended.

    A parent that is killed cannot tell its children to stop. Called by the child itself, because Python code
    between fork and exec (``preexec_fn``) can deadlock in a process with threads.

    Args:
        parent_pid: who started it. If that one has ended already, so does this process, with 1.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:  # it ended before we asked
        sys.exit(1)
