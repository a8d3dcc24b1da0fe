"""Figures of the candidate by day, and by day and channel or campaign, as the comparisons need them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from python_jobs.settings import Settings


@dataclass(frozen=True)
class Figures:
    """Sums of some rows of the fact; amounts in the currency of the source."""

    rows: float = 0
    cost: float = 0
    clicks: float = 0
    conversions: float = 0
    revenue: float = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.rows + other.rows,
            self.cost + other.cost,
            self.clicks + other.clicks,
            self.conversions + other.conversions,
            self.revenue + other.revenue,
        )


Days = Mapping[date, Figures]

TOTALS: dict[str, Callable[[Figures], float]] = {
    "rows": lambda figures: figures.rows,
    "cost": lambda figures: figures.cost,
    "revenue": lambda figures: figures.revenue,
}
RATIOS: dict[str, Callable[[Figures], float | None]] = {
    "return on ad spend": lambda figures: figures.revenue / figures.cost if figures.cost else None,
    "cost per click": lambda figures: figures.cost / figures.clicks if figures.clicks else None,
    "revenue per conversion": lambda figures: (
        figures.revenue / figures.conversions if figures.conversions else None
    ),
}
"""None where the ratio is undefined."""


def by_channel(connection: sa.Connection, settings: Settings, first: date, last: date) -> dict[str, Days]:
    """Figures of each channel on each day of a period on which it has rows."""
    return _grouped(connection, settings, "channel", "channel", first, last, "")


def by_large_campaign(
    connection: sa.Connection,
    settings: Settings,
    first: date,
    last: date,
    days: Collection[date],
    least: Figures,
) -> dict[str, Days]:
    """Figures by day of those campaigns that on one of the days have at least this cost or this revenue."""
    keys = ", ".join(f"{day:%Y%m%d}" for day in sorted(days))
    large = (
        f"select campaign_key from {settings.database('build')}.fct_campaign_performance "
        f"where date_key in ({keys}) group by campaign_key, date_key "
        f"having sum(cost) >= {least.cost:f} or sum(revenue) >= {least.revenue:f}"
    )
    found = [int(key) for (key,) in connection.execute(sa.text(large)).unique()]
    if not found:
        return {}
    only = f"and facts.campaign_key in ({', '.join(map(str, found))})"
    return _grouped(connection, settings, "campaign", "campaign_label", first, last, only)


def twin_rows(
    connection: sa.Connection, settings: Settings, days: Collection[date]
) -> dict[date, tuple[int, int]]:
    """For each day: rows that equal another in every figure, and in how many different figures they come.

    Only rows with cost and clicks are counted: empty ones are all alike.
    """
    keys = ", ".join(f"{day:%Y%m%d}" for day in sorted(days))
    query = (
        "select date, sum(alike), count(*) from (select date, count(*) as alike "
        f"from {settings.database('build')}.fct_campaign_performance "
        f"where date_key in ({keys}) and cost > 0 and clicks > 0 "
        "group by date, cost, impressions, clicks, conversions, revenue having count(*) > 1) as twins "
        "group by date"
    )
    return {day: (int(rows), int(groups)) for day, rows, groups in connection.execute(sa.text(query))}


def total(groups: Mapping[str, Days]) -> dict[date, Figures]:
    """The groups' figures summed by day."""
    days: defaultdict[date, Figures] = defaultdict(Figures)
    for series in groups.values():
        for day, figures in series.items():
            days[day] += figures
    return dict(days)


def _grouped(
    connection: sa.Connection, settings: Settings, kind: str, label: str, first: date, last: date, only: str
) -> dict[str, Days]:
    build = settings.database("build")
    query = (
        f"select names.{label}, summed.* from (select facts.{kind}_key, facts.date, count(*) as row_count, "
        "sum(facts.cost), sum(facts.clicks), sum(facts.conversions), sum(facts.revenue) "
        f"from {build}.fct_campaign_performance as facts "
        f"where facts.date_key between {first:%Y%m%d} and {last:%Y%m%d} {only} "
        f"group by facts.{kind}_key, facts.date) as summed "
        f"inner join {build}.dim_{kind} as names on summed.{kind}_key = names.{kind}_key"
    )
    groups: defaultdict[str, dict[date, Figures]] = defaultdict(dict)
    for name, _key, day, *sums in connection.execute(sa.text(query)):
        groups[str(name)][day] = Figures(*(float(value) for value in sums))
    return dict(groups)
