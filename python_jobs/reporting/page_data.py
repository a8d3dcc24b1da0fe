"""What the page's script works on, as plain JSON: sums, names, metrics, and how to write numbers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
from babel import Locale

from python_jobs.insights import Insights
from python_jobs.language import Language
from python_jobs.metrics import METRICS
from python_jobs.period import Period
from python_jobs.reporting.page_texts import page_texts
from python_jobs.warehouse.aggregates.cube_rows import DECIMALS, CubeRows
from python_jobs.warehouse.aggregates.page_cube import OTHER_CAMPAIGNS, PageCube
from python_jobs.warehouse.rows.packed_numbers import Integers

Json = dict[str, Any]
# Whole numbers up to this are exact in JavaScript.
_LARGEST = 2**53
_EPOCH = date(1970, 1, 1)


def cube_json(cube: PageCube) -> Json:
    """The cube in columns, amounts as whole numbers of ``10 ** -decimals``.

    Rows of one campaign and channel are a series: ``series`` has [campaign, channel, rows], positions in the
    lists of names; and ``day`` the days since the row before (the first one's since 1970).
    """
    rows = cube.rows
    decimals = _decimals(rows)
    campaigns = {key: position for position, key in enumerate([*cube.campaigns, OTHER_CAMPAIGNS])}
    channels = {key: position for position, key in enumerate(cube.channels)}
    begins = np.flatnonzero(_changes(rows.campaign) | _changes(rows.channel))
    lengths = np.diff(begins, append=len(rows))
    days = np.diff(rows.day, prepend=0)
    days[begins] = rows.day[begins]
    return {
        "campaigns": list(cube.campaigns.values()),
        "channels": list(cube.channels.values()),
        "otherCampaigns": cube.other_campaigns,
        "dailyFrom": None if cube.daily_from is None else day_number(cube.daily_from),
        "period": period_json(cube.period),
        "decimals": decimals,
        "series": [
            [campaigns[campaign], channels[channel], length]
            for campaign, channel, length in zip(
                rows.campaign[begins].tolist(), rows.channel[begins].tolist(), lengths.tolist(), strict=True
            )
        ],
        "day": days.tolist(),
        "cost": _rounded(rows.cost, decimals),
        "impressions": rows.impressions.tolist(),
        "clicks": rows.clicks.tolist(),
        "conversions": rows.conversions.tolist(),
        "revenue": _rounded(rows.revenue, decimals),
    }


def _changes(keys: Integers) -> npt.NDArray[np.bool_]:
    """Where a key is another than the one before; the first one is."""
    return np.concatenate([np.ones(min(len(keys), 1), bool), keys[1:] != keys[:-1]])


def _decimals(rows: CubeRows) -> int:
    """As many decimals as the amounts have, as long as their sums stay exact."""
    amounts = np.concatenate([rows.cost, rows.revenue])
    total = sum(map(abs, amounts.tolist()))
    room = next((n for n in range(DECIMALS, 0, -1) if total < _LARGEST * 10 ** (DECIMALS - n)), 0)
    return next(n for n in range(room + 1) if n == room or not np.any(amounts % 10 ** (DECIMALS - n)))


def _rounded(amounts: Integers, decimals: int) -> list[int]:
    """Amounts with fewer decimals; a half goes to the even number."""
    unit = 10 ** (DECIMALS - decimals)
    below, rest = amounts // unit, amounts % unit
    up = (2 * rest > unit) | ((2 * rest == unit) & (below % 2 == 1))
    whole: list[int] = (below + up).tolist()
    return whole


def page_json(
    cube: PageCube,
    *,
    available: Period | None,
    period: Period | None,
    comparison: str,
    insights: Insights,
    colours: Mapping[str, str],
    specs: Mapping[str, Json],
    language: Language,
) -> Json:
    """Everything that the script reads.

    Args:
        available: the days of the publication; None for those of the cube.
        period: the days that the report is about; the cube may have earlier ones, to compare with.
        comparison: what is compared with at first, ``previous`` or ``year``.
        colours: of the channels. specs: Plotly figures that no filter changes.
    """
    return {
        "cube": cube_json(cube),
        "period": period_json(period or cube.period),
        "available": period_json(available or cube.period),
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
