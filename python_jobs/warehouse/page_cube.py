"""What the page filters: sums per campaign, channel and day, of a size that fits into one file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa

from python_jobs.period import Period
from python_jobs.printable import printable
from python_jobs.warehouse.period_marts import FACT, mart

# At most 40 bytes a row as JSON (30 with the demo's): 4 MB of the 6 that the page may have; scripts take 1.6.
MAX_ROWS = 100_000
# More campaigns than these are no list that anybody picks from.
MAX_CAMPAIGNS = 3_000
OTHER_CAMPAIGNS = 0
# Days at the end that keep their own figures when all days would be too many; whole weeks.
_DAILY_SPANS = (364, 84, 0)


class Row(NamedTuple):
    """Sums of a campaign (its key, or ``OTHER_CAMPAIGNS``) on a channel and a day."""

    campaign: int
    channel: int
    day: date
    cost: Decimal
    impressions: int
    clicks: int
    conversions: int
    revenue: Decimal


@dataclass(frozen=True)
class PageCube:
    """Sums of the fact, ordered by campaign, channel and day; amounts exact.

    campaigns, channels: names by key, highest cost first. other_campaigns: how many campaigns are summed
    per channel, under the key ``OTHER_CAMPAIGNS``.
    daily_from: rows before it are of a week, and stand at its Monday or at the first day of ``period``; None:
        every row is of a day.
    period: the days that the rows cover; None without any.
    """

    rows: Sequence[Row]
    campaigns: dict[int, str]
    channels: dict[int, str]
    other_campaigns: int
    daily_from: date | None
    period: Period | None


def read_page_cube(
    connection: sa.Connection, database: str, period: Period | None, max_rows: int = MAX_ROWS
) -> PageCube:
    """Read the sums of a period, or of all days: at most about ``max_rows`` rows, however big the fact.

    Too many rows: the campaigns with the highest cost stay single, the others are summed per channel. Still
    too many: days long past are summed to weeks.
    """
    fact = mart(database, FACT, period)
    # Campaigns are counted where there is a row of each: distinct ones of the fact take ten times as long.
    rows, first, last, campaigns = connection.execute(
        sa.text(
            "select count(*), min(date), max(date), (select count(*) from "
            f"{mart(database, 'mart_campaign_summary', period)}) from {fact}"
        )
    ).one()
    if not rows:
        return PageCube((), {}, {}, 0, None, None)
    covered = Period(first, last)
    is_small = rows <= max_rows and campaigns <= MAX_CAMPAIGNS
    single = _single_campaigns(connection, fact, rows if is_small else max_rows // 2)
    channels = _channels(connection, mart(database, "mart_channel_summary", period))
    is_folded = len(single) < campaigns
    daily_from = None
    if is_folded:
        daily_from = _daily_from(covered, len(channels), max_rows // 2)
    cells = _cells(connection, fact, single, "in", covered, daily_from) if single else []
    if is_folded:
        cells = [*cells, *_cells(connection, fact, single, "not in", covered, daily_from)]
    names = _names(connection, database, single)
    return PageCube(cells, names, channels, campaigns - len(single), daily_from, covered)


def _single_campaigns(connection: sa.Connection, fact: str, max_rows: int) -> list[int]:
    """The campaigns with the highest cost that together have so many rows."""
    query = (
        f"select campaign_key, count(*) from {fact} group by campaign_key "
        f"order by sum(cost) desc, sum(revenue) desc, campaign_key limit {MAX_CAMPAIGNS}"
    )
    chosen, total = [], 0
    for key, rows in connection.execute(sa.text(query)):
        total += rows
        if total > max_rows:
            break
        chosen.append(int(key))
    return chosen


def _daily_from(period: Period, channels: int, max_rows: int) -> date | None:
    if channels * period.days <= max_rows:
        return None
    monday = period.last - timedelta(days=period.last.weekday())
    for span in _DAILY_SPANS:
        weeks = max(period.days - span, 0) // 7
        if channels * (span + weeks) <= max_rows:
            break
    return max(monday + timedelta(days=7 - span), period.first)


def _cells(
    connection: sa.Connection,
    fact: str,
    single: list[int],
    which: str,
    period: Period,
    daily_from: date | None,
) -> list[Row]:
    """Rows of the campaigns themselves (``in``), or of all others together (``not in``)."""
    campaign = "campaign_key" if which == "in" else str(OTHER_CAMPAIGNS)
    # Keys are numbers of ours: no text from outside is in the statement.
    keys = ", ".join(map(str, single)) or "-1"
    day = "date"
    if daily_from is not None:
        monday = f"greatest(date - interval weekday(date) day, date '{period.first}')"
        day = f"case when date < date '{daily_from}' then {monday} else date end"
    query = (
        f"select {campaign} as campaign, channel_key, {day} as day, sum(cost), sum(impressions), "
        f"sum(clicks), sum(conversions), sum(revenue) from {fact} where campaign_key {which} ({keys}) "
        "group by campaign, channel_key, day order by campaign, channel_key, day"
    )
    # As a stream, so that the driver holds no second list of them.
    streaming = connection.execution_options(stream_results=True)
    return [
        Row(int(campaign), int(channel), day, cost, int(impressions), int(clicks), int(conversions), revenue)
        for campaign, channel, day, cost, impressions, clicks, conversions, revenue in streaming.execute(
            sa.text(query)
        )
    ]


def _channels(connection: sa.Connection, channels: str) -> dict[int, str]:
    query = f"select channel_key, channel from {channels} order by cost desc, channel"
    return {int(key): printable(name) for key, name in connection.execute(sa.text(query))}


def _names(connection: sa.Connection, database: str, keys: list[int]) -> dict[int, str]:
    if not keys:
        return {}
    query = (
        f"select campaign_key, campaign_label from {database}.dim_campaign "
        f"where campaign_key in ({', '.join(map(str, keys))})"
    )
    found = {int(key): printable(name) for key, name in connection.execute(sa.text(query))}
    return {key: found[key] for key in keys}
