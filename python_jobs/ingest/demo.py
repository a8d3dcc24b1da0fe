"""Demo files: a mid-size shop's campaigns and customers, plausible, dirty and the same for the same seed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from python_jobs.errors import ConfigurationError
from python_jobs.ingest.demo_campaigns import campaign_chunks, first_day_of, plan_campaigns
from python_jobs.ingest.demo_customers import customer_chunks

# Fixed, so that a demo of today equals one of next year.
DEFAULT_END_DATE = date(2025, 12, 31)
MAXIMUM_ROWS = 10_000_000
# Days outside of these are read as no date.
_FIRST_DAY, _LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True)
class DemoFiles:
    """The files written, in the order in which they must be loaded, and their rows without headers."""

    campaigns: Path
    campaigns_restated: Path
    customers: Path
    campaign_rows: int
    restated_rows: int
    customer_rows: int

    @property
    def paths(self) -> list[Path]:
        """All files, the restated days after the first export that they correct."""
        return [self.campaigns, self.campaigns_restated, self.customers]


def write_demo(
    folder: Path,
    *,
    days: int = 730,
    campaigns: int = 40,
    customers: int = 20_000,
    rows: int | None = None,
    seed: int = 42,
    end_date: date | None = None,
) -> DemoFiles:
    """Write ``campaigns.csv``, ``campaigns_restated.csv`` and ``customers.csv`` into a folder.

    Args:
        days: length of the history, which ends with ``end_date`` (default 2025-12-31).
        rows: exact rows of ``campaigns.csv``; takes as many campaigns as that needs.

    Raises:
        ConfigurationError: a size is out of range, or a day.
    """
    for name, value in {"days": days, "campaigns": campaigns, "customers": customers, "rows": rows}.items():
        if value is not None and not 1 <= value <= MAXIMUM_ROWS:
            raise ConfigurationError(f"Demo {name} must be between 1 and {MAXIMUM_ROWS:,}, not {value:,}.")
    last_day = end_date or DEFAULT_END_DATE
    most_days = (last_day - _FIRST_DAY).days + 1
    if most_days < 1 or last_day > _LAST_DAY:
        raise ConfigurationError(f"Demo end-date must be from {_FIRST_DAY} to {_LAST_DAY}, not {last_day}.")
    if days > most_days:
        raise ConfigurationError(
            f"Demo days must be at most {most_days:,} up to {last_day}, not {days:,}: "
            f"none is before {_FIRST_DAY}."
        )
    folder.mkdir(parents=True, exist_ok=True)
    plan = plan_campaigns(first_day_of(last_day, days), days, campaigns, rows, seed)
    files = [folder / name for name in ("campaigns.csv", "campaigns_restated.csv", "customers.csv")]
    campaign_rows, restated_rows = _write_campaigns(files[0], files[1], campaign_chunks(plan, seed))
    customer_rows = _write(files[2], customer_chunks(customers, seed))
    return DemoFiles(files[0], files[1], files[2], campaign_rows, restated_rows, customer_rows)


def _write_campaigns(
    first_export: Path, restated: Path, chunks: Iterable[tuple[pl.DataFrame, pl.DataFrame]]
) -> tuple[int, int]:
    rows = restated_rows = 0
    with first_export.open("wb") as export_file, restated.open("wb") as restated_file:
        for number, (exported, late) in enumerate(chunks):
            exported.write_csv(export_file, include_header=number == 0)
            late.write_csv(restated_file, include_header=number == 0)
            rows += exported.height
            restated_rows += late.height
    return rows, restated_rows


def _write(path: Path, chunks: Iterable[pl.DataFrame]) -> int:
    rows = 0
    with path.open("wb") as file:
        for number, chunk in enumerate(chunks):
            chunk.write_csv(file, include_header=number == 0)
            rows += chunk.height
    return rows
