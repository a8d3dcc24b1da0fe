"""Rows of the page's cube in columns: a hundred thousand take 6 MB so, and 100 MB as objects of Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np

from python_jobs.warehouse.aggregates.metric_frames import MEASURE_COLUMNS
from python_jobs.warehouse.rows.arrow_rows import arrow_schema, arrow_table
from python_jobs.warehouse.rows.packed_numbers import Integers
from python_jobs.warehouse.rows.table_columns import TableColumn

if TYPE_CHECKING:
    import pyarrow as pa

    from python_jobs.warehouse.rows.packed_rows import PackedRows

# Of the amounts.
DECIMALS = 10

COLUMNS = (
    TableColumn("campaign", "bigint", "bigint"),
    TableColumn("channel", "bigint", "bigint"),
    TableColumn("day", "date", "date"),
    TableColumn("cost", "decimal", "decimal(38,10)", 38, DECIMALS),
    *(TableColumn(name, "bigint", "bigint") for name in ("impressions", "clicks", "conversions")),
    TableColumn("revenue", "decimal", "decimal(38,10)", 38, DECIMALS),
)
"""What a query for such rows gives."""


@dataclass(frozen=True)
class CubeRows:
    """Sums of campaigns on channels and days: arrays of one length, by campaign, channel and day.

    campaign, channel: keys. day: days since 1970. cost, revenue: exact, in units of ``10 ** -DECIMALS``;
    where 64 bits do not hold one of them, as numbers of Python.
    """

    campaign: Integers
    channel: Integers
    day: Integers
    cost: Integers
    impressions: Integers
    clicks: Integers
    conversions: Integers
    revenue: Integers

    def __len__(self) -> int:
        """How many rows."""
        return len(self.campaign)


def cube_rows(blocks: Iterable[PackedRows]) -> CubeRows:
    """The rows of a query for ``COLUMNS``."""
    schema = arrow_schema(COLUMNS)
    parts = [no_rows(), *(_block(arrow_table(block, schema)) for block in blocks)]
    return together(parts)


def no_rows() -> CubeRows:
    """A cube without any."""
    return CubeRows(*(np.zeros(0, np.int64) for _ in fields(CubeRows)))


def together(parts: Sequence[CubeRows]) -> CubeRows:
    """The rows of several, one behind the other."""
    return CubeRows(*(np.concatenate(column) for column in zip(*map(_columns, parts), strict=True)))


def remainder(totals: CubeRows, parts: CubeRows) -> CubeRows:
    """What of totals by channel and day belongs to none of the parts; where nothing does there is no row."""
    places = {pair: place for place, pair in enumerate(_channel_days(totals))}
    place = np.array([places[pair] for pair in _channel_days(parts)], np.intp)
    left = {}
    for name in MEASURE_COLUMNS:
        total, part = getattr(totals, name), getattr(parts, name)
        left[name] = total.astype(np.result_type(total, part))
        np.subtract.at(left[name], place, part)
    kept = np.any([measure != 0 for measure in left.values()], axis=0)
    return CubeRows(*(column[kept] for column in _columns(replace(totals, **left))))


def _columns(rows: CubeRows) -> list[Integers]:
    return [getattr(rows, field.name) for field in fields(rows)]


def _channel_days(rows: CubeRows) -> Iterable[tuple[int, int]]:
    return zip(rows.channel.tolist(), rows.day.tolist(), strict=True)


def _block(table: pa.Table) -> CubeRows:
    return CubeRows(*(_integers(table[column.name], column.kind) for column in COLUMNS))


def _integers(column: pa.ChunkedArray, kind: str) -> Integers:
    if kind == "date":
        column = column.cast("int32").cast("int64")
    if kind != "decimal":
        numbers: Integers = column.to_numpy()
        return numbers
    # Arrow keeps an amount as a whole number in two words, the lower one first.
    words = np.frombuffer(column.chunk(0).buffers()[1], np.int64).reshape(-1, 2)
    low, high = words[:, 0].copy(), words[:, 1]
    if np.array_equal(high, low >> 63):
        return low
    large: Integers = high.astype(object) * 2**64 + low.view(np.uint64).astype(object)
    return large
