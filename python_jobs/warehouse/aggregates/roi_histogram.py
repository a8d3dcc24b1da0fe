"""Distribution of the ROI of fact rows in round bins."""

import math
from collections import Counter
from collections.abc import Iterable

import polars as pl

from python_jobs.warehouse.aggregates.query_frame import Columns
from python_jobs.warehouse.aggregates.roi_spans import Span

_BINS = 30
HISTOGRAM_COLUMNS: Columns = {"from_pct": pl.Float64, "to_pct": pl.Float64, "fact_rows": pl.Int64}


def roi_histogram(spans: Iterable[Span], scale: int, start: float, width: float, bins: int) -> pl.DataFrame:
    """``from_pct``, ``to_pct``, ``fact_rows`` per bin, of spans that are buckets, ``scale`` to a bin.

    The last bin also has the rows above it.
    """
    rows: Counter[int] = Counter()
    for span in spans:
        rows[min(bins - 1, span.bucket // scale)] += span.rows
    return pl.DataFrame(
        [(start + width * i, start + width * (i + 1), rows[i]) for i in range(bins)],
        schema=dict(HISTOGRAM_COLUMNS),
        orient="row",
    )


def histogram_bins(lowest: float, highest: float, mean: float, spread: float) -> tuple[float, float, int]:
    """Start, width and number of round bins; what lies beyond three deviations shares the last."""
    end = min(highest, mean + 3 * spread)
    width = _round_width((end - lowest) / _BINS)
    start = math.floor(lowest / width) * width
    return start, width, max(1, math.floor((end - start) / width) + 1)


def _round_width(width: float) -> float:
    if width <= 0:
        return 1.0
    magnitude = 10.0 ** math.floor(math.log10(width))
    return next(step * magnitude for step in (1, 2, 2.5, 5, 10) if step * magnitude >= width)
