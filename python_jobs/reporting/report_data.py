"""Everything the reports say, read from the published marts: aggregates only, never the fact itself."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa

from python_jobs.analysis_config import FEATURES
from python_jobs.errors import DataError
from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.mart_aggregates import MartAggregates, read_aggregates
from python_jobs.warehouse.query_frame import frame


@dataclass(frozen=True)
class ReportData:
    """One publication.

    run_id, published_at: of the publication. first_date, last_date: the days with figures; None without any.
    marts: the aggregates. profiles: the rows of ``segment_profiles``, most valuable segment first.
    """

    run_id: str
    published_at: datetime
    first_date: date | None
    last_date: date | None
    marts: MartAggregates
    profiles: pl.DataFrame

    @property
    def totals(self) -> dict[str, Any]:
        """The one row of ``marts.totals``."""
        return self.marts.totals.row(0, named=True)

    @property
    def period(self) -> str:
        """The period in words."""
        if self.first_date is None or self.last_date is None:
            return "no campaign figures"
        if self.first_date == self.last_date:
            return _day(self.first_date)
        return f"{_day(self.first_date)} to {_day(self.last_date)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def read_report_data(settings: Settings) -> ReportData:
    """Read the publication with the analyst account, in one consistent snapshot.

    Raises:
        DataError: nothing has been published yet.
    """
    database = settings.database("marts")
    engine = engine_for(settings, "analyst")
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            publication = _publication(connection, database)
            return ReportData(
                run_id=publication["run_id"],
                published_at=publication["published_at"],
                first_date=publication["first_date"],
                last_date=publication["last_date"],
                marts=read_aggregates(connection, database),
                profiles=frame(
                    connection,
                    f"select {{columns}} from {database}.segment_profiles order by segment",
                    {
                        "segment": pl.Int64,
                        "segment_name": pl.String,
                        "customers": pl.Int64,
                        "customer_share_pct": pl.Float64,
                        "revenue_share_pct": pl.Float64,
                        **{f"mean_{name}": pl.Float64 for name in FEATURES},
                    },
                ),
            )
    finally:
        engine.dispose()


def _publication(connection: sa.Connection, database: str) -> dict[str, Any]:
    query = f"select run_id, published_at, first_date, last_date from {database}.publication"
    try:
        row = connection.execute(sa.text(query)).mappings().first()
    except sa.exc.ProgrammingError:  # the table is not there
        row = None
    if row is None:
        raise DataError(f"Nothing has been published in {database} yet. Run the pipeline first: mca run")
    return dict(row)


def read_scores(run_folder: Path) -> pl.DataFrame:
    """The segmentation's table of scores (``k``, ``inertia``, ``silhouette``, ...) from the run's model.

    Empty when the run registered no model.
    """
    schema = {"k": pl.Int64, "inertia": pl.Float64, "silhouette": pl.Float64, "davies_bouldin": pl.Float64}
    try:
        model = json.loads((run_folder / "model" / "model.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return pl.DataFrame(schema=schema)
    return pl.DataFrame(model["scores"], schema=schema)
