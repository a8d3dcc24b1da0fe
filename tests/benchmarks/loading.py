"""Bounds 5 and 6: a CSV file through ``mca ingest`` against a bare LOAD DATA of the same file."""

import tempfile
import time
from pathlib import Path

from python_jobs.warehouse import local_infile
from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.raw_tables import RAW_COLUMNS
from tests.benchmarks.homes import Home
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.process_tree import Usage
from tests.benchmarks.raw_loading import write_campaign_file
from tests.benchmarks.workload import Workload, short

_LIMIT_HOLDS_FROM = 1_000_000  # rows of the file
_LIMIT = 2.0
_FALLBACK_LIMIT = 8.0


def measure_loading(home: Home, workload: Workload) -> list[Measurement]:
    """Load one file in three ways, each into empty tables."""
    with tempfile.TemporaryDirectory(prefix="mca-bench-load-") as folder:
        file = Path(folder) / "campaigns.csv"
        write_campaign_file(file, workload)
        bare = _bare_load(home, file)
        ingested = _ingested(home, file)
        home.query("set global local_infile = 0")
        try:
            inserted = _ingested(home, file)
        finally:
            home.query("set global local_infile = 1")
    return [
        _measurement(home, workload, 5, "mca ingest / bare LOAD DATA", ingested, bare, _LIMIT),
        _measurement(home, workload, 6, "the same, local_infile off", inserted, bare, _FALLBACK_LIMIT),
    ]


def _bare_load(home: Home, file: Path) -> float:
    """Seconds of LOAD DATA into the raw table; the server makes what it likes of unreadable values."""
    home.empty()
    table = f"`{home.settings.database('raw')}`.campaigns"
    columns = ", ".join(f"`{name}`" for name in RAW_COLUMNS["campaigns"])
    engine = engine_for(home.settings, "loader", local_infile=True)
    statement = (
        f"load data local infile %s into table {table} character set utf8mb4 fields terminated by ',' "
        f"optionally enclosed by '\"' ignore 1 lines ({columns}) "
        "set `_batch_id` = 1, `_source` = 'bare', `_loaded_at` = utc_timestamp(6)"
    )
    began = time.monotonic()
    with engine.begin() as connection, local_infile.offered(file):
        connection.exec_driver_sql(statement, (str(file),))
    seconds = time.monotonic() - began
    engine.dispose()
    return seconds


def _ingested(home: Home, file: Path) -> Usage:
    home.empty()
    return home.mca("ingest", file, "--source", "campaigns")


def _measurement(
    home: Home, workload: Workload, bound: int, what: str, usage: Usage, bare: float, limit: float
) -> Measurement:
    details = {"mca ingest": usage.seconds, "bare": bare, "memory_mb": usage.megabytes}
    size = short(workload.campaigns)
    held = limit if workload.campaigns >= _LIMIT_HOLDS_FROM else None
    return Measurement(bound, what, size, home.kind, usage.seconds / bare, "x", held, details)
