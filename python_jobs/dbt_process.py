"""dbt as a process of its own, which ends with us: when its work is done, when we are stopped, when we die.

A subprocess can be ended as a whole; dbt inside our process would leave threads writing after a time-out.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from python_jobs.settings import PROJECT_ROOT

Progress = Callable[[int, int, str], None]
"""Called with the number of finished nodes, the number of all, and the name of the last one."""


@dataclass(frozen=True)
class DbtEnd:
    """How dbt ended: its exit code (negative for a signal) and the error messages that it logged."""

    exit_code: int
    errors: tuple[str, ...]


def run_dbt(
    arguments: Sequence[str], environment: Mapping[str, str], progress: Progress | None = None
) -> DbtEnd:
    """Run dbt in the project's folder, and wait for its end.

    Whatever ends the wait, a time limit or a signal, ends dbt too. What it has executing on the server then
    goes on there: see ``warehouse/sessions.py``.
    """
    dbt = str(Path(sys.executable).with_name("dbt"))
    ends_with_us = str(Path(__file__).with_name("die_with_parent.py"))
    errors: list[str] = []
    process = subprocess.Popen(
        [sys.executable, ends_with_us, str(os.getpid()), dbt, "--log-format", "json", *arguments],
        cwd=PROJECT_ROOT / "dbt_project",
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C on the terminal is for us, and all of dbt can be ended at once
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            _read_log_line(line, errors, progress)
        process.wait()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return DbtEnd(process.returncode, tuple(errors))


def _read_log_line(line: str, errors: list[str], progress: Progress | None) -> None:
    try:
        event = json.loads(line)
    except ValueError:
        return
    data = event.get("data", {})
    info = event.get("info", {})
    if info.get("level") == "error":
        message = " ".join(str(info.get("msg", "")).split())
        if not message.startswith("Traceback"):  # dbt.log has it
            errors.append(message)
    if progress and info.get("name") in {"LogModelResult", "LogTestResult", "LogSeedResult"}:
        # The event of a test says num_models where the others say total.
        total = data["num_models"] if "num_models" in data else data["total"]
        progress(data["index"], total, data["node_info"]["node_name"])
