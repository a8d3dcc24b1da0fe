"""dbt, imported before it is needed: waits for its arguments and environment on standard input.

    python waiting_dbt.py PARENT_PID

The kernel ends it when the process that started it has ended, however that ended: a pipeline that is killed
cannot tell its dbt to stop. A script of its own, because Python code between fork and exec (``preexec_fn``)
can deadlock in a process with threads.
"""

import ctypes
import gc
import json
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Import dbt, which takes two seconds, and be it once the order has come: one line of JSON."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(sys.argv[1]):  # it ended before we asked
        sys.exit(1)
    sys.path.pop(0)  # this folder: its modules are no top-level ones
    gc.set_threshold(100_000, 50, 1_000)  # as in cli.py
    from dbt.cli.main import cli

    order = sys.stdin.readline()
    if not order:  # nobody needs dbt any more
        return
    wanted = json.loads(order)
    os.environ.update(wanted["environment"])
    # Python has read PYTHONPATH, which names our plugins, at its start.
    sys.path[:0] = wanted["environment"].get("PYTHONPATH", "").split(os.pathsep)
    sys.argv = ["dbt", *wanted["arguments"]]
    cli()


if __name__ == "__main__":
    main()
