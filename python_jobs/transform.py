"""Runs dbt as a subprocess and reads its results.

A subprocess can be killed as a whole; dbt inside our process would leave threads writing after a time-out.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_jobs.errors import DataError, ServerError
from python_jobs.settings import PROJECT_ROOT, Settings
from python_jobs.warehouse.dbt_environment import dbt_environment

Progress = Callable[[int, int, str], None]
"""Called with the number of finished nodes, the number of all, and the name of the last one."""

_FAILED = {"error", "fail", "runtime error"}


@dataclass(frozen=True)
class DbtNode:
    """One model, seed or test of a dbt run. ``rows`` is the failing rows of a test, else the rows built."""

    name: str
    kind: str
    status: str
    seconds: float
    rows: int
    message: str


@dataclass(frozen=True)
class DbtRun:
    """What a dbt invocation did."""

    nodes: tuple[DbtNode, ...]
    seconds: float

    @property
    def failed(self) -> tuple[DbtNode, ...]:
        """Models that could not be built and tests that found rows."""
        return tuple(node for node in self.nodes if node.status in _FAILED)

    @property
    def warned(self) -> tuple[DbtNode, ...]:
        """Tests of severity warn that found rows."""
        return tuple(node for node in self.nodes if node.status == "warn")

    def count(self, kind: str) -> int:
        """Number of nodes of a kind: ``model``, ``seed`` or ``test``."""
        return sum(node.kind == kind for node in self.nodes)


def build(
    settings: Settings,
    run_id: str,
    *,
    variables: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
    timeout: float = 3600,
) -> DbtRun:
    """Build and test every model into the candidate database: ``dbt build``.

    Args:
        run_id: Carried into ``mart_data_quality``.
        variables: dbt variables that differ from dbt_project.yml, e.g. ``{"undefined_ratio": 0}``.
        timeout: Seconds after which dbt and all that it started is killed.

    Raises:
        DataError: a model could not be built or a test failed; the message names each and what to look at.
        ServerError: dbt could not reach the server, or took longer than ``timeout``.
    """
    command = [str(Path(sys.executable).with_name("dbt")), "--log-format", "json", "build"]
    if variables:
        command += ["--vars", json.dumps(dict(variables))]
    target = settings.home / "dbt" / "target"
    environment = {
        **os.environ,
        **dbt_environment(settings),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(settings.home / "dbt" / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "MCA_RUN_ID": run_id,
    }
    results = target / "run_results.json"
    results.unlink(missing_ok=True)
    errors = _run(command, environment, progress, timeout)
    if not results.exists():
        raise ServerError(
            "dbt could not run: "
            + ("; ".join(errors) or "it left no message")
            + f". The whole log: {settings.home / 'dbt' / 'logs' / 'dbt.log'}"
        )
    run = read_results(results)
    if run.failed:
        raise DataError(failure_message(run, target))
    return run


def read_results(path: Path) -> DbtRun:
    """Read dbt's ``run_results.json``."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return DbtRun(
        nodes=tuple(
            DbtNode(
                # model.<package>.<name>, test.<package>.<name>[.<hash>]
                name=result["unique_id"].split(".")[2],
                kind=result["unique_id"].split(".")[0],
                status=result["status"],
                seconds=result["execution_time"],
                rows=result["failures"]
                if result["failures"] is not None
                else result["adapter_response"].get("rows_affected", 0),
                message=(result["message"] or "").strip(),
            )
            for result in document["results"]
        ),
        seconds=document["elapsed_time"],
    )


def failure_message(run: DbtRun, target: Path) -> str:
    """Name every failed model and test of a run and where its SQL is."""
    lines = [f"{len(run.failed)} of {len(run.nodes)} dbt models and tests failed; nothing was published."]
    for node in run.failed:
        what = f"{node.rows} rows found" if node.kind == "test" and node.status == "fail" else node.message
        lines.append(f"  {node.kind} {node.name}: {what}")
    lines.append(f"Each test's SQL, to look at the rows: {target / 'compiled'}")
    return "\n".join(lines)


def _run(
    command: list[str], environment: dict[str, str], progress: Progress | None, timeout: float
) -> list[str]:
    """Run dbt in a process group of its own; return the error messages that it logged."""
    errors: list[str] = []
    process = subprocess.Popen(
        command,
        cwd=PROJECT_ROOT / "dbt_project",
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    expired = False

    def expire() -> None:
        nonlocal expired
        expired = True
        os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(timeout, expire)
    timer.start()
    try:
        assert process.stdout is not None
        for line in process.stdout:
            _read_log_line(line, errors, progress)
        process.wait()
    finally:
        timer.cancel()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)
    if expired:
        raise ServerError(
            f"dbt took longer than {timeout:.0f} seconds and was stopped; nothing was published."
        )
    return errors


def _read_log_line(line: str, errors: list[str], progress: Progress | None) -> None:
    try:
        event = json.loads(line)
    except ValueError:
        return
    data = event.get("data", {})
    info = event.get("info", {})
    if info.get("level") == "error":
        errors.append(" ".join(str(info.get("msg", "")).split()))
    if progress and info.get("name") in {"LogModelResult", "LogTestResult", "LogSeedResult"}:
        # The event of a test says num_models where the others say total.
        total = data["num_models"] if "num_models" in data else data["total"]
        progress(data["index"], total, data["node_info"]["node_name"])
