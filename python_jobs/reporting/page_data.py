"""What the page's script works on, as plain JSON: sums, names, metrics, and how to write numbers."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from babel import Locale

from python_jobs.insights import Insights
from python_jobs.language import Language
from python_jobs.metrics import METRICS
from python_jobs.period import Period
from python_jobs.reporting.page_texts import page_texts
from python_jobs.warehouse.aggregates.page_cube import OTHER_CAMPAIGNS, PageCube

Json = dict[str, Any]
# Whole numbers up to this are exact in JavaScript.
_LARGEST = 2**53
_EPOCH = date(1970, 1, 1)


def cube_json(cube: PageCube) -> Json:
    """The cube in columns, amounts as whole numbers of ``10 ** -decimals``.

    Rows of one campaign and channel are a series: ``series`` has [campaign, channel, rows], positions in the
    lists of names; and ``day`` the days since the row before (the first one's since 1970).
    """
    decimals = _decimals(cube)
    campaigns = {key: position for position, key in enumerate([*cube.campaigns, OTHER_CAMPAIGNS])}
    channels = {key: position for position, key in enumerate(cube.channels)}
    series, days = [], []
    for (campaign, channel), rows in groupby(cube.rows, key=attrgetter("campaign", "channel")):
        dates = [row.day for row in rows]
        series.append([campaigns[campaign], channels[channel], len(dates)])
        days += [day_number(dates[0]), *((b - a).days for a, b in pairwise(dates))]
    return {
        "campaigns": list(cube.campaigns.values()),
        "channels": list(cube.channels.values()),
        "otherCampaigns": cube.other_campaigns,
        "dailyFrom": None if cube.daily_from is None else day_number(cube.daily_from),
        "period": period_json(cube.period),
        "decimals": decimals,
        "series": series,
        "day": days,
        "cost": _whole((row.cost for row in cube.rows), decimals),
        "impressions": [row.impressions for row in cube.rows],
        "clicks": [row.clicks for row in cube.rows],
        "conversions": [row.conversions for row in cube.rows],
        "revenue": _whole((row.revenue for row in cube.rows), decimals),
    }


def _decimals(cube: PageCube) -> int:
    """As many decimals as the amounts have, as long as their sums stay exact."""
    amounts = [amount for row in cube.rows for amount in (row.cost, row.revenue)]
    total = sum(map(abs, amounts), Decimal(0))
    room = next((n for n in range(10, 0, -1) if total.scaleb(n) < _LARGEST), 0)
    used = {amount.normalize().as_tuple().exponent for amount in amounts}
    return min(room, max((-int(exponent) for exponent in used), default=0))


def _whole(amounts: Iterable[Decimal], decimals: int) -> list[int]:
    return [round(amount.scaleb(decimals)) for amount in amounts]


def page_json(
    cube: PageCube,
    *,
    period: Period | None,
    comparison: str,
    insights: Insights,
    colours: Mapping[str, str],
    specs: Mapping[str, Json],
    language: Language,
) -> Json:
    """Everything that the script reads.

    Args:
        period: the days that the report is about; the cube may have earlier ones, to compare with.
        comparison: what is compared with at first, ``previous`` or ``year``.
        colours: of the channels. specs: Plotly figures that no filter changes.
    """
    return {
        "cube": cube_json(cube),
        "period": period_json(period or cube.period),
        "comparison": comparison,
        "currency": language.currency,
        "metrics": [
            {
                "name": metric.name,
                "label": language.text(metric.label),
                "unit": metric.unit,
                "numerator": metric.numerator.split(" - "),
                "denominator": metric.denominator,
                "factor": metric.factor,
            }
            for metric in METRICS
        ],
        "ranking": [
            [
                campaign.campaign,
                campaign.roi_low_pct,
                campaign.roi_high_pct,
                campaign.is_certain,
                campaign.reason,
            ]
            for campaign in insights.ranking
        ],
        "anomalies": [
            [day_number(anomaly.date), anomaly.channel, anomaly.measure, anomaly.value, anomaly.expected]
            for anomaly in insights.anomalies
        ],
        "colours": dict(colours),
        "specs": dict(specs),
        "language": language_json(language),
        "texts": page_texts(language),
    }


def language_json(language: Language) -> Json:
    """How :class:`Language` writes numbers and dates, for the script that does the same."""
    locale = Locale.parse(language.code)
    symbols = locale.number_symbols["latn"]
    return {
        "code": language.code,
        "undefined": language.undefined,
        "symbol": language.currency_symbol,
        "symbolFirst": language.symbol_stands_first,
        "grouping": language.grouping,
        "decimal": symbols["decimal"],
        "group": symbols["group"],
        "minus": symbols["minusSign"],
        "steps": [[step, language.text(letter)] for step, letter in language.steps],
        "months": [locale.months["format"]["wide"][month] for month in range(1, 13)],
        "shortMonths": [locale.months["format"]["abbreviated"][month] for month in range(1, 13)],
        "weekdays": [language.weekday(day) for day in range(1, 8)],
        "shortWeekdays": [locale.days["stand-alone"]["abbreviated"][day] for day in range(7)],
    }


def period_json(period: Period | None) -> list[int] | None:
    """First and last day as numbers."""
    return None if period is None else [day_number(period.first), day_number(period.last)]


def day_number(day: date) -> int:
    """Days since 1970, as the script counts them."""
    return (day - _EPOCH).days
