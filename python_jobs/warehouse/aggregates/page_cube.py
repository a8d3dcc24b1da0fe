"""What the page filters: sums per campaign, channel and day, of a size that fits into one file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

import sqlalchemy as sa

from python_jobs.period import Period
from python_jobs.printable import printable
from python_jobs.warehouse.aggregates.cube_rows import (
    COLUMNS,
    CubeRows,
    cube_rows,
    no_rows,
    remainder,
    together,
)
from python_jobs.warehouse.aggregates.period_marts import FACT, mart
from python_jobs.warehouse.rows.row_packets import stream_rows

# At most 40 bytes a row as JSON (30 with the demo's): 4 MB of the 6 that the page may have; scripts take 1.6.
MAX_ROWS = 100_000
# More campaigns than these are no list that anybody picks from.
MAX_CAMPAIGNS = 3_000
OTHER_CAMPAIGNS = 0
# Days at the end that keep their own figures when all days would be too many; whole weeks.
_DAILY_SPANS = (364, 84, 0)


@dataclass(frozen=True)
class PageCube:
    """Sums of the fact, per campaign (its key, or ``OTHER_CAMPAIGNS``), channel and day.

    campaigns, channels: names by key, highest cost first. other_campaigns: how many campaigns are summed
    per channel, under the key ``OTHER_CAMPAIGNS``.
    daily_from: rows before it are of a week, and stand at its Monday or at the first day of ``period``; None:
        every row is of a day.
    period: the days that the rows cover; None without any.
    """

    rows: CubeRows
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
    marts = _Marts(connection, database, period)
    covered = marts.covered()
    if covered is None:
        return PageCube(no_rows(), {}, {}, 0, None, None)
    channels = marts.channels()
    single, campaigns = marts.single_campaigns(max_rows)
    daily_from = None
    if len(single) < campaigns:
        daily_from = _daily_from(covered, len(channels), max_rows // 2)
    day = _day(covered, daily_from)
    cells = marts.cells(single, day) if single else no_rows()
    if len(single) < campaigns:
        # Far faster than the others' rows of the fact.
        cells = together([cells, remainder(marts.channel_cells(day), cells)])
    return PageCube(cells, marts.names(single), channels, campaigns - len(single), daily_from, covered)


@dataclass(frozen=True)
class _Marts:
    """The marts that a cube is read from, for the days of a period or for all."""

    connection: sa.Connection
    database: str
    period: Period | None

    def covered(self) -> Period | None:
        """From the first to the last day with figures."""
        ((first, last),) = self._rows(f"select min(date), max(date) from {self._mart('mart_channel_day')}")
        return None if first is None else Period(first, last)

    def single_campaigns(self, max_rows: int) -> tuple[list[int], int]:
        """The campaigns that stay single, highest cost first, and how many campaigns there are.

        All if they and their rows are few, else those that have half of the rows together at most.
        """
        summary = self._mart("mart_campaign_summary")
        ((campaigns,),) = self._rows(f"select count(*) from {summary}")
        by_cost = self._rows(
            f"select campaign_key, days_active from {summary} "
            f"order by cost desc, revenue desc, campaign_key limit {MAX_CAMPAIGNS}"
        )
        fact = self._mart(FACT)
        # Not all are counted, which takes a while: whether there are more is enough.
        ((rows,),) = self._rows(f"select count(*) from (select 1 from {fact} limit {max_rows + 1}) as some")
        if rows <= max_rows and campaigns <= MAX_CAMPAIGNS:
            return [int(key) for key, _ in by_cost], campaigns
        room = max_rows // 2
        # A campaign has a row a day at least: of those beyond, none can be among the chosen.
        reached = accumulate(days for _, days in by_cost)
        keys = [int(key) for (key, _), days in zip(by_cost, reached, strict=True) if days <= room]
        query = (
            f"select campaign_key, count(*) from {fact} where campaign_key in ({_listed(keys)}) "
            "group by campaign_key"
        )
        counted = {int(key): int(number) for key, number in self._rows(query)}
        reached = accumulate(counted[key] for key in keys)
        return [key for key, total in zip(keys, reached, strict=True) if total <= room], campaigns

    def channels(self) -> dict[int, str]:
        """Names by key, highest cost first."""
        summary = self._mart("mart_channel_summary")
        query = f"select channel_key, channel from {summary} order by cost desc, channel"
        return {int(key): printable(name) for key, name in self._rows(query)}

    def names(self, keys: list[int]) -> dict[int, str]:
        """Of campaigns, in the order of their keys here."""
        query = (
            f"select campaign_key, campaign_label from {self.database}.dim_campaign "
            f"where campaign_key in ({_listed(keys)})"
        )
        found = {int(key): printable(name) for key, name in self._rows(query)}
        return {key: found[key] for key in keys}

    def cells(self, campaigns: list[int], day: str) -> CubeRows:
        """Rows of campaigns."""
        source = f"{self._mart(FACT)} where campaign_key in ({_listed(campaigns)})"
        return self._cells("campaign_key", day, source)

    def channel_cells(self, day: str) -> CubeRows:
        """Rows of all campaigns together, under the key ``OTHER_CAMPAIGNS``."""
        return self._cells(str(OTHER_CAMPAIGNS), day, self._mart("mart_channel_day"))

    def _cells(self, campaign: str, day: str, source: str) -> CubeRows:
        query = (
            f"select {campaign} as campaign, channel_key, {day} as day, sum(cost), sum(impressions), "
            f"sum(clicks), sum(conversions), sum(revenue) from {source} "
            "group by campaign, channel_key, day order by campaign, channel_key, day"
        )
        # In blocks, which takes a third of the driver's time for rows.
        return cube_rows(stream_rows(self.connection, query, COLUMNS))

    def _mart(self, table: str) -> str:
        return mart(self.database, table, self.period)

    def _rows(self, query: str) -> Sequence[sa.Row[Any]]:
        return self.connection.execute(sa.text(query)).all()


def _listed(keys: list[int]) -> str:
    """For SQL: keys are numbers of ours, no text from outside is in the statement."""
    return ", ".join(map(str, keys)) or "null"


def _daily_from(period: Period, channels: int, max_rows: int) -> date | None:
    if channels * period.days <= max_rows:
        return None
    monday = period.last - timedelta(days=period.last.weekday())
    for span in _DAILY_SPANS:
        weeks = max(period.days - span, 0) // 7
        if channels * (span + weeks) <= max_rows:
            break
    return max(monday + timedelta(days=7 - span), period.first)


def _day(period: Period, daily_from: date | None) -> str:
    if daily_from is None:
        return "date"
    monday = f"greatest(date - interval weekday(date) day, date '{period.first}')"
    return f"case when date < date '{daily_from}' then {monday} else date end"
