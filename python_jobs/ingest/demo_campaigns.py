"""Demo campaign rows: clean figures first, then the dirt that real exports have."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from python_jobs.ingest.demo_economics import CHANNELS, Floats, Integers, campaign_name, channel_of, demand

# Rows drawn at a time: bounds the memory, and the random numbers depend on it.
_CHUNK_ROWS = 250_000
_ALWAYS_ON_SHARE = 0.4
_SHORTEST_DAYS, _LONGEST_DAYS = 45, 300
_COST_SPIKE_SHARE = 0.002
_RESTATED_DAYS_SHARE = 0.01

_IMPOSSIBLE_SHARE = 0.01
_NAME_VARIANT_SHARE = 0.03
_CHANNEL_VARIANT_SHARE = 0.05
_BLANK_SHARE = 0.002
_GROUPED_COST_SHARE = 0.005
_BLANK_TEXTS = ("", "NA", "-", "null")


@dataclass(frozen=True)
class CampaignPlan:
    """Campaigns with their life times; arrays have one entry per campaign, days count from ``first_day``."""

    first_day: date
    days: int
    starts: Integers
    ends: Integers  # the first day after the life time
    volume: Floats
    conversion: Floats
    price: Floats

    @property
    def rows(self) -> int:
        """Rows of the whole plan: one per campaign and day of its life."""
        return int((self.ends - self.starts).sum())


def plan_campaigns(first_day: date, days: int, campaigns: int, rows: int | None, seed: int) -> CampaignPlan:
    """Draw life times and strengths of campaigns; ``rows`` overrides the number of campaigns exactly."""
    random = np.random.default_rng([seed, 0])
    drawn = campaigns if rows is None else rows // min(days, _SHORTEST_DAYS) + 1
    starts = random.integers(0, days, drawn)
    ends = np.minimum(starts + random.integers(_SHORTEST_DAYS, _LONGEST_DAYS + 1, drawn), days)
    starts = np.maximum(np.minimum(starts, ends - min(days, _SHORTEST_DAYS)), 0)
    always_on = random.random(drawn) < _ALWAYS_ON_SHARE
    always_on[: len(CHANNELS)] = True  # no channel is ever without a campaign
    starts[always_on], ends[always_on] = 0, days
    if rows is not None:
        total = np.cumsum(ends - starts)
        campaigns = int(np.searchsorted(total, rows)) + 1
        ends[campaigns - 1] -= total[campaigns - 1] - rows
    return CampaignPlan(
        first_day,
        days,
        starts[:campaigns],
        ends[:campaigns],
        random.lognormal(0, 0.35, drawn)[:campaigns],
        random.lognormal(0, 0.20, drawn)[:campaigns],
        random.lognormal(0, 0.12, drawn)[:campaigns],
    )


def campaign_chunks(plan: CampaignPlan, seed: int) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Yield the dirty rows of the first export by days, and beside them those restated later (clean)."""
    restated_days = _restated_days(plan, seed)
    relative_demand = demand(plan.first_day, plan.days)
    names = pl.Series([campaign_name(index) for index in range(len(plan.starts))])
    days_per_chunk = max(1, _CHUNK_ROWS // len(plan.starts))
    for first in range(0, plan.days, days_per_chunk):
        random = np.random.default_rng([seed, 1, first])
        chunk_days = np.arange(first, min(first + days_per_chunk, plan.days))
        alive = (plan.starts <= chunk_days[:, None]) & (chunk_days[:, None] < plan.ends)
        day_index, campaign = np.nonzero(alive)
        day = chunk_days[day_index]
        rows = _clean_rows(plan, names, campaign, day, relative_demand[day], random)
        late = _restated(rows.filter(pl.Series(np.isin(day, restated_days))), random)
        yield _with_dirt(rows, campaign, random), late.cast(pl.String)


def _restated_days(plan: CampaignPlan, seed: int) -> Integers:
    count = max(1, round(plan.days * _RESTATED_DAYS_SHARE))
    return np.random.default_rng([seed, 2]).choice(plan.days, count, replace=False)


def _clean_rows(
    plan: CampaignPlan,
    names: pl.Series,
    campaign: Integers,
    day: Integers,
    day_demand: Floats,
    random: np.random.Generator,
) -> pl.DataFrame:
    rows = len(campaign)
    channel = campaign % len(CHANNELS)

    def of_channel(attribute: str) -> Floats:
        values = np.array([getattr(economics, attribute) for economics in CHANNELS], dtype=np.float64)
        return np.asarray(values[channel])

    # Demand moves both how many see an ad and, less so, how many of them buy.
    reach = of_channel("impressions") * plan.volume[campaign] * day_demand * random.lognormal(0, 0.12, rows)
    impressions = random.poisson(reach)
    clicks = random.binomial(impressions, of_channel("click_rate"))
    buying = of_channel("conversion_rate") * plan.conversion[campaign] * day_demand**0.3
    conversions = random.binomial(clicks, np.minimum(buying, 0.5))
    cost = clicks * of_channel("cost_per_click") * plan.price[campaign] * random.lognormal(0, 0.08, rows)
    cost *= np.where(random.random(rows) < _COST_SPIKE_SHARE, 6.0, 1.0)
    # The mean basket of n orders varies less the more orders there are.
    baskets = np.exp(random.standard_normal(rows) * 0.4 / np.sqrt(np.maximum(conversions, 1)))
    revenue = conversions * of_channel("order_value") * baskets
    numbers = pl.Series(campaign + 1).cast(pl.String).str.zfill(5)
    return pl.DataFrame(
        {
            "campaign_id": "C" + numbers,
            "campaign_name": names.gather(campaign),
            "channel": pl.Series([economics.channel for economics in CHANNELS]).gather(channel),
            "date": pl.Series(day).cast(pl.Int32).cast(pl.Date) + (plan.first_day - date(1970, 1, 1)),
            "cost": cost.round(2),
            "impressions": impressions,
            "clicks": clicks,
            "conversions": conversions,
            "revenue": revenue.round(2),
        }
    )


def _restated(rows: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    """The same days as the platform reports them later: some conversions were attributed late."""
    late = random.uniform(1.02, 1.12, rows.height)
    conversions = np.ceil(rows["conversions"].to_numpy() * late).astype(np.int64)
    return rows.with_columns(
        pl.Series("conversions", conversions),
        pl.Series("revenue", (rows["revenue"].to_numpy() * late).round(2)),
    )


def _with_dirt(rows: pl.DataFrame, campaign: Integers, random: np.random.Generator) -> pl.DataFrame:
    """Spelling variants, blanks, grouped thousands and, in one row of a hundred, something impossible."""
    texts = {column.name: column for column in rows.cast(pl.String)}

    def some(share: float) -> Integers:
        return np.nonzero(random.random(rows.height) < share)[0]

    def put(column: str, positions: Integers, values: pl.Series) -> None:
        texts[column] = texts[column].scatter(positions, values)

    def any_of(choices: tuple[str, ...], count: int) -> pl.Series:
        return pl.Series(choices, dtype=pl.String).gather(random.integers(0, len(choices), count))

    upper, lower, spaced = np.array_split(random.permutation(some(_NAME_VARIANT_SHARE)), 3)
    names = texts["campaign_name"]
    put("campaign_name", upper, names.gather(upper).str.to_uppercase())
    put("campaign_name", lower, names.gather(lower).str.to_lowercase())
    put("campaign_name", spaced, " " + names.gather(spaced).str.replace(" ", "  "))
    respelled = some(_CHANNEL_VARIANT_SHARE)
    choice = random.integers(0, 1_000, len(respelled))
    spellings = [channel_of(int(index)).spellings for index in campaign[respelled]]
    variants = [each[int(pick) % len(each)] for each, pick in zip(spellings, choice, strict=True)]
    put("channel", respelled, pl.Series(variants, dtype=pl.String))
    grouped = some(_GROUPED_COST_SHARE)
    amounts = [f"{amount:,.2f}" for amount in rows["cost"].gather(grouped)]
    put("cost", grouped, pl.Series(amounts, dtype=pl.String))
    for column in ("impressions", "clicks", "conversions", "channel"):
        blank = some(_BLANK_SHARE)
        put(column, blank, any_of(_BLANK_TEXTS, len(blank)))
    no_name, no_cost, no_date, negative, too_many_clicks, unreadable = np.array_split(
        random.permutation(some(_IMPOSSIBLE_SHARE)), 6
    )
    put("campaign_name", no_name, any_of(_BLANK_TEXTS, len(no_name)))
    put("cost", no_cost, any_of(_BLANK_TEXTS, len(no_cost)))
    put("date", no_date, any_of(_BLANK_TEXTS, len(no_date)))
    put("cost", negative, "-" + (rows["cost"].gather(negative) + 1).round(2).cast(pl.String))
    put("clicks", too_many_clicks, (rows["impressions"].gather(too_many_clicks) * 2 + 1).cast(pl.String))
    put("impressions", too_many_clicks, rows["impressions"].gather(too_many_clicks).cast(pl.String))
    put("revenue", unreadable, any_of(("#REF!", "see note", "12.3.4"), len(unreadable)))
    return pl.DataFrame(list(texts.values()))


def first_day_of(end_date: date, days: int) -> date:
    """First of ``days`` days that end with ``end_date``."""
    return end_date - timedelta(days=days - 1)
