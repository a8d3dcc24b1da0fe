"""Sentences about unusual days."""

from datetime import date

import polars as pl

from python_jobs.analysis.campaigns.anomalies import money_of
from python_jobs.insights import Anomaly, Finding
from python_jobs.language import Language

_MOST = 3


def unusual_days(anomalies: tuple[Anomaly, ...], days: pl.DataFrame, language: Language) -> list[Finding]:
    """The costliest anomalies; of a channel's day only the first, because its figures move together."""
    first: dict[tuple[date, str], Anomaly] = {}
    for anomaly in anomalies:
        first.setdefault((anomaly.date, anomaly.channel), anomaly)
    return [
        Finding("anomaly", _unusual(anomaly, language), money_of(anomaly, days))
        for anomaly in list(first.values())[:_MOST]
    ]


def _unusual(anomaly: Anomaly, language: Language) -> str:
    is_money = anomaly.measure in ("cost", "revenue")
    written = language.compact_money if is_money else language.count
    values = {
        "channel": anomaly.channel,
        "day": language.day(anomaly.date),
        "weekday": language.weekday(anomaly.date.isoweekday()),
        "value": written(anomaly.value),
        "expected": written(anomaly.expected),
    }
    if anomaly.measure == "cost":
        return language.text("{channel} cost {value} on {day}; usual on a {weekday} is {expected}.", **values)
    if anomaly.measure == "revenue":
        return language.text(
            "{channel} brought {value} revenue on {day}; usual on a {weekday} is {expected}.", **values
        )
    if anomaly.measure == "clicks":
        return language.text(
            "{channel} had {value} clicks on {day}; usual on a {weekday} is {expected}.", **values
        )
    return language.text(
        "{channel} had {value} conversions on {day}; usual on a {weekday} is {expected}.", **values
    )
