"""ROI of fact rows: histogram and boxes by SQL are what NumPy gives for the same rows, on both servers."""

from collections import defaultdict
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from python_jobs.period import Period
from python_jobs.warehouse.aggregates.fact_shape import read_fact_shape
from python_jobs.warehouse.aggregates.roi_distribution import read_roi_distribution
from python_jobs.warehouse.connections import engine_for
from tests.conftest import Warehouse
from tests.fixtures.marts import Marts, Row, create_marts, plausible_marts

FEBRUARY = Period(date(2023, 2, 1), date(2023, 2, 28))
DAY = date(2023, 2, 2)


def read(
    warehouse: Warehouse,
    marts: Marts,
    period: Period | None = None,
    max_values: int = 100_000,
    exact_rows: int = 100_000,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    database = warehouse.settings.database("marts")
    engine = engine_for(warehouse.settings, "publisher")
    create_marts(engine, database, marts)
    with engine.connect() as connection:
        shape = read_fact_shape(connection, database, period)
        return read_roi_distribution(connection, database, period, shape, max_values, exact_rows)


def rows_with(revenues: list[float], channel: str = "Email") -> list[Row]:
    """Rows with a cost of 100, so that the ROI is the revenue less 100."""
    return [
        (channel, channel, DAY + timedelta(days=n), 100.0, 9, 8, 7, revenue)
        for n, revenue in enumerate(revenues)
    ]


def heavy_tail() -> list[Row]:
    random = np.random.default_rng(5)
    return [
        *rows_with([round(float(one), 2) for one in random.lognormal(3, 3, 300)]),
        *rows_with([round(float(one), 4) for one in random.normal(180, 1, 200)], "Narrow"),
        *rows_with([0.0] * 90 + [0.01, 0.02, 1e6], "Silent"),
        *rows_with([0.0, 100.0, 200.0, 200.0, 300.0], "Few"),
    ]


MARTS = {
    "plausible": plausible_marts(days=60, campaigns=7, channels=3).facts,
    "heavy tail": heavy_tail(),
    "all equal": rows_with([249.9] * 40),
    "two values close together": rows_with([249.9] * 30 + [249.90000001] * 30),
    "one row": rows_with([250.0]),
    "alike and far above": rows_with([20_100.0 + n / 8 for n in range(60)]),
    "ends of bins": rows_with([100.0 + n / 10 for n in range(60)] + [4_100.0, 900.0, 1_100.0]),
}


@pytest.mark.parametrize("rows", MARTS.values(), ids=MARTS)
@pytest.mark.parametrize(("period", "max_values"), [(None, 100_000), (None, 6), (FEBRUARY, 40)])
def test_boxes_and_bins_equal_numpys(
    warehouse: Warehouse, rows: list[Row], period: Period | None, max_values: int
) -> None:
    histogram, boxes = read(warehouse, Marts(rows), period, max_values)
    channels = defaultdict(list)
    for row in rows:
        if row[3] and (period is None or period.first <= row[2] <= period.last):
            channels[row[1]].append(round(100 * (row[7] - row[3]) / row[3], 8))
    assert boxes["channel"].to_list() == sorted(channels, key=lambda name: (-len(channels[name]), name))
    for box in boxes.iter_rows(named=True):
        roi = np.array(channels[box["channel"]])
        low, median, high = np.quantile(roi, [0.25, 0.5, 0.75])
        inside = roi[(roi >= low - 1.5 * (high - low)) & (roi <= high + 1.5 * (high - low))]
        assert box["fact_rows"] == len(roi)
        assert box["outliers"] == len(roi) - len(inside)
        named = ("lower_whisker", "lower_quartile", "median", "upper_quartile", "upper_whisker")
        expected = [inside.min(), low, median, high, inside.max()]
        assert [box[name] for name in named] == pytest.approx(expected, rel=1e-12)
    values = np.concatenate([np.array(roi) for roi in channels.values()])
    start, bins = histogram["from_pct"][0], len(histogram)
    width = histogram["to_pct"][0] - start
    numbers = np.minimum(bins - 1, np.floor(np.round((values - start) / width, 9)).astype(int))
    assert start <= values.min() < start + width
    assert min(values.max(), values.mean() + 2.9 * values.std()) < start + width * bins
    assert bins <= 34
    assert histogram["fact_rows"].to_list() == np.bincount(numbers, minlength=bins).tolist()
    assert histogram["from_pct"].to_list() == pytest.approx([start + width * i for i in range(bins)])


def test_boxes_of_a_large_fact_are_as_exact_as_its_buckets(warehouse: Warehouse) -> None:
    exact, near = (
        read(warehouse, Marts(heavy_tail()), exact_rows=rows)[1].sort("channel") for rows in (598, 597)
    )
    assert near.select("channel", "fact_rows").equals(exact.select("channel", "fact_rows"))
    for name in ("lower_quartile", "median", "upper_quartile"):
        # Buckets are a tenth wide, and above 100 % at most a hundredth of the value.
        assert ((near[name] - exact[name]).abs() <= np.maximum(0.1, exact[name].abs() / 100)).all()


def test_a_channel_without_cost_has_no_box(warehouse: Warehouse) -> None:
    facts: list[Row] = [("a", "Email", DAY, 10.0, 9, 8, 7, 25.0), ("b", "Display", DAY, 0.0, 9, 8, 7, 25.0)]
    (box,) = read(warehouse, Marts(facts))[1].iter_rows()
    assert box == ("Email", 1, 150.0, 150.0, 150.0, 150.0, 150.0, 0)
    assert [len(found) for found in read(warehouse, Marts(facts[1:]))] == [0, 0]
