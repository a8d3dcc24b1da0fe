"""Raw campaign rows for the benchmarks: any number, the same for the same seed, dirty as exports are."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import polars as pl

from tests.benchmarks.shapes import Calendar, Integers, Shape

_CHUNK_ROWS = 250_000  # bounds the memory; the random numbers depend on it

# Channel, spellings, impressions a day, click rate, cost per click, conversion rate, revenue per conversion.
_CHANNELS = (
    ("Paid Search", ("PPC", "google ads", " search"), 9_000, 0.040, 0.85, 0.038, 78),
    ("Social Media", ("facebook", "SOCIAL MEDIA", "Paid Social"), 40_000, 0.011, 0.62, 0.019, 64),
    ("Display", ("display", "Display Ads", "banner "), 120_000, 0.0025, 0.48, 0.0045, 70),
    ("Email", ("email", "E-Mail", "newsletter"), 6_000, 0.032, 0.09, 0.026, 66),
    ("Mobile Push", ("mobile", "push", "Mobile  Push"), 8_000, 0.018, 0.12, 0.012, 48),
    ("Video", ("video", "YouTube", "VIDEO"), 45_000, 0.0045, 0.90, 0.008, 85),
    ("Affiliate", ("affiliate", "AFFILIATE", "affiliate "), 7_000, 0.021, 0.70, 0.031, 72),
)
_NAMES = ("Spring Sale", "Brand", "Retargeting", "Newcomers", "Outlet", "Loyalty Club")

_RESPELLED_NAMES = 0.03
_RESPELLED_CHANNELS = 0.05
_MISSING = 0.002
_IMPOSSIBLE = 0.012  # a sixth each: no name, no cost, no date, negative, more clicks than views, unreadable


def campaign_frames(shape: Shape, rows: int, seed: int, last_day: date) -> Iterator[pl.DataFrame]:
    """Yield chunks of so many rows with the columns of ``<prefix>_raw.campaigns`` and ``_unparsed``.

    Args:
        shape: which campaigns and days there are.
        last_day: the history ends here.
    """
    calendar = Calendar.of(shape, rows)
    first_day = last_day - timedelta(days=calendar.days - 1)
    for first in range(0, rows, _CHUNK_ROWS):
        numbers = np.arange(first, min(first + _CHUNK_ROWS, rows))
        campaign, day = calendar.places(numbers)
        yield frame_of(campaign, day, first_day, np.random.default_rng([seed, 1, first]))


def frame_of(campaign: Integers, day: Integers, first_day: date, random: np.random.Generator) -> pl.DataFrame:
    """Rows of these campaigns on these days, which count from ``first_day``."""
    rows = len(campaign)
    channel = campaign % len(_CHANNELS)
    names, spellings, views, click_rate, click_cost, buying, value = zip(*_CHANNELS, strict=True)
    size = 0.5 + (campaign * 7919 % 1000) / 1000  # of a campaign, the same on all its days
    impressions = random.poisson(np.array(views)[channel] * size)
    clicks = random.binomial(impressions, np.array(click_rate)[channel])
    conversions = random.binomial(clicks, np.array(buying)[channel])
    cost = clicks * np.array(click_cost)[channel] * random.lognormal(0, 0.15, rows)
    revenue = conversions * np.array(value)[channel] * random.lognormal(0, 0.2, rows)
    number = pl.Series(campaign)
    frame = pl.DataFrame(
        {
            "campaign_id": "C" + number.cast(pl.String),
            "campaign_name": pl.Series(_NAMES).gather(campaign // len(_CHANNELS) % len(_NAMES))
            + " "
            + number.cast(pl.String),
            "channel": pl.Series(names).gather(channel),
            "cost": cost.round(2),
            "impressions": impressions,
            "clicks": clicks,
            "conversions": conversions,
            "revenue": revenue.round(2),
            "date": pl.Series(day + (first_day - date(1970, 1, 1)).days).cast(pl.Int32).cast(pl.Date),
            "spelling": pl.Series([each for three in spellings for each in three]).gather(
                channel * 3 + random.integers(0, 3, rows)
            ),
            "luck": random.random(rows),
        }
    )
    return _with_dirt(frame, random)


def _with_dirt(frame: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    """Other spellings, gaps and impossible values; ``spelling`` and ``luck`` are used up."""

    def hit(share: float) -> pl.Series:
        return pl.Series(random.random(frame.height) < share)

    luck, name = pl.col("luck"), pl.col("campaign_name")
    spaced = " " + name.str.replace(" ", "  ")
    respelled = pl.when(luck < 1 / 3).then(name.str.to_uppercase()).when(luck < 2 / 3).then(spaced)
    # One draw decides which impossible thing happens to a row, if any.
    fate = pl.Series("fate", (random.random(frame.height) * 6 / _IMPOSSIBLE).clip(0, 7).astype(np.int64))
    unreadable = fate == 5
    impossible = pl.col("impressions") * 2 + 1
    return frame.with_columns(
        pl.when(hit(_RESPELLED_NAMES))
        .then(respelled.otherwise(name.str.to_lowercase()))
        .otherwise(name)
        .alias("campaign_name"),
        pl.when(hit(_RESPELLED_CHANNELS)).then("spelling").otherwise("channel").alias("channel"),
    ).select(
        "campaign_id",
        pl.when(fate != 0).then("campaign_name").alias("campaign_name"),
        pl.when(~hit(_MISSING)).then("channel").alias("channel"),
        pl.when(fate == 3).then(-1 - pl.col("cost")).when(fate != 1).then("cost").alias("cost"),
        pl.when(~hit(_MISSING)).then("impressions").alias("impressions"),
        pl.when(fate == 4).then(impossible).when(~hit(_MISSING)).then("clicks").alias("clicks"),
        pl.when(~hit(_MISSING)).then("conversions").alias("conversions"),
        pl.when(~unreadable).then("revenue").alias("revenue"),
        pl.when(fate != 2).then("date").alias("date"),
        pl.when(unreadable).then(pl.lit('{"revenue": "#REF!"}')).alias("_unparsed"),
    )
