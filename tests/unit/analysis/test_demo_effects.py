"""The demo data has effects that are known: the analysis finds them, whatever the seed."""

from datetime import date

import polars as pl
import pytest

from python_jobs.analysis.campaigns.anomalies import find_anomalies
from python_jobs.analysis.campaigns.ranking import rank_channels
from python_jobs.analysis.campaigns.weekdays import best_and_worst_weekday
from python_jobs.analysis_config import CampaignsConfig
from python_jobs.ingest.demo_campaigns import campaign_chunks, plan_campaigns
from python_jobs.ingest.demo_economics import channel_of
from python_jobs.language import Language
from python_jobs.period import Period
from python_jobs.warehouse.aggregates.channel_days import CHANNEL_DAY_COLUMNS

FIRST, DAYS = date(2024, 1, 2), 730


def demo_days(seed: int) -> pl.DataFrame:
    """Channel days of the demo without its dirty rows."""
    chunks = campaign_chunks(plan_campaigns(FIRST, DAYS, 40, None, seed), seed)
    numbers = [name for name, kind in CHANNEL_DAY_COLUMNS.items() if kind in (pl.Float64, pl.Int64)]
    rows = pl.concat([rows for rows, _ in chunks])
    channels = [channel_of(int(number[1:]) - 1).channel for number in rows["campaign_id"]]
    clean = (
        rows.with_columns(
            pl.Series("channel", channels),
            pl.col("date").str.to_date(strict=False),
            *(pl.col(name).cast(CHANNEL_DAY_COLUMNS[name], strict=False) for name in numbers),
        )
        .drop_nulls(["date", *numbers])
        .filter((pl.col("cost") >= 0) & (pl.col("clicks") <= pl.col("impressions")))
    )
    sums = clean.group_by("date", "channel").agg(pl.col(numbers).sum())
    return sums.select(list(CHANNEL_DAY_COLUMNS)).sort("date", "channel")


@pytest.fixture(scope="module", params=[1, 2])
def days(request: pytest.FixtureRequest) -> pl.DataFrame:
    return demo_days(request.param)


def test_the_channels_that_lose_are_told_from_those_that_earn(days: pl.DataFrame) -> None:
    channels = {one.channel: one for one in rank_channels(days, CampaignsConfig(), Language())}
    # Each campaign has a price and a rate of its own, which can carry video (0.8) over break-even.
    assert channels["Display"].is_certain
    assert channels["Display"].roi_high_pct < 0
    for name in ("Paid Search", "Social Media", "Email", "Mobile Push", "Affiliate"):
        assert channels[name].is_certain
        assert channels[name].roi_low_pct > 0


def test_sunday_is_the_best_day_and_saturday_or_friday_the_worst(days: pl.DataFrame) -> None:
    daily = days.group_by("date").agg(pl.col("cost", "revenue").sum())
    both = best_and_worst_weekday(daily, 0.95)
    if both is not None:  # the spikes of cost may hide it
        assert (both[0].weekday, both[1].weekday in (5, 6)) == (7, True)


def test_the_week_of_black_friday_is_unusual(days: pl.DataFrame) -> None:
    last = days["date"].to_list()[-1]
    found = find_anomalies(days, Period(FIRST, last), CampaignsConfig())
    black = [
        one
        for one in found
        if one.date.month == 11 and 22 <= one.date.day <= 30 and one.measure in ("revenue", "conversions")
    ]
    assert black
    assert all(one.value > 1.4 * one.expected for one in black)
