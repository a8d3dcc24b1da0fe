"""Findings of the exploration as plain sentences, each with the numbers that carry it."""

from typing import Any

import polars as pl

from python_jobs.language import Language
from python_jobs.warehouse.mart_aggregates import MartAggregates
from python_jobs.warehouse.query_frame import with_metrics

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MEASURES = ("cost", "impressions", "clicks", "conversions", "revenue")


def findings(marts: MartAggregates, language: Language) -> tuple[str, ...]:
    """What stands out beside the totals; nothing is said that its numbers do not carry."""
    if marts.daily.is_empty():
        return ("There are no campaign figures yet.",)
    totals = marts.totals.row(0, named=True)
    sentences = (
        _loss_making(marts.worst_campaigns, language),
        _without_conversions(totals, language),
        _concentration(marts, language),
        _weekdays(marts.daily, language),
        _loss_rows(marts.roi_histogram, language),
        _unknown_channel(marts.quality, language),
    )
    return tuple(sentence for sentence in sentences if sentence)


def _without_conversions(totals: dict[str, Any], language: Language) -> str | None:
    wasted, cost = totals["cost_without_conversions"], totals["cost"]
    if not wasted:
        return None
    return (
        f"{language.compact_money(wasted)} ({language.percent(100 * wasted / cost, 1)} of the cost) went to campaign days "
        "without a conversion."
    )


def _concentration(marts: MartAggregates, language: Language) -> str | None:
    totals, best = marts.totals.row(0, named=True), marts.best_campaigns.head(3)
    made = float(best["profit"].sum())
    if totals["campaigns"] < 10 or made <= 0:
        return None
    return (
        f"The three most profitable of {language.count(totals['campaigns'])} campaigns made {language.compact_money(made)}; "
        f"all campaigns together made {language.compact_money(totals['profit'])}."
    )


def _loss_making(worst: pl.DataFrame, language: Language) -> str | None:
    losing = worst.filter(pl.col("profit") < 0)
    if losing.is_empty():
        return None
    first = losing.row(0, named=True)
    return (
        f"{first['campaign_label']} loses most: {language.compact_money(first['cost'])} cost against "
        f"{language.compact_money(first['revenue'])} revenue, {language.compact_money(first['profit'])}."
    )


def _weekdays(daily: pl.DataFrame, language: Language) -> str | None:
    sums = (
        daily.group_by(pl.col("date").dt.weekday().alias("weekday"))
        .agg(pl.col(list(_MEASURES)).sum(), pl.len().alias("days"))
        .filter(pl.col("cost") > 0)
    )
    # Fewer than four of each weekday is chance rather than habit.
    if len(sums) < 7 or int(sums["days"].min()) < 4:  # type: ignore[arg-type]
        return None
    ranked = with_metrics(sums).sort("roi_pct", descending=True)
    best, worst = ranked.row(0, named=True), ranked.row(-1, named=True)
    return (
        f"{WEEKDAYS[best['weekday'] - 1]} has the best ROI of the week ({language.percent(best['roi_pct'], 1)} on "
        f"{language.compact_money(best['cost'])}), {WEEKDAYS[worst['weekday'] - 1]} the worst "
        f"({language.percent(worst['roi_pct'], 1)} on {language.compact_money(worst['cost'])})."
    )


def _loss_rows(histogram: pl.DataFrame, language: Language) -> str | None:
    below = int(histogram.filter(pl.col("to_pct") <= 0)["fact_rows"].sum())
    total = int(histogram["fact_rows"].sum())
    # A bin that spans 0 would make the count a guess.
    if not below or not histogram.filter((pl.col("from_pct") < 0) & (pl.col("to_pct") > 0)).is_empty():
        return None
    return (
        f"{language.count(below)} of {language.count(total)} campaign days with cost ({language.percent(100 * below / total, 1)}) "
        "earned less than they cost."
    )


def _unknown_channel(quality: pl.DataFrame, language: Language) -> str | None:
    shares = quality["unknown_channel_cost_share_pct"].drop_nulls()
    if shares.is_empty() or not shares[0]:
        return None
    return f"{language.percent(shares[0])} of the cost is on channels that the channel mapping does not know."
