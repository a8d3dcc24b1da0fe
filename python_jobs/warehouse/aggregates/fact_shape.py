"""What no summary knows of the fact's rows, read in one scan."""

import math
from dataclasses import dataclass

import sqlalchemy as sa

from python_jobs.period import Period
from python_jobs.warehouse.aggregates.period_marts import FACT, mart
from python_jobs.warehouse.aggregates.roi_spans import NO_ROI, Span, Spans, bucket_sql, in_order

ROI_MONTHS = "int_roi_months"
"""The table of staging in which dbt counts the candidate's rows by month, channel and bucket of ROI."""


@dataclass(frozen=True)
class RoiShape:
    """Of the rows' ROI in percent; ``mean`` and ``spread``, the standard deviation, within a hundredth."""

    lowest: float
    highest: float
    mean: float
    spread: float


@dataclass(frozen=True)
class FactShape:
    """The rows of a fact, those without conversions, and how their ROI is distributed.

    Attributes:
        cost_without_conversions: of the rows that brought none.
        spans: rows with an ROI in buckets (:func:`roi_spans.bucket_sql`).
        roi: None where no row has one.
    """

    fact_rows: int
    cost_without_conversions: float
    spans: Spans
    roi: RoiShape | None


def read_fact_shape(
    connection: sa.Connection, database: str, period: Period | None, months: str | None = None
) -> FactShape:
    """Go through the fact once; some ten thousand buckets come from the server, whatever its size.

    Args:
        months: ``ROI_MONTHS`` of the same fact, which knows all this of it; only without a period.
    """
    measured = (
        f"select channel_key, {bucket_sql()} as bucket, min(roi_pct) as lowest, max(roi_pct) as highest, "
        "count(*) as fact_rows, sum(case when conversions = 0 then cost end) as cost_without_conversions "
        f"from {mart(database, FACT, period)} group by channel_key, bucket"
    )
    if months is not None:
        measured = (
            f"select channel_key, nullif(bucket, {NO_ROI}) as bucket, min(lowest) as lowest, "
            "max(highest) as highest, sum(fact_rows) as fact_rows, "
            "sum(cost_without_conversions) as cost_without_conversions "
            f"from {months} group by channel_key, bucket"
        )
    query = (
        "select channel_key, bucket, cast(lowest as double), cast(highest as double), fact_rows, "
        f"cast(cost_without_conversions as double) from ({measured}) as measured"
    )
    found: dict[int, list[Span]] = {}
    rows, costs = 0, [0.0]
    for channel, bucket, low, high, number, cost in connection.execute(sa.text(query)):
        rows += int(number)
        costs.append(cost or 0.0)
        if bucket is not None:
            found.setdefault(int(channel), []).append(Span(int(bucket), low, high, int(number)))
    spans = {channel: in_order(some) for channel, some in found.items()}
    return FactShape(rows, math.fsum(costs), spans, _roi_shape(spans) if spans else None)


def _roi_shape(spans: Spans) -> RoiShape:
    """Mean and spread as if rows lay evenly in their spans; sums would take the server as long again."""
    all_spans = [span for some in spans.values() for span in some]
    rows = sum(span.rows for span in all_spans)
    mean = math.fsum(span.rows * (span.low + span.high) / 2 for span in all_spans) / rows
    variance = (
        math.fsum(
            span.rows * (((span.low + span.high) / 2 - mean) ** 2 + (span.high - span.low) ** 2 / 12)
            for span in all_spans
        )
        / rows
    )
    return RoiShape(
        lowest=min(span.low for span in all_spans),
        highest=max(span.high for span in all_spans),
        mean=mean,
        spread=math.sqrt(variance),
    )
