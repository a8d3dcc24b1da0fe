"""Builds the candidate marts with dbt and reads what became of them."""

import hashlib
import json
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_jobs.dbt_process import DbtEnd, Progress, run_dbt
from python_jobs.dbt_variables import dbt_variable
from python_jobs.errors import DataError, ServerError
from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import Settings
from python_jobs.source_digest import digest_of
from python_jobs.timed_parts import note
from python_jobs.warehouse.dbt_environment import dbt_environment
from python_jobs.warehouse.publishing.published_customers import published_mark
from python_jobs.warehouse.publishing.publisher import publisher
from python_jobs.warehouse.transient_errors import is_transient_text

_FAILED = {"error", "fail", "runtime error"}
# The one test whose figure is no number of rows: dbt compares the hours with two variables.
_FRESHNESS = "assert_sources_are_fresh"


@dataclass(frozen=True)
class DbtNode:
    """One model, seed or test of a dbt run.

    ``figure`` is what a test found, mostly the number of failing rows; of models and seeds, the rows built.
    """

    name: str
    kind: str
    status: str
    seconds: float
    figure: int
    message: str

    @property
    def rows(self) -> int:
        """Rows built, or found by a test; 0 where it finds something else."""
        return 0 if self.name == _FRESHNESS else self.figure

    @property
    def finding(self) -> str:
        """What a test found; like its number, always in the plural, so that alerts know it again."""
        if self.name == _FRESHNESS:
            return f"nothing loaded for {self.figure} hours"
        return f"{self.figure} rows found"


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
    whole: bool = False,
) -> DbtRun:
    """Build and test every model into the candidate database: ``dbt build``.

    Only new rows and the days that they touch are worked on, as long as the models and their variables stay
    the same and no batch is withdrawn (dbt_project/macros/ledger).

    Args:
        run_id: Carried into ``mart_data_quality``.
        variables: dbt variables that differ from dbt_project.yml, e.g. ``{"undefined_ratio": 0}``.
        whole: build everything anew, as for the first time; later builds go on from that.

    Raises:
        DataError: a model could not be built or a test failed; the message names each and what to look at.
        ServerError: dbt could not reach the server, lost it, or was killed.
    """
    # The gate compares the same, right after; these tests are for who builds with dbt alone.
    arguments = ["build", "--exclude", "tag:repeated_by_the_gate"]
    if variables:
        arguments += ["--vars", json.dumps(dict(variables))]
    if whole:
        arguments.append("--full-refresh")
    with publisher(settings) as connection:
        published = published_mark(connection, settings)
    target = settings.home / "dbt" / "target"
    environment = {
        **os.environ,
        **dbt_environment(settings),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(settings.home / "dbt" / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        # Thousands of lines of "debug" take a second of a build; what failed is said without them.
        "DBT_LOG_LEVEL_FILE": os.environ.get("DBT_LOG_LEVEL_FILE", "info"),
        "MCA_RUN_ID": run_id,  # also in the comment of each statement: warehouse/sessions.py
        "MCA_DEFINITION": _definition(variables or {}),
        "MCA_PUBLISHED_CUSTOMERS": published,
    }
    results = target / "run_results.json"
    results.unlink(missing_ok=True)
    end = run_dbt(arguments, environment, progress)
    if not results.exists():
        raise _could_not_run(end, settings.home / "dbt" / "logs" / "dbt.log")
    run = read_results(results)
    for node in run.nodes:
        note(node.kind, node.name, node.seconds)
    if run.failed:
        message = failure_message(run, target)
        if all(node.status != "fail" and is_transient_text(node.message) for node in run.failed):
            raise ServerError(f"The server interrupted dbt, which heals by itself: {message}", heals=True)
        found = [node.rows for node in run.failed if node.kind == "test"]
        raise DataError(message, rows=max(found, default=0) or None)
    return run


def definition_of(variables: Mapping[str, Any]) -> str | None:
    """What a build with these variables goes on from: tables made by the same. None: it builds all anew."""
    # The most frequent channel may be another with every row.
    return None if dbt_variable("missing_channel", variables) == "mode" else _definition(variables)


def _definition(variables: Mapping[str, Any]) -> str:
    """What the tables of an earlier build must have been made by, for this one to build on them."""
    project = PROJECT_ROOT / "dbt_project"
    sources = digest_of(
        project, (project / name for name in ("dbt_project.yml", "macros", "models", "seeds"))
    )
    chosen = json.dumps(dict(variables), sort_keys=True, default=str)
    return hashlib.sha256(f"{sources} {chosen}".encode()).hexdigest()


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
                figure=result["failures"]
                if result["failures"] is not None
                else result["adapter_response"].get("rows_affected", 0),
                message=(result["message"] or "").strip(),
            )
            for result in document["results"]
        ),
        seconds=document["elapsed_time"],
    )


def _could_not_run(end: DbtEnd, log: Path) -> ServerError:
    said = "; ".join(end.errors)
    if end.exit_code < 0:
        said = f"it was killed ({signal.Signals(-end.exit_code).name}). {said}"
    return ServerError(
        f"dbt could not run: {said or 'it left no message'}. Nothing was published. The whole log: {log}",
        heals=is_transient_text(said),
    )


def failure_message(run: DbtRun, target: Path) -> str:
    """Name every failed model and test of a run and where its SQL is."""
    lines = [f"{len(run.failed)} of {len(run.nodes)} dbt models and tests failed; nothing was published."]
    for node in run.failed:
        what = node.finding if node.kind == "test" and node.status == "fail" else node.message
        lines.append(f"  {node.kind} {node.name}: {what}")
    lines.append(f"Each test's SQL, to look at the rows: {target / 'compiled'}")
    return "\n".join(lines)
