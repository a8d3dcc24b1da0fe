"""Boxes of the ROI per channel: what SQL gives is what NumPy gives for the same rows, on both servers."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from python_jobs.period import Period
from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.roi_quartiles import read_roi_quartiles
from tests.conftest import Warehouse
from tests.fixtures.marts import Marts, Row, create_marts, plausible_marts

FEBRUARY = Period(date(2023, 2, 1), date(2023, 2, 28))


def read(warehouse: Warehouse, marts: Marts, period: Period | None = None) -> pl.DataFrame:
    database = warehouse.settings.database("marts")
    engine = engine_for(warehouse.settings, "publisher")
    create_marts(engine, database, marts)
    with engine.connect() as connection:
        return read_roi_quartiles(connection, database, period)


@pytest.mark.parametrize("period", [None, FEBRUARY])
def test_boxes_equal_numpys(warehouse: Warehouse, period: Period | None) -> None:
    marts = plausible_marts(days=60, campaigns=7, channels=3)
    boxes = read(warehouse, marts, period)
    assert len(boxes) == 3
    days = [row for row in marts.facts if not period or period.first <= row[2] <= period.last]
    for box in boxes.iter_rows(named=True):
        rows = [row for row in days if row[1] == box["channel"] and row[3]]
        roi = np.array([100 * (row[7] - row[3]) / row[3] for row in rows])
        low, median, high = np.quantile(roi, [0.25, 0.5, 0.75])
        inside = roi[(roi >= low - 1.5 * (high - low)) & (roi <= high + 1.5 * (high - low))]
        assert box["fact_rows"] == len(roi)
        assert box["outliers"] == len(roi) - len(inside)
        named = ("lower_whisker", "lower_quartile", "median", "upper_quartile", "upper_whisker")
        expected = [inside.min(), low, median, high, inside.max()]
        assert [box[name] for name in named] == pytest.approx(expected, rel=1e-6)


def test_one_row_is_its_own_box_and_a_channel_without_cost_has_none(warehouse: Warehouse) -> None:
    day = date(2024, 1, 1)
    facts: list[Row] = [("a", "Email", day, 10.0, 9, 8, 7, 25.0), ("b", "Display", day, 0.0, 9, 8, 7, 25.0)]
    (box,) = read(warehouse, Marts(facts)).iter_rows()
    assert box == ("Email", 1, 150.0, 150.0, 150.0, 150.0, 150.0, 0)
