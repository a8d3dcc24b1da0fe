"""Unusual days: spikes and drops are found, chance is not."""

from datetime import date, timedelta

import polars as pl
import pytest

from python_jobs.analysis.campaigns.anomalies import find_anomalies, history_before
from python_jobs.analysis_config import CampaignsConfig
from python_jobs.period import Period
from tests.fixtures.channel_days import FIRST, channel_days, noise

CONFIG = CampaignsConfig()


def days_of(number: int) -> Period:
    return Period(FIRST, FIRST + timedelta(days=number - 1))


def changed(days: pl.DataFrame, day: date, measure: str, factor: float) -> pl.DataFrame:
    there = (pl.col("date") == day) & (pl.col("channel") == "Channel 0")
    value = (pl.col(measure) * factor).cast(days.schema[measure])
    return days.with_columns(pl.when(there).then(value).otherwise(pl.col(measure)).alias(measure))


def test_chance_alone_is_hardly_ever_unusual() -> None:
    found = [len(find_anomalies(noise(365, 4, seed), days_of(365), CONFIG)) for seed in range(5)]
    assert sum(found) <= 3  # of 29,200 figures


@pytest.mark.parametrize(
    ("measure", "factor"), [("cost", 3), ("revenue", 0.1), ("clicks", 0), ("conversions", 4)]
)
def test_a_day_unlike_its_weekday_is_found(measure: str, factor: float) -> None:
    day = FIRST + timedelta(days=150)
    days = changed(noise(200, 2, 1), day, measure, factor)
    (anomaly,) = find_anomalies(days, days_of(200), CONFIG)
    assert (anomaly.date, anomaly.channel, anomaly.measure) == (day, "Channel 0", measure)
    assert (anomaly.score > 0) == (factor > 1)
    same_weekday = [
        days.filter((pl.col("date") == day - timedelta(weeks=week)) & (pl.col("channel") == "Channel 0"))
        for week in range(1, 9)
    ]
    assert anomaly.expected == pytest.approx(
        sorted(float(row[measure][0]) for row in same_weekday)[3:5][0], rel=0.3
    )


def test_the_days_before_a_period_say_what_is_usual_in_it() -> None:
    day = FIRST + timedelta(days=150)
    days, period = changed(noise(200, 1, 1), day, "cost", 3), Period(day, day)
    assert len(find_anomalies(days, period, CONFIG)) == 1
    enough = days.filter(pl.col("date") >= history_before(period, CONFIG))
    assert find_anomalies(enough, period, CONFIG) == find_anomalies(days, period, CONFIG)
    assert not find_anomalies(days.filter(pl.col("date") >= day - timedelta(weeks=3)), period, CONFIG)


def test_where_all_days_are_equal_chance_in_counts_is_the_scale() -> None:
    flat = channel_days(
        [(FIRST + timedelta(days=day), "Channel 0", 50.0, 0, 100, 25, 200.0) for day in range(120)]
    )
    day = FIRST + timedelta(days=100)
    assert not find_anomalies(changed(flat, day, "clicks", 1.3), days_of(120), CONFIG)
    (anomaly,) = find_anomalies(changed(flat, day, "clicks", 2.0), days_of(120), CONFIG)
    assert anomaly.score == pytest.approx(0.6931 / 0.1, rel=1e-3)  # log 2 over 1 / sqrt(100)


def test_of_small_numbers_nothing_is_said() -> None:
    small = channel_days(
        [(FIRST + timedelta(days=day), "Channel 0", 5.0, 0, 10, 1, 20.0) for day in range(120)]
    )
    assert not find_anomalies(changed(small, FIRST + timedelta(days=100), "clicks", 9), days_of(120), CONFIG)


def test_gaps_and_one_day_are_borne() -> None:
    days = noise(200, 1, 2)
    holes = days.filter(pl.col("date").dt.day() > 9)
    assert len(find_anomalies(holes, days_of(200), CONFIG)) <= 1
    assert find_anomalies(days.head(1), days_of(1), CONFIG) == ()
    assert find_anomalies(days.clear(), days_of(1), CONFIG) == ()
