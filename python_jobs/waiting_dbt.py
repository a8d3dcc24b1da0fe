"""dbt, imported before it is needed: waits for its arguments and environment on standard input.

    python waiting_dbt.py PARENT_PID

It ends with the process that started it.
"""

import json
import os
import sys


def main() -> None:
    """Import dbt, which takes two seconds, and be it once the order has come: one line of JSON."""
    sys.path.pop(0)  # this folder: its modules are no top-level ones
    from python_jobs.child_process import end_with_parent
    from python_jobs.frugality import be_frugal

    end_with_parent(int(sys.argv[1]))
    be_frugal()
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
