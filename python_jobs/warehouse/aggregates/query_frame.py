"""Small query results as typed Polars frames, and the metric list applied to summed measures."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl
import sqlalchemy as sa

from python_jobs.metrics import METRICS
from python_jobs.printable import printable

Columns = Mapping[str, type[pl.DataType]]
MEASURE_COLUMNS: Columns = {
    "cost": pl.Float64,
    "impressions": pl.Int64,
    "clicks": pl.Int64,
    "conversions": pl.Int64,
    "revenue": pl.Float64,
}
METRIC_COLUMNS: Columns = {metric.name: pl.Float64 for metric in METRICS}
_Conversion = Callable[[Any], Any]


def _as_it_is(value: Any) -> Any:
    return value


# Aggregates of whole numbers come as Decimal from either server.
_CONVERSIONS: Mapping[type[pl.DataType], _Conversion] = {pl.Int64: int, pl.String: printable}


def frame(connection: sa.Connection, query: str, columns: Columns) -> pl.DataFrame:
    """Run a query into a frame; ``{columns}`` in it stands for the column list, decimals as doubles.

    Texts are for people: hidden characters of a name are shown as codes (:func:`printable`).
    """
    selected = ", ".join(
        f"cast({name} as double) as {name}" if kind is pl.Float64 else name for name, kind in columns.items()
    )
    rows = connection.execute(sa.text(query.format(columns=selected))).all()
    read = [_CONVERSIONS.get(kind, _as_it_is) for kind in columns.values()]
    return pl.DataFrame([_converted(row, read) for row in rows], schema=dict(columns), orient="row")


def _converted(row: Sequence[Any], read: Sequence[_Conversion]) -> tuple[Any, ...]:
    return tuple(None if value is None else convert(value) for value, convert in zip(row, read, strict=True))


def with_metrics(sums: pl.DataFrame) -> pl.DataFrame:
    """Add every metric of the list to a frame of summed measures; a zero denominator gives null."""
    return sums.with_columns(
        (metric.factor * _sum_of(metric.numerator) / _denominator(metric.denominator)).alias(metric.name)
        for metric in METRICS
    )


def _sum_of(expression: str) -> pl.Expr:
    """``revenue`` or ``revenue - cost``: numerators of the metric list know nothing else."""
    first, *others = (pl.col(name.strip()).cast(pl.Float64) for name in expression.split(" - "))
    for other in others:
        first = first - other
    return first


def _denominator(name: str | None) -> pl.Expr:
    if name is None:
        return pl.lit(1.0)
    return pl.when(pl.col(name) != 0).then(pl.col(name).cast(pl.Float64))
