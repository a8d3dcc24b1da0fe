"""Quartiles, whiskers and outliers of the ROI of a channel's rows, from spans of them."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import polars as pl

from python_jobs.warehouse.aggregates.metric_frames import Columns
from python_jobs.warehouse.aggregates.roi_spans import Span

QUARTILE_COLUMNS: Columns = {
    "channel": pl.String,
    "fact_rows": pl.Int64,
    "lower_whisker": pl.Float64,
    "lower_quartile": pl.Float64,
    "median": pl.Float64,
    "upper_quartile": pl.Float64,
    "upper_whisker": pl.Float64,
    "outliers": pl.Int64,
}
# Tukey (1977): a whisker ends at the last row within 1.5 interquartile ranges of the box.
_REACH = 1.5
_SHARES = (0.25, 0.5, 0.75)


class Box(NamedTuple):
    """As in ``QUARTILE_COLUMNS``; ``outliers`` counts the rows beyond the whiskers."""

    fact_rows: int
    lower_whisker: float
    lower_quartile: float
    median: float
    upper_quartile: float
    upper_whisker: float
    outliers: int


class _Range(NamedTuple):
    """Where a figure lies; twice the same where it is known."""

    low: float
    high: float


def no_roi_quartiles() -> pl.DataFrame:
    """The frame without rows."""
    return pl.DataFrame(schema=dict(QUARTILE_COLUMNS))


def unclear(spans: Sequence[Span]) -> list[Span]:
    """The spans whose rows must be known better before :func:`box` is exact: few, and narrow ones."""
    around = [(spans[first], spans[second]) for first, second, _ in _places(spans)]
    lower, upper = _fences(_quartiles(spans))
    return [
        span
        for span in spans
        if span.low < span.high
        and (
            any(span in pair for pair in around)
            or (span.low < lower.high and span.high >= lower.low)
            or (span.low <= upper.high and span.high > upper.low)
        )
    ]


def box(spans: Sequence[Span]) -> Box:
    """The box of spans: exact if none is :func:`unclear`, else as if rows lay evenly in their spans.

    A quartile between two rows is interpolated linearly, the default of pandas and NumPy (Hyndman and Fan,
    1996, type 7).
    """
    ends = list(accumulate(span.rows for span in spans))

    def value(row: int) -> float:
        place = bisect_right(ends, row)
        span = spans[place]
        before = row - (ends[place] - span.rows)
        if before == span.rows - 1:
            return span.high
        return _between(span.low, span.high, before / (span.rows - 1))

    rows = range(ends[-1])
    places = [share * (len(rows) - 1) for share in _SHARES]
    low, middle, high = (
        _between(value(math.floor(place)), value(math.ceil(place)), place - math.floor(place))
        for place in places
    )
    reach = _REACH * (high - low)
    first = bisect_left(rows, low - reach, key=value)
    last = bisect_right(rows, high + reach, key=value) - 1
    return Box(len(rows), value(first), low, middle, high, value(last), first + len(rows) - 1 - last)


def _places(spans: Sequence[Span]) -> list[tuple[int, int, float]]:
    """Of each quartile, the spans of the two rows around it and how far it lies between them."""
    reached = list(accumulate(span.rows for span in spans))
    places = [share * (reached[-1] - 1) for share in _SHARES]
    return [
        (
            bisect_right(reached, math.floor(place)),
            bisect_right(reached, math.ceil(place)),
            place - math.floor(place),
        )
        for place in places
    ]


def _quartiles(spans: Sequence[Span]) -> list[_Range]:
    return [
        _Range(
            _between(spans[first].low, spans[second].low, part),
            _between(spans[first].high, spans[second].high, part),
        )
        for first, second, part in _places(spans)
    ]


def _between(first: float, second: float, part: float) -> float:
    # Of two equal rows exactly their value, which the sum of two products is not always.
    return first + (second - first) * part


def _fences(quartiles: Sequence[_Range]) -> tuple[_Range, _Range]:
    low, _, high = quartiles
    return (
        _Range(low.low - _REACH * (high.high - low.low), low.high - _REACH * (high.low - low.high)),
        _Range(high.low + _REACH * (high.low - low.high), high.high + _REACH * (high.high - low.low)),
    )
