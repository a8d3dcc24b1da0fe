"""Rows of the benchmarks into the raw tables, a plain copy of them for the pandas pipeline, and CSV files."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from python_jobs.ingest.batch_records import utc_now
from python_jobs.warehouse.bulk import load_frames
from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.raw_tables import RawTable
from tests.benchmarks.campaign_rows import campaign_frames
from tests.benchmarks.customer_rows import customer_frames
from tests.benchmarks.homes import PEER_DATABASE, Home
from tests.benchmarks.workload import Workload

SOURCE = "benchmark"

# The types that somebody without a contract for raw rows would choose.
_PLAIN_COLUMNS = {
    "campaigns": "campaign_name, channel, cast(cost as decimal(14,2)) as cost, impressions, clicks, "
    "conversions, cast(revenue as decimal(14,2)) as revenue, date",
    "customers": "customer_id, age, gender, country, sessions, "
    "cast(avg_session_duration as decimal(10,2)) as avg_session_duration, "
    "cast(pages_per_session as decimal(10,2)) as pages_per_session, transactions, "
    "cast(revenue as decimal(14,2)) as revenue",
}


def load_workload(home: Home, workload: Workload) -> None:
    """Empty the home, then put a workload's rows into its raw tables, one finished batch for each table."""
    home.empty()
    load_batch(
        home,
        "campaigns",
        campaign_frames(workload.shape, workload.campaigns, workload.seed, workload.last_day),
    )
    load_batch(home, "customers", customer_frames(workload.customers, workload.seed))


def load_batch(home: Home, table: RawTable, frames: Iterable[pl.DataFrame]) -> int:
    """Append frames to a raw table as a batch that was loaded just now; its number of rows."""
    database = home.settings.database("raw")
    batch_id = int(home.query(f"select coalesce(max(batch_id), 0) + 1 from `{database}`.load_batches")[0][0])
    now = utc_now()
    engine = engine_for(home.settings, "loader", local_infile=True)

    def raw_rows() -> Iterator[pl.DataFrame]:
        for frame in frames:
            yield frame.select(
                pl.lit(batch_id).alias("_batch_id"),
                pl.lit(SOURCE).alias("_source"),
                pl.lit(now).alias("_loaded_at"),
                pl.all(),
            )

    with engine.begin() as connection:
        rows = load_frames(connection, database, table, raw_rows())
    engine.dispose()
    home.query(
        f"insert into `{database}`.load_batches (batch_id, source, table_name, file_name, content_hash, "
        "rows_read, rows_loaded, rows_with_unparsed, status, started_at, finished_at) values "
        f"({batch_id}, '{SOURCE}', '{table}', '{table}.csv', sha2('{batch_id}', 256), {rows}, {rows}, "
        f"0, 'loaded', '{now}', '{now}')"
    )
    return rows


def copy_for_peer(home: Home) -> None:
    """Copy the raw rows into tables with the plain columns only, as a user without this project has them."""
    home.peer_url()
    raw = home.settings.database("raw")
    for table, columns in _PLAIN_COLUMNS.items():
        home.query(f"drop table if exists {PEER_DATABASE}.{table}")
        home.query(f"create table {PEER_DATABASE}.{table} as select {columns} from `{raw}`.{table}")


def write_campaign_file(path: Path, workload: Workload) -> None:
    """Write a workload's campaign rows as a CSV file in the project's own format."""
    frames = campaign_frames(workload.shape, workload.campaigns, workload.seed, workload.last_day)
    with path.open("wb") as file:
        for number, frame in enumerate(frames):
            as_exported(frame).write_csv(file, include_header=number == 0)


def as_exported(frame: pl.DataFrame) -> pl.DataFrame:
    """Campaign rows as the export had them: with the revenue that nobody could read."""
    unreadable = pl.col("_unparsed").str.json_path_match("$.revenue")
    return frame.with_columns(
        pl.coalesce(unreadable, pl.col("revenue").cast(pl.String)).alias("revenue")
    ).drop("_unparsed")
