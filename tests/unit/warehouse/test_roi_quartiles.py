"""Boxes from spans of rows: exact once the few spans that are called unclear are opened, and near before."""

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from python_jobs.warehouse.aggregates.roi_quartiles import box, unclear
from python_jobs.warehouse.aggregates.roi_spans import Span, replaced


def spans_of(values: list[int], width: int) -> list[Span]:
    """The values in buckets."""
    grouped = [(key, list(some)) for key, some in groupby(sorted(values), key=lambda value: value // width)]
    return [Span(key, some[0], some[-1], len(some)) for key, some in grouped]


@given(st.lists(st.integers(-100, 300) | st.integers(-100, 10**6), min_size=1), st.integers(1, 200))
def test_the_box_of_spans_is_that_of_their_rows(values: list[int], width: int) -> None:
    spans = spans_of(values, width)
    opened = unclear(spans)
    inside_opened = [value for value in values if any(one.low <= value <= one.high for one in opened)]
    spans = replaced(spans, opened, spans_of(inside_opened, 1))
    assert unclear(spans) == []
    found = box(spans)
    roi = np.array(values)
    low, median, high = np.quantile(roi, [0.25, 0.5, 0.75])
    inside = roi[(roi >= low - 1.5 * (high - low)) & (roi <= high + 1.5 * (high - low))]
    assert (found.fact_rows, found.outliers) == (len(roi), len(roi) - len(inside))
    assert found[1:-1] == pytest.approx([inside.min(), low, median, high, inside.max()])


@given(st.lists(st.integers(-1_000, 1_000), min_size=1), st.integers(2, 50))
def test_of_spans_that_stay_closed_a_quartile_is_off_by_less_than_their_width(
    values: list[int], width: int
) -> None:
    found, exact = (box(spans_of(values, wide)) for wide in (width, 1))
    assert found.fact_rows == exact.fact_rows
    for name in ("lower_quartile", "median", "upper_quartile"):
        assert abs(getattr(found, name) - getattr(exact, name)) < width
    reach = 1.5 * (found.upper_quartile - found.lower_quartile)
    assert found.lower_quartile - reach <= found.lower_whisker
    assert found.upper_whisker <= found.upper_quartile + reach


def test_of_many_spans_few_are_opened() -> None:
    values = [int(value) for value in np.random.default_rng(1).normal(100_000, 10_000, 50_000)]
    spans = spans_of(values, 100)
    assert len(spans) > 500
    assert sum(span.rows for span in unclear(spans)) < 0.03 * len(values)
