"""Which load batches a run is made from, for the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for


@dataclass(frozen=True)
class LoadedData:
    """Finished load batches, e.g. ``1-3, 5``, the newest of them, and how many raw rows they hold."""

    batches: str
    newest_batch_id: int | None
    raw_rows: int


def read_loaded_data(settings: Settings) -> LoadedData:
    """What a dbt build would read now; withdrawn and unfinished batches are left out."""
    query = (
        f"select batch_id, rows_loaded from `{settings.database('raw')}`.load_batches "
        "where status = 'loaded' order by batch_id"
    )
    engine = engine_for(settings, "transformer")
    try:
        with engine.connect() as connection:
            batches = connection.execute(sa.text(query)).all()
    finally:
        engine.dispose()
    numbers = [int(batch.batch_id) for batch in batches]
    rows = sum(int(batch.rows_loaded) for batch in batches)
    return LoadedData(as_ranges(numbers), max(numbers, default=None), rows)


def as_ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers in short, as people write them: ``1-3, 5``."""
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)
