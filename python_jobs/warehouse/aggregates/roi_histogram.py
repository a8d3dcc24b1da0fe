"""Distribution of the ROI of fact rows in round bins."""

import math
from collections import Counter
from typing import NamedTuple

import polars as pl
import sqlalchemy as sa

from python_jobs.warehouse.aggregates.fact_shape import RoiShape
from python_jobs.warehouse.aggregates.metric_frames import Columns
from python_jobs.warehouse.aggregates.roi_spans import Spans, tenths_below

_BINS = 30
# Buckets below 100 % are so wide; so no bin is narrower.
_NARROWEST = 0.1
HISTOGRAM_COLUMNS: Columns = {"from_pct": pl.Float64, "to_pct": pl.Float64, "fact_rows": pl.Int64}


class Bins(NamedTuple):
    """``number`` bins of one width in percent, from ``start`` on; the last also has the rows above it."""

    start: float
    width: float
    number: int


def no_histogram() -> pl.DataFrame:
    """The frame without rows."""
    return pl.DataFrame(schema=dict(HISTOGRAM_COLUMNS))


def histogram_bins(roi: RoiShape) -> Bins:
    """Round bins; what lies beyond three deviations shares the last."""
    end = min(roi.highest, roi.mean + 3 * roi.spread)
    width = _round_width((end - roi.lowest) / _BINS)
    start = math.floor(roi.lowest / width) * width
    return Bins(start, width, max(1, math.floor((end - start) / width) + 1))


def read_roi_histogram(connection: sa.Connection, fact: str, bins: Bins, spans: Spans) -> pl.DataFrame:
    """``from_pct``, ``to_pct``, ``fact_rows`` per bin.

    Bins begin where buckets do, unless all rows are alike and far above 100 %: then the fact is counted anew.
    """
    counted = _of_buckets(bins, spans) or _of_rows(connection, fact, bins)
    return pl.DataFrame(
        [
            (bins.start + bins.width * i, bins.start + bins.width * (i + 1), counted[i])
            for i in range(bins.number)
        ],
        schema=dict(HISTOGRAM_COLUMNS),
        orient="row",
    )


def _of_buckets(bins: Bins, spans: Spans) -> Counter[int] | None:
    """Rows by bin; None where a bucket may lie in two bins."""
    start, width, last = round(bins.start * 10), round(bins.width * 10), bins.number - 1
    rows: Counter[int] = Counter()
    for some in spans.values():
        for span in some:
            first = (tenths_below(span.bucket) - start) // width
            end = (tenths_below(span.bucket + 1) - 1 - start) // width
            if first != end and first < last:
                return None
            rows[max(0, min(last, first))] += span.rows
    return rows


def _of_rows(connection: sa.Connection, fact: str, bins: Bins) -> Counter[int]:
    query = sa.text(
        "select floor((cast(roi_pct as double) - :start) / :width) as bin, count(*) "
        f"from {fact} where roi_pct is not null group by bin"
    )
    rows: Counter[int] = Counter()
    for place, number in connection.execute(query, {"start": bins.start, "width": bins.width}):
        rows[min(bins.number - 1, int(place))] += int(number)
    return rows


def _round_width(width: float) -> float:
    if width <= _NARROWEST:
        return 1.0 if width <= 0 else _NARROWEST
    magnitude = 10.0 ** math.floor(math.log10(width))
    steps = (1, 2, 2.5, 5, 10) if magnitude >= 1 else (1, 2, 5, 10)
    return next(step * magnitude for step in steps if step * magnitude >= width)
