"""The one-row table ``publication``: which run the marts beside it come from, and their totals."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from python_jobs.settings import Layer, Settings
from python_jobs.warehouse.runs.loaded_data import LoadedData

TABLE = "publication"
_NO_SUCH_TABLE = 1146

# Of tables that take long to count: the summary that has the number, what it says, of which of its rows. The
# audit holds them to each other.
_KNOWN_COUNTS = {
    "fct_campaign_performance": ("mart_data_quality", "rows_clean", "table_name = 'campaigns'"),
    "dim_customer": ("mart_data_quality", "rows_clean", "table_name = 'customers'"),
    "customer_segments": ("segment_profiles", "cast(sum(customers) as signed)", "true"),
}

_COLUMNS = """(
    run_id varchar(64) not null primary key,
    published_at datetime(6) not null,
    git_revision varchar(64) not null,
    rows_json text not null,
    fact_rows bigint not null,
    cost decimal(38, 10) not null,
    revenue decimal(38, 10) not null,
    first_date date,
    last_date date,
    raw_rows bigint,
    newest_batch_id bigint,
    batches text
) comment = 'One row: which run the marts beside it come from'"""


@dataclass(frozen=True)
class Publication:
    """The one row. ``rows`` maps table to row count; amounts as in the fact; ``published_at`` is UTC.

    ``raw_rows``, ``newest_batch_id`` and ``batches`` (``1-3, 5``) tell which load batches the marts are made
    from; None where that is not known for certain, and in publications of earlier versions.
    """

    run_id: str
    published_at: datetime
    git_revision: str
    rows: dict[str, int]
    fact_rows: int
    cost: Decimal
    revenue: Decimal
    first_date: date | None
    last_date: date | None
    raw_rows: int | None = None
    newest_batch_id: int | None = None
    batches: str | None = None

    @property
    def tables(self) -> set[str]:
        """Names of all tables that were published together, this row's own among them."""
        return {*self.rows, TABLE}


def read_publication_row(connection: sa.Connection, settings: Settings, layer: Layer) -> Publication | None:
    """The publication that a layer holds; None if it holds none."""
    try:
        # Every column that there is: the row may have been written by an earlier version.
        result = connection.exec_driver_sql(f"select * from `{settings.database(layer)}`.{TABLE}")
    except sa.exc.ProgrammingError as error:
        if error.orig is not None and error.orig.args[0] == _NO_SUCH_TABLE:
            return None
        raise
    row = result.mappings().one_or_none()
    if row is None:
        return None
    columns = dict(row)
    return Publication(rows=json.loads(columns.pop("rows_json")), **columns)


def _count(build: str, table: str, tables: Sequence[str]) -> str:
    """SQL of the number of a table's rows."""
    counted = f"(select count(*) from `{build}`.`{table}`)"
    summary, known, rows = _KNOWN_COUNTS.get(table, ("", "", ""))
    if summary not in tables:
        return counted
    return f"coalesce((select {known} from `{build}`.`{summary}` where {rows}), {counted})"


def write_publication_row(
    connection: sa.Connection,
    settings: Settings,
    run_id: str,
    tables: Sequence[str],
    git_revision: str,
    data: LoadedData | None,
) -> None:
    """Write the table beside the candidate's tables.

    Args:
        data: what the run meant to read; kept only if the candidate has as many raw rows.
    """
    build = settings.database("build")
    rows: dict[str, int] = {
        table: connection.exec_driver_sql(f"select {_count(build, table, tables)}").scalar_one()
        for table in tables
        if table != TABLE
    }
    if data is not None and "mart_data_quality" in rows:
        # A batch that was loaded or withdrawn meanwhile, or a candidate that was built by hand before it.
        rows_in = connection.exec_driver_sql(f"select sum(rows_in) from `{build}`.mart_data_quality")
        data = data if rows_in.scalar_one() == data.raw_rows else None
    connection.exec_driver_sql(f"drop view if exists `{build}`.{TABLE}")
    connection.exec_driver_sql(f"drop table if exists `{build}`.{TABLE}")
    connection.exec_driver_sql(f"create table `{build}`.{TABLE} {_COLUMNS}")
    # From the summary by day, which the audit holds to the fact, and not by another scan of that.
    totals = ":fact_rows, coalesce(sum(cost), 0), coalesce(sum(revenue), 0), min(date), max(date)"
    statement = (
        f"insert into `{build}`.{TABLE} select :run_id, utc_timestamp(6), :git_revision, :rows, {totals}, "
        f":raw_rows, :newest_batch_id, :batches from `{build}`.mart_daily_summary"
    )
    values = {
        "run_id": run_id,
        "git_revision": git_revision,
        "rows": json.dumps(rows),
        "fact_rows": rows["fct_campaign_performance"],
        "raw_rows": data and data.raw_rows,
        "newest_batch_id": data and data.newest_batch_id,
        "batches": data and data.batches,
    }
    connection.execute(sa.text(statement), values)
