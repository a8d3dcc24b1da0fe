"""Columns of measures and metrics in Polars frames, and the metric list applied to summed measures."""

from collections.abc import Mapping

import polars as pl

from python_jobs.metrics import METRICS

Columns = Mapping[str, type[pl.DataType]]
MEASURE_COLUMNS: Columns = {
    "cost": pl.Float64,
    "impressions": pl.Int64,
    "clicks": pl.Int64,
    "conversions": pl.Int64,
    "revenue": pl.Float64,
}
METRIC_COLUMNS: Columns = {metric.name: pl.Float64 for metric in METRICS}


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
