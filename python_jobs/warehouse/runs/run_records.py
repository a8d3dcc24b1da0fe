"""The one record that every run leaves: a JSON file among its outputs and a row in the ops database."""

import json
import logging
import platform
import re
import secrets
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa

from python_jobs.errors import ServerError
from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import Settings
from python_jobs.timed_parts import TimedPart
from python_jobs.warehouse.connections import engine_for

Status = Literal["succeeded", "unchanged", "failed", "interrupted", "skipped"]
"""``unchanged``: what is published is what the run would have made; ``skipped``: another was under way."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StageRecord:
    """One step of a run.

    ``rows`` is how many rows it wrote, where that says something; ``retries`` the errors after which it was
    tried again; ``parts`` where its time went (parts may have run beside each other).
    """

    name: str
    status: Status
    seconds: float
    rows: int | None = None
    detail: str | None = None
    retries: tuple[str, ...] = ()
    parts: tuple[TimedPart, ...] = ()


@dataclass(frozen=True)
class StandingRun:
    """The run that made what is published; ``finished_at`` is UTC, ISO 8601."""

    run_id: str
    finished_at: str


@dataclass(frozen=True)
class RunRecord:
    """A whole run, written once, at its end. Times are UTC.

    ``quality`` maps table to its figures, ``outputs`` name to path, ``versions`` component to version.
    ``rows_concerned`` is how many rows failed, where a failure counts rows; ``database_prefix`` tells apart
    the warehouses that share a home.
    ``totals``, ``channels`` (by ROI rank) and ``segments`` are the figures that a run prints at its end.
    ``inputs`` is what they depend on, by name. In the record of an ``unchanged`` run the figures are those of
    the run ``unchanged_since``, and so are ``quality``, ``findings``, ``warnings`` and ``outputs``.
    """

    run_id: str
    status: Status
    started_at: datetime
    finished_at: datetime
    git_revision: str
    versions: dict[str, str]
    stages: tuple[StageRecord, ...] = ()
    quality: dict[str, dict[str, Any]] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    totals: dict[str, Any] = field(default_factory=dict)
    channels: tuple[dict[str, Any], ...] = ()
    segments: tuple[dict[str, Any], ...] = ()
    findings: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None
    rows_concerned: int | None = None
    database_prefix: str = ""
    inputs: dict[str, str] = field(default_factory=dict)
    unchanged_since: StandingRun | None = None

    def to_json(self) -> str:
        """Text of the record; times in ISO 8601, other values that JSON lacks as their text."""
        return json.dumps(asdict(self), default=_plain, indent=2, ensure_ascii=False)


RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}")
"""What :func:`new_run_id` makes."""


def new_run_id(now: datetime | None = None) -> str:
    """A run id that sorts by time, e.g. ``20261121T060000Z-3fa2``."""
    moment = (now or datetime.now(timezone.utc)).astimezone(timezone.utc)
    return f"{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


def git_revision() -> str:
    """Short revision of the checkout, ``-dirty`` if it was changed; ``unknown`` without git."""
    command = ["git", "-C", str(PROJECT_ROOT), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return "unknown"


def component_versions(server_version: str | None = None) -> dict[str, str]:
    """Versions that a figure may depend on: Python, libraries, and the server where it is known."""
    packages = ("campaign-analytics", "dbt-core", "dbt-mysql", "great-expectations", "scikit-learn")
    versions = {"python": platform.python_version(), "server": server_version or "unknown"}
    for package in packages:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            versions[package] = "not installed"
    return versions


def save(settings: Settings, record: RunRecord) -> Path:
    """Write the JSON file, then the row in ``runs``; without a database only the file, with a warning.

    Returns:
        ``<outputs>/<run id>/run_record.json``.
    """
    path = settings.outputs / record.run_id / "run_record.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(record.to_json() + "\n", encoding="utf-8")
    except OSError as error:  # a full disk
        log.warning("The run record is not in %s: %s", path, error.strerror, extra={"event": "record_lost"})
    try:
        _insert(settings, record)
    except (sa.exc.DBAPIError, ServerError) as error:
        reason = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        # The cause of it has been or will be shown to the user; this is for the log.
        log.warning(
            "The run record is in %s but not in the database: %s",
            path,
            reason,
            extra={"event": "record_kept"},
        )
    return path


def _insert(settings: Settings, record: RunRecord) -> None:
    statement = sa.text(
        f"insert into `{settings.database('ops')}`.runs "
        "(run_id, started_at, finished_at, status, git_revision, record) "
        "values (:run_id, :started_at, :finished_at, :status, :git_revision, :record)"
    )
    values = {
        "run_id": record.run_id,
        "started_at": _utc(record.started_at),
        "finished_at": _utc(record.finished_at),
        "status": record.status,
        "git_revision": record.git_revision,
        "record": record.to_json(),
    }
    engine = engine_for(settings, "publisher")
    try:
        with engine.begin() as connection:
            connection.execute(statement, values)
    finally:
        engine.dispose()


def _utc(moment: datetime) -> datetime:
    """The same moment without a zone, as DATETIME columns hold it."""
    return moment.astimezone(timezone.utc).replace(tzinfo=None)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
