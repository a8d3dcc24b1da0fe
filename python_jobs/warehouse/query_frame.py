"""Small query results as typed Polars frames, and the metric list applied to summed measures."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import sqlalchemy as sa

from python_jobs.metrics import METRICS

Columns = Mapping[str, type[pl.DataType]]


def frame(connection: sa.Connection, query: str, columns: Columns) -> pl.DataFrame:
    """Run a query into a frame; ``{columns}`` in it stands for the column list, decimals as doubles."""
    selected = ", ".join(
        f"cast({name} as double) as {name}" if kind is pl.Float64 else name for name, kind in columns.items()
    )
    rows = connection.execute(sa.text(query.format(columns=selected))).all()
    # Aggregates of whole numbers come as Decimal from either server.
    whole = [index for index, kind in enumerate(columns.values()) if kind is pl.Int64]
    return pl.DataFrame([_whole_numbers(row, whole) for row in rows], schema=dict(columns), orient="row")


def _whole_numbers(row: Sequence[Any], whole: Sequence[int]) -> tuple[Any, ...]:
    values = list(row)
    for index in whole:
        values[index] = None if values[index] is None else int(values[index])
    return tuple(values)


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
