"""Becomes a program that the kernel kills when the process that started it has ended, however that ended.

    python die_with_parent.py PARENT_PID PROGRAM ARGUMENT...

A pipeline that is killed cannot tell its dbt to stop. Run as a script of its own, because Python code between
fork and exec (``preexec_fn``) can deadlock in a process with threads.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Ask the kernel for the signal, then turn into the program; the setting survives that."""
    parent, program = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked
        sys.exit(1)
    os.execv(program[0], program)  # noqa: S606 - no shell, and that is the point


if __name__ == "__main__":
    main()
