"""The key figures of a report, each with its change against an earlier period."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from python_jobs.language import Language
from python_jobs.metrics import METRIC
from python_jobs.reporting.coverage import period_in_words
from python_jobs.reporting.recent_change import DAYS, recent_change
from python_jobs.reporting.report_data import ReportData

Tone = Literal["", "good", "bad", "muted"]
# 1: more is better, -1: less is better, 0: neither by itself.
_GOOD_DIRECTION = {
    "revenue": 1, "cost": 0, "profit": 1, "roi_pct": 1, "roas": 1, "ctr_pct": 1, "conversion_rate_pct": 1,
    "cpa": -1, "conversion_value": 1,
}  # fmt: skip
# Earlier amounts from here on are shortened: they stand beside the change, on one line.
_SHORTENED_FROM = 10_000


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the whole period.

    hint: what it is made of. change: against the earlier period, with arrow, sign and a word; empty without
        one.
    """

    label: str
    value: str
    hint: str
    change: str = ""
    tone: Tone = ""


@dataclass(frozen=True)
class Compared:
    """Totals of two periods.

    is_recent: the ends of the whole history instead of two periods. is_whole: whether figures reach from end
        to end of both; else what is more or less may just be a matter of days.
    """

    now: Mapping[str, Any]
    before: Mapping[str, Any]
    is_recent: bool
    is_whole: bool = True


def compared(data: ReportData) -> Compared | None:
    """What is compared: the period with an earlier one, else its last four weeks with those before."""
    if data.before is not None:
        before = data.before.totals.row(0, named=True)
        return Compared(data.totals, before, is_recent=False, is_whole=data.is_compared_whole)
    change = recent_change(data.marts.daily) if data.before_period is None else None
    return Compared(change.now, change.before, is_recent=True) if change else None


def compared_in_words(data: ReportData, language: Language) -> str:
    """What the arrows of the key figures mean; empty where there are none."""
    both = compared(data)
    if both is None:
        return ""
    if both.is_recent:
        return language.text(
            "Figures are of the whole period. Arrows compare its last {days} days with the {days} before.",
            days=language.count(DAYS),
        )
    return language.text(
        "Arrows compare with {period}.", period=period_in_words(data.before_period, language)
    )


def key_figures(data: ReportData, language: Language) -> tuple[KeyFigure, ...]:
    """Amounts to the cent, then the metrics that a manager asks for."""
    totals, both = data.totals, compared(data)
    hints = {
        "revenue": language.plural("{number} conversion", "{number} conversions", totals["conversions"]),
        "cost": language.plural("{number} impression", "{number} impressions", totals["impressions"]),
        "profit": language.text("revenue minus cost"),
        "roi_pct": language.text("profit over cost"),
        "roas": language.text("revenue over cost"),
        "ctr_pct": language.plural("{number} click", "{number} clicks", totals["clicks"]),
        "conversion_rate_pct": language.text("conversions over clicks"),
        "cpa": language.text("cost over conversions"),
        "conversion_value": language.text("revenue over conversions"),
    }
    return tuple(
        KeyFigure(
            measure_label(name, language),
            language.metric(totals[name], _unit(name)),
            hint,
            *_change(name, both, language),
        )
        for name, hint in hints.items()
    )


def measure_label(name: str, language: Language) -> str:
    """The name of a measure or metric in a report."""
    labels = {
        "revenue": language.text("Revenue"),
        "cost": language.text("Cost"),
        "profit": language.text("Profit"),
        "impressions": language.text("Impressions"),
        "clicks": language.text("Clicks"),
        "conversions": language.text("Conversions"),
    }
    # i18n: labels of METRICS are in the catalogue too.
    return labels.get(name) or language.text(METRIC[name].label)


def _unit(name: str) -> str:
    return METRIC[name].unit if name in METRIC else "currency"


def _change(name: str, both: Compared | None, language: Language) -> tuple[str, Tone]:
    if both is None or both.now[name] is None or both.before[name] is None:
        return "", ""
    now, before = float(both.now[name]), float(both.before[name])
    size = _size(name, now, before, language)
    # What is shown as no change is none.
    direction = 0 if not any(digit in "123456789" for digit in size) else 1 if now > before else -1
    arrow = {1: "▲", 0: "=", -1: "▼"}[direction]
    judged = direction * _GOOD_DIRECTION[name] if both.is_whole else 0
    values = {"arrow": arrow, "change": ("+" if direction > 0 else "") + size, "days": language.count(DAYS)}
    if both.is_recent:
        if judged > 0:
            return language.text("last {days} days: {arrow} {change}, better", **values), "good"
        if judged < 0:
            return language.text("last {days} days: {arrow} {change}, worse", **values), "bad"
        return language.text("last {days} days: {arrow} {change}", **values), "muted"
    is_large = _unit(name) == "currency" and abs(before) >= _SHORTENED_FROM
    values["before"] = language.compact_money(before) if is_large else language.metric(before, _unit(name))
    if judged > 0:
        return language.text("{arrow} {change}, better; before {before}", **values), "good"
    if judged < 0:
        return language.text("{arrow} {change}, worse; before {before}", **values), "bad"
    return language.text("{arrow} {change}; before {before}", **values), "muted"


def _size(name: str, now: float, before: float, language: Language) -> str:
    """The change with its sign: points of percentages, percent of the rest."""
    if _unit(name) == "%":
        return language.text("{number} points", number=language.decimal(now - before, 2))
    # A loss is not "120 % less profit", and nothing is a percentage of zero.
    if before <= 0 or now < 0:
        amount = language.compact_money if _unit(name) == "currency" else language.ratio
        return amount(now - before)
    return language.percent(100 * (now - before) / before, 1)
