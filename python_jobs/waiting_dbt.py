"""dbt, imported before it is needed: waits for its arguments and environment on standard input.

    python waiting_dbt.py PARENT_PID

It writes a line of JSON for each node that is done, ``{"node", "done", "total"}``, and for each error,
``{"error"}``. It ends with the process that started it.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    """Import dbt, which takes two seconds, and be it once the order has come: one line of JSON."""
    sys.path.pop(0)  # this folder: its modules are no top-level ones
    from python_jobs.child_process import end_with_parent
    from python_jobs.frugality import be_frugal
    from python_jobs.leaner_dbt import compile_data_classes_when_used

    end_with_parent(int(sys.argv[1]))
    be_frugal()
    compile_data_classes_when_used()
    import dbt.adapters.mysql
    import dbt.cli.main  # noqa: F401

    carry_out(sys.stdin.readline())


def carry_out(order: str) -> None:
    """Be dbt, once, and end with its exit code.

    Args:
        order: Arguments and environment, one line of JSON; an empty one if nobody needs dbt any more.
    """
    from dbt.cli.main import cli

    from python_jobs import leaner_dbt

    if not order:
        return
    wanted = json.loads(order)
    os.environ.update(wanted["environment"])
    # Python has read PYTHONPATH, which names our plugins, at its start.
    sys.path[:0] = wanted["environment"].get("PYTHONPATH", "").split(os.pathsep)
    if os.environ.get("DBT_LOG_LEVEL_FILE") != "debug":
        leaner_dbt.leave_out_debug_events()
    kept = Path(os.environ["DBT_TARGET_PATH"]).parent / "kept"
    leaner_dbt.parse_dates_by_one_calendar()
    leaner_dbt.share_contexts()
    leaner_dbt.keep_compiled_macros(kept / "macros")
    leaner_dbt.keep_schemas(kept / "schemas")
    # dbt's own JSON lines describe each event, those below the level asked for too: a second of a build.
    cli(["--log-level", "none", *wanted["arguments"]], obj={"callbacks": [_tell]})


def _tell(event: Any) -> None:
    """Called by dbt's threads with each event (dbt.events.types)."""
    line: dict[str, Any] = {}
    if event.info.name in {"LogModelResult", "LogTestResult", "LogSeedResult"}:
        # The event of a test says num_models where the others say total.
        total = event.data.num_models if event.info.name == "LogTestResult" else event.data.total
        line = {"node": event.data.node_info.node_name, "done": event.data.index, "total": total}
    if event.info.level == "error":
        from dbt.events.functions import env_scrubber

        line["error"] = env_scrubber(event.info.msg)
    if line:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
