"""dbt as a process of its own, which ends with us: when its work is done, when we are stopped, when we die.

A subprocess can be ended as a whole; dbt inside our process would leave threads writing after a time-out.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from python_jobs.project import PROJECT_ROOT

Progress = Callable[[int, int, str], None]
"""Called with the number of finished nodes, the number of all, and the name of the last one."""


@dataclass(frozen=True)
class DbtEnd:
    """How dbt ended: its exit code (negative for a signal) and the error messages that it logged."""

    exit_code: int
    errors: tuple[str, ...]


_waiting: list["subprocess.Popen[str]"] = []


def start_early() -> None:
    """Start dbt's process now: it imports dbt beside us, and the next build needs not wait for that."""
    if not _waiting:
        _waiting.append(_start())


def run_dbt(
    arguments: Sequence[str], environment: Mapping[str, str], progress: Progress | None = None
) -> DbtEnd:
    """Run dbt in the project's folder, and wait for its end.

    Whatever ends the wait, a time limit or a signal, ends dbt too. What it has executing on the server then
    goes on there: see ``warehouse/sessions.py``.
    """
    errors: list[str] = []
    process = _waiting.pop() if _waiting else _start()
    if process.poll() is not None:
        process = _start()
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        order = {"arguments": list(arguments), "environment": dict(environment)}
        with suppress(BrokenPipeError):  # it was killed, and its exit code says so
            process.stdin.write(json.dumps(order) + "\n")
            process.stdin.close()
        for line in process.stdout:
            _read_line(line, errors, progress)
        process.wait()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return DbtEnd(process.returncode, tuple(errors))


def _start() -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("waiting_dbt.py")), str(os.getpid())],
        cwd=PROJECT_ROOT / "dbt_project",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C on the terminal is for us, and all of dbt can be ended at once
    )


def _read_line(line: str, errors: list[str], progress: Progress | None) -> None:
    try:
        said = json.loads(line)
    except ValueError:  # a warning of Python's
        return
    if "error" in said:
        message = " ".join(said["error"].split())
        if not message.startswith("Traceback"):  # dbt.log has it
            errors.append(message)
    if progress and "node" in said:
        progress(said["done"], said["total"], said["node"])
