"""The candidate against the last publication: what readers have seen must not silently go or change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from expectations.comparisons.verdict import outcome_of, result
from python_jobs.audit_config import Bound, DriftConfig
from python_jobs.settings import Layer, Settings
from python_jobs.warehouse.quality_results import QualityResult

COMPARISON = "drift since the last publication"

MEASURES = ("cost", "impressions", "clicks", "conversions", "revenue")
_MONEY = ("cost", "revenue")


@dataclass(frozen=True)
class ChangedDay:
    """A published day whose figures differ in the candidate; money as it was and as it would be."""

    date: date
    before: dict[str, float]
    after: dict[str, float]

    @property
    def change(self) -> float:
        """By how much its money differs, whatever the sign."""
        return sum(abs(self.after[name] - self.before[name]) for name in _MONEY)


def changed_days(connection: sa.Connection, settings: Settings) -> list[ChangedDay]:
    """Days of the published daily summary that the candidate lacks or shows otherwise, by date."""
    columns = ", ".join(
        f"published.{name} as {name}_before, coalesce(candidate.{name}, 0) as {name}_after" for name in _MONEY
    )
    differs = " or ".join(f"not published.{name} <=> candidate.{name}" for name in MEASURES)
    query = (
        f"select published.date, {columns} from {settings.database('marts')}.mart_daily_summary as published "
        f"left join {settings.database('build')}.mart_daily_summary as candidate "
        f"on published.date_key = candidate.date_key where {differs} order by published.date"
    )
    return [
        ChangedDay(
            row["date"],
            {name: float(row[f"{name}_before"]) for name in _MONEY},
            {name: float(row[f"{name}_after"]) for name in _MONEY},
        )
        for row in connection.execute(sa.text(query)).mappings()
    ]


def compare_with_publication(
    connection: sa.Connection, settings: Settings, config: DriftConfig, changed: list[ChangedDay]
) -> tuple[QualityResult, ...]:
    """Compare totals, days, campaigns, channels and customers. The account reads build and marts."""
    before, after = _totals(connection, settings, "marts"), _totals(connection, settings, "build")
    shares: list[tuple[str, str, Bound, float, str]] = [
        (
            f"{name} fell",
            f"The candidate has hardly less {what} than what is published.",
            bound,
            _share(float(before[name]) - float(after[name]), float(before[name])),
            f"{_number(before[name])} published, {_number(after[name])} in the candidate",
        )
        for name, what, bound in (
            ("rows", "campaign rows", config.rows_fell),
            ("cost", "cost", config.cost_fell),
            ("revenue", "revenue", config.revenue_fell),
            ("customers", "customers", config.customers_fell),
        )
    ]
    shares.append(
        (
            "rows rose",
            "The candidate has not many times the rows of what is published.",
            config.rows_rose,
            _share(float(after["rows"]) - float(before["rows"]), float(before["rows"])),
            f"{_number(before['rows'])} published, {_number(after['rows'])} in the candidate",
        )
    )
    for name, bound in (("campaign", config.campaigns_lost), ("channel", config.channels_lost)):
        lost = _lost(connection, settings, name)
        shares.append(
            (
                f"{name}s lost",
                f"Every {name} that is published is in the candidate.",
                bound,
                _share(len(lost), float(before[f"{name}s"])),
                f"{len(lost)} of {before[f'{name}s']:,} gone" + (f": {', '.join(lost[:5])}" if lost else ""),
            )
        )
    results = [
        result(COMPARISON, name, description, outcome_of(value, bound), f"{found} ({value:+.1%})")
        for name, description, bound, value, found in shares
    ]
    return (*results, _published_days(changed, before, config), *_newest_date(before, after, config))


def _totals(connection: sa.Connection, settings: Settings, layer: Layer) -> dict[str, Any]:
    """From the summaries, which the suites hold to the fact."""
    database = settings.database(layer)
    query = (
        "select coalesce(sum(cost), 0) as cost, coalesce(sum(revenue), 0) as revenue, max(date) as newest, "
        f"(select rows_clean from {database}.mart_data_quality where table_name = 'campaigns') as `rows`, "
        f"(select count(*) from {database}.dim_campaign) as campaigns, "
        f"(select count(*) from {database}.dim_channel) as channels, "
        f"(select rows_clean from {database}.mart_data_quality where table_name = 'customers') as customers "
        f"from {database}.mart_daily_summary"
    )
    return dict(connection.execute(sa.text(query)).mappings().one())


def _lost(connection: sa.Connection, settings: Settings, name: str) -> list[str]:
    label = "campaign_label" if name == "campaign" else "channel"
    query = (
        f"select published.{label} from {settings.database('marts')}.dim_{name} as published "
        f"left join {settings.database('build')}.dim_{name} as candidate "
        f"on published.{name}_key = candidate.{name}_key where candidate.{name}_key is null order by 1"
    )
    return [str(found) for (found,) in connection.execute(sa.text(query))]


def _published_days(
    changed: list[ChangedDay], before: Mapping[str, Any], config: DriftConfig
) -> QualityResult:
    published = sum(float(before[name]) for name in _MONEY)
    share = _share(sum(day.change for day in changed), published)
    return result(
        COMPARISON,
        "published days changed",
        "Days that are published keep their cost and revenue, but for late conversions and corrections.",
        outcome_of(share, config.published_days_changed),
        f"{len(changed):,} days differ, by {share:.2%} of the published cost and revenue",
        [
            {"date": day.date}
            | {f"{name} published": _number(day.before[name]) for name in _MONEY}
            | {f"{name} now": _number(day.after[name]) for name in _MONEY}
            for day in sorted(changed, key=lambda day: -day.change)
        ],
    )


def _newest_date(
    before: Mapping[str, Any], after: Mapping[str, Any], config: DriftConfig
) -> tuple[QualityResult, ...]:
    if before["newest"] is None or after["newest"] is None:
        return ()
    days = (after["newest"] - before["newest"]).days
    found = f"{before['newest']} published, {after['newest']} in the candidate"
    return tuple(
        result(COMPARISON, name, description, outcome_of(value, bound), found)
        for name, description, bound, value in (
            ("newest date back", "The newest day is not older than before.", config.newest_date_back, -days),
            ("newest date ahead", "The newest day is not far ahead.", config.newest_date_ahead, days),
        )
    )


def _share(part: float, whole: float) -> float:
    """What share of a whole a part is; all of it where there was nothing to begin with."""
    if part <= 0:
        return 0.0
    return part / whole if whole > 0 else 1.0


def _number(value: Any) -> str:
    return f"{value:,.2f}" if not isinstance(value, int) else f"{value:,}"
