"""Bound 7: a day's new rows on top of a long history, against a full run on few rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from tests.benchmarks.campaign_rows import frame_of
from tests.benchmarks.full_run import FullRun, stages_of
from tests.benchmarks.homes import Home
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.raw_loading import load_batch, load_workload
from tests.benchmarks.shapes import Calendar
from tests.benchmarks.workload import Workload, short

_RESTATED_DAYS = 3
_LIMIT = 1.5
_LIMIT_HOLDS_FROM = 5_000_000  # rows of history

# How the servers count the rows that they touch: through any storage engine, temporary tables included. What
# goes into those MariaDB counts apart (Handler_tmp_write), and MySQL with the rest.
_READ = ("Handler_read_%",)
_WRITTEN = ("Handler_%write", "Handler_%update", "Handler_%delete")


@dataclass(frozen=True)
class DailyRun:
    """A run after the rows of some days were loaded; rows as the server counted them during the run."""

    seconds: float
    megabytes: float
    new_rows: int
    rows_read: int
    rows_written: int
    stages: dict[str, float]


def measure_daily(home: Home, history: Workload, day_rows: int, full: FullRun) -> list[Measurement]:
    """Publish a history, then time the next day with restated ones, and the day after it alone.

    Args:
        day_rows: rows of each new day.
        full: the full run that the daily one is compared with.
    """
    load_workload(home, history)
    home.mca("run", "--json")
    daily = _daily_run(home, history, day_rows, range(1 - _RESTATED_DAYS, 2))
    single = _daily_run(home, history, day_rows, [2])
    size = f"{short(history.campaigns)} + {short(daily.new_rows)}"
    touched = daily.rows_read + daily.rows_written
    details = {
        "daily run": daily.seconds,
        "full run": full.seconds,
        "one new day, nothing restated": single.seconds,
        "memory_mb": daily.megabytes,
        "stages": daily.stages,
    }
    counted = {
        "rows read": daily.rows_read,
        "rows written": daily.rows_written,
        "rows read, one day": single.rows_read,
        "rows written, one day": single.rows_written,
        "rows touched per row of history": touched / history.campaigns,
    }
    limit = _LIMIT if history.campaigns >= _LIMIT_HOLDS_FROM else None
    against = f"daily run / full run of {full.workload.size}"
    per_row = "rows read and written per row of the touched days"
    return [
        Measurement(7, against, size, home.kind, daily.seconds / full.seconds, "x", limit, details),
        Measurement(7, per_row, size, home.kind, touched / daily.new_rows, "rows", None, counted),
    ]


def _daily_run(home: Home, history: Workload, day_rows: int, days: list[int] | range) -> DailyRun:
    """Load these days after the history (1 is the first one after it, 0 its last), then run."""
    rows = load_batch(home, "campaigns", _rows_of_days(history, day_rows, days))
    before = _row_counts(home)
    run = home.mca("run", "--json")
    after = _row_counts(home)
    read, written = (after[kind] - before[kind] for kind in range(2))
    return DailyRun(run.seconds, run.megabytes, rows, read, written, stages_of(run))


def _rows_of_days(history: Workload, day_rows: int, days: list[int] | range) -> Iterator[pl.DataFrame]:
    """Campaigns of the history's last day on later days; what a day of the history has, restated."""
    calendar = Calendar.of(history.shape, history.campaigns)
    last, _ = calendar.places(np.array([calendar.distinct - 1]))
    later = (last[0] - np.arange(day_rows)) % max(calendar.campaigns, day_rows)
    for day in days:
        campaigns = later if day > 0 else calendar.campaigns_on(calendar.days - 1 + day)
        random = np.random.default_rng([history.seed, 3, day + _RESTATED_DAYS, len(days)])
        yield frame_of(campaigns, np.full(len(campaigns), day), history.last_day, random)


def _row_counts(home: Home) -> tuple[int, int]:
    """Rows read and rows written since the server started."""

    def total(patterns: tuple[str, ...]) -> int:
        rows = [row for pattern in patterns for row in home.query(f"show global status like '{pattern}'")]
        return sum(int(count) for _, count in rows)

    return total(_READ), total(_WRITTEN)
