"""Sentences about what moved profit between two periods."""

import polars as pl

from python_jobs.analysis.campaigns.compared_periods import differs_beyond_chance
from python_jobs.insights import Finding, Insights, ProfitChange
from python_jobs.language import Language
from python_jobs.period import Period

_MOST_CHANNELS = 3


def changes(insights: Insights, days: pl.DataFrame, confidence: float, language: Language) -> list[Finding]:
    """What moved profit, in all and by channel, where it moved by more than days do anyway.

    Nothing is said where figures do not reach from end to end of both periods.
    """
    before, after = insights.compared_period, insights.changed_period
    if before is None or after is None or not insights.is_compared_whole:
        return []
    profits = days.select("date", "channel", (pl.col("revenue") - pl.col("cost")).alias("profit"))
    questions = len(insights.profit_changes) + 1
    found = []
    if len(insights.profit_changes) > 1:
        daily = profits.group_by("date").agg(pl.col("profit").sum())
        if differs_beyond_chance(daily, before, after, confidence, questions):
            found.append(_change(_together(insights.profit_changes), before, after, language))
    for change in insights.profit_changes:
        daily = profits.filter(pl.col("channel") == change.channel)
        if len(found) <= _MOST_CHANNELS and differs_beyond_chance(
            daily, before, after, confidence, questions
        ):
            found.append(_change(change, before, after, language))
    return found


def _together(parts: tuple[ProfitChange, ...]) -> ProfitChange:
    names = ("before", "after", "volume", "price", "conversion", "value")
    return ProfitChange("", **{name: sum(getattr(part, name) for part in parts) for name in names})


def _change(change: ProfitChange, before: Period, after: Period, language: Language) -> Finding:
    def signed(amount: float) -> str:
        return ("+" if amount > 0 else "") + language.compact_money(amount)

    values = {
        "before": language.compact_money(change.before),
        "earlier": before.in_words(language),
        "after": language.compact_money(change.after),
        "later": after.in_words(language),
        "volume": signed(change.volume),
        "price": signed(change.price),
        "conversion": signed(change.conversion),
        "value": signed(change.value),
    }
    if change.channel:
        sentence = language.text(
            "Profit of {channel} went from {before} ({earlier}) to {after} ({later}): number of clicks "
            "{volume}, cost per click {price}, conversion rate {conversion}, revenue per conversion {value}.",
            channel=change.channel,
            **values,
        )
    else:
        sentence = language.text(
            "Profit went from {before} ({earlier}) to {after} ({later}): number of clicks {volume}, cost per "
            "click {price}, conversion rate {conversion}, revenue per conversion {value}.",
            **values,
        )
    return Finding("change", sentence, abs(change.change))
