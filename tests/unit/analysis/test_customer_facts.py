"""Customers summed up in chunks come to what they come to in one."""

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from python_jobs.analysis.customer_facts import SegmentSums, facts_of
from python_jobs.analysis.segment_profiles import profile_segments
from python_jobs.features import FEATURES

NAMES = {1: "High value", 2: "Low value", 3: "Hardly known"}


def customers(rows: int) -> tuple[pl.DataFrame, np.ndarray]:
    """Customers whose features are large beside their spread, some missing; segment 3 is one customer."""
    random = np.random.default_rng(1)
    frame = pl.DataFrame({name: 1e6 + random.normal(size=rows) for name in FEATURES})
    frame = frame.with_columns(pl.when(pl.Series(random.random(rows) < 0.9)).then(pl.col("age")).alias("age"))
    labels = random.integers(1, 3, rows)
    labels[0] = 3
    return frame, labels


@pytest.mark.parametrize("chunk", [7, 100, 1000])
def test_chunks_come_to_the_whole(chunk: int) -> None:
    frame, labels = customers(1000)
    sums = SegmentSums({name: float(frame[name].drop_nulls()[0]) for name in FEATURES})
    for start in range(0, 1000, chunk):
        sums.add(frame.slice(start, chunk), labels[start : start + chunk])
    assert_frame_equal(sums.profiles(NAMES), profile_segments(frame, labels, NAMES), rel_tol=1e-9)
    assert sums.facts(1000) == facts_of(frame)


def test_a_segment_without_a_known_value_has_no_mean() -> None:
    frame = pl.DataFrame(
        {name: [1.0, None, None] for name in FEATURES}, schema=dict.fromkeys(FEATURES, pl.Float64)
    )
    labels = np.array([1, 2, 2])
    sums = SegmentSums(dict.fromkeys(FEATURES, 0.0))
    sums.add(frame, labels)
    assert_frame_equal(sums.profiles(NAMES), profile_segments(frame, labels, NAMES))


def test_without_revenue_there_are_no_shares_of_it() -> None:
    frame = pl.DataFrame({name: [0.0, 0.0] for name in FEATURES})
    sums = SegmentSums(dict.fromkeys(FEATURES, 0.0))
    sums.add(frame, np.array([1, 2]))
    assert sums.profiles(NAMES)["revenue_share_pct"].to_list() == [None, None]
