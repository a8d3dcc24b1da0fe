"""The rows that the benchmarks are made on: if they were not what they say, neither would the figures be."""

from datetime import date

import polars as pl
import pytest

from tests.benchmarks.campaign_rows import campaign_frames
from tests.benchmarks.customer_rows import customer_frames
from tests.benchmarks.shapes import SHAPES

LAST_DAY = date(2025, 12, 31)
ROWS = 60_000


def campaigns(shape: str, seed: int = 1) -> pl.DataFrame:
    return pl.concat(campaign_frames(SHAPES[shape], ROWS, seed, LAST_DAY))


@pytest.mark.parametrize(
    ("shape", "days", "duplicates"),
    [
        ("usual", 730, 0.02),
        ("few-campaigns", 3650, 0.02),
        ("many-campaigns", 30, 0.02),
        ("duplicates", 730, 0.9),
    ],
)
def test_a_shape_has_its_rows_days_and_duplicates(shape: str, days: int, duplicates: float) -> None:
    rows = campaigns(shape).drop_nulls("date")
    assert rows["date"].n_unique() == days
    assert rows["date"].max() == LAST_DAY
    times = rows.group_by("campaign_id", "date").len()["len"]
    assert 1 - len(times) / rows.height == pytest.approx(duplicates, abs=0.01)
    assert times.max() == round(1 / (1 - duplicates)) + (
        duplicates < 0.5
    )  # restated evenly, not one row always


def test_the_same_seed_gives_the_same_rows_and_another_one_others() -> None:
    assert campaigns("usual").equals(campaigns("usual"))
    assert not campaigns("usual").equals(campaigns("usual", seed=2))
    first, again = (pl.concat(customer_frames(ROWS, 1)) for _ in range(2))
    assert first.equals(again)


def test_fewer_than_two_rows_in_a_hundred_are_impossible() -> None:
    rows = campaigns("usual")
    impossible = rows.filter(
        pl.any_horizontal(pl.col("campaign_name", "cost", "revenue", "date").is_null())
        | (pl.col("cost") < 0)
        | (pl.col("clicks") > pl.col("impressions"))
    )
    assert 0.008 < impossible.height / rows.height < 0.02
