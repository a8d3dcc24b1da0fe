"""What a run gathers on its way and hands over as its record."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from flows.outcomes import Outcome
from python_jobs import timed_parts
from python_jobs.errors import DataError, McaError
from python_jobs.printable import printable_lines
from python_jobs.secret_masking import mask
from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.runs.run_records import (
    RunRecord,
    StageRecord,
    StandingRun,
    Status,
    component_versions,
    git_revision,
    new_run_id,
)

if TYPE_CHECKING:
    from python_jobs.analysis.customer_segments import SegmentationSummary
    from python_jobs.analysis.exploration import Exploration


@dataclass
class RunLog:
    """Grows while the run goes on; ``record`` makes the lasting form of it."""

    run_id: str = field(default_factory=new_run_id)
    started_at: datetime = field(default_factory=lambda: datetime.now(timezone.utc))
    stages: list[StageRecord] = field(default_factory=list)
    retries: list[str] = field(default_factory=list)
    """Errors of the stage under way that a further try was to heal."""
    warnings: list[str] = field(default_factory=list)
    findings: tuple[str, ...] = ()
    totals: dict[str, Any] = field(default_factory=dict)
    channels: tuple[dict[str, Any], ...] = ()
    segments: tuple[dict[str, Any], ...] = ()
    quality: dict[str, dict[str, Any]] = field(default_factory=dict)
    outputs: dict[str, Path] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    unchanged_since: StandingRun | None = None

    def add_stage(self, name: str, status: Status, seconds: float, outcome: Outcome | None = None) -> None:
        """Note how a stage ended."""
        rows, text = (outcome.rows, outcome.text) if outcome else (None, None)
        retries = tuple(self.retries)
        parts = timed_parts.take()
        self.stages.append(StageRecord(name, status, round(seconds, 3), rows, text, retries, parts))
        self.retries.clear()

    def what_readers_see(self) -> str:
        """What an interruption at this moment means for them, in a sentence."""
        status_of = {stage.name: stage.status for stage in self.stages}
        if "publish" not in status_of:
            return "Stopped. The published marts are as they were."
        if status_of["publish"] == "succeeded":
            return "Stopped. The new marts are published; `mca report` writes their reports."
        return "Stopped while publishing. `mca publication status` shows whether it was before or after."

    def add_figures(self, exploration: Exploration, segmentation: SegmentationSummary) -> None:
        """Keep the figures that a run prints at its end."""
        marts = exploration.aggregates
        self.findings = exploration.findings
        self.totals = marts.totals.row(0, named=True)
        self.channels = tuple(marts.channels.iter_rows(named=True))
        self.segments = tuple(asdict(segment) for segment in segmentation.segments)
        self.quality = {row["table_name"]: row for row in marts.quality.iter_rows(named=True)}
        self.warnings += segmentation.notes

    def take_over(self, standing: dict[str, Any]) -> None:
        """Nothing has changed since a run: keep the figures of its record as this run's own."""
        self.unchanged_since = StandingRun(standing["run_id"], standing["finished_at"])
        self.totals, self.quality = standing["totals"], standing["quality"]
        self.channels, self.segments = tuple(standing["channels"]), tuple(standing["segments"])
        self.findings, self.warnings = tuple(standing["findings"]), list(standing["warnings"])
        self.outputs = {name: Path(path) for name, path in standing["outputs"].items()}

    def record(self, settings: Settings, status: Status, failure: BaseException | None = None) -> RunRecord:
        """The record of the run as it stands now; ``failure`` is what ended it."""
        return RunRecord(
            run_id=self.run_id,
            status=status,
            started_at=self.started_at,
            finished_at=datetime.now(timezone.utc),
            git_revision=git_revision(),
            versions=component_versions(_server_version(settings)),
            stages=tuple(self.stages),
            quality=self.quality,
            outputs={name: str(path) for name, path in self.outputs.items()},
            totals=self.totals,
            channels=self.channels,
            segments=self.segments,
            findings=self.findings,
            warnings=tuple(self.warnings),
            # The name of a file may be no text, and a record is.
            error=printable_lines(mask(reason_of(failure), settings)) if failure else None,
            rows_concerned=failure.rows if isinstance(failure, DataError) else None,
            database_prefix=settings.database_prefix,
            inputs=self.inputs,
            unchanged_since=self.unchanged_since,
        )


def reason_of(failure: BaseException) -> str:
    """Why a run or a step ended, for people: of a database error what the database says, without the SQL."""
    if isinstance(failure, sa.exc.DBAPIError) and failure.orig is not None:
        return f"The database says: {failure.orig}"
    return str(failure) or type(failure).__name__


def _server_version(settings: Settings) -> str | None:
    try:
        engine = engine_for(settings, "analyst")
        with engine.connect() as connection:
            return str(connection.execute(sa.text("select version()")).scalar_one())
    except (sa.exc.SQLAlchemyError, McaError):
        # A run that failed because the server is gone still leaves its record.
        return None
