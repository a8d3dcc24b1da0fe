"""The verdict in three sentences: what came of the money, which channels earned it, where it is going."""

import polars as pl

from python_jobs.language import Language
from python_jobs.reporting.coverage import period_in_words
from python_jobs.reporting.key_figures import Compared, compared
from python_jobs.reporting.recent_change import DAYS
from python_jobs.reporting.report_data import ReportData

# Channels with less of the cost than this are too small to be called best or worst.
MIN_COST_SHARE_PCT = 1.0


def verdict(data: ReportData, language: Language) -> tuple[str, str, str]:
    """Three sentences whose numbers are those of the marts."""
    return _result(data, language), _channels(data.marts.channels, language), _trend(data, language)


def _result(data: ReportData, language: Language) -> str:
    totals, money = data.totals, language.compact_money
    cost, revenue, profit = totals["cost"], totals["revenue"], totals["profit"]
    if not totals["fact_rows"]:
        return language.text("There are no campaign figures in this publication.")
    if not cost:
        return language.text(
            "No cost was recorded; revenue was {revenue}, so that ROI is undefined.", revenue=money(revenue)
        )
    values = {
        "revenue": money(revenue),
        "cost": money(cost),
        "result": money(abs(profit)),
        "roi": language.percent(totals["roi_pct"], 1),
    }
    if profit >= 0:
        return language.text(
            "Campaigns brought {revenue} revenue on {cost} cost: a profit of {result}, ROI {roi}.", **values
        )
    return language.text(
        "Campaigns brought {revenue} revenue on {cost} cost: a loss of {result}, ROI {roi}.", **values
    )


def _channels(channels: pl.DataFrame, language: Language) -> str:
    defined = channels.filter(pl.col("roi_pct").is_not_null())
    ranked = defined.filter(pl.col("cost_share_pct") >= MIN_COST_SHARE_PCT).sort("roi_pct", descending=True)
    if len(channels) == 1:
        return language.text("All figures come from one channel, {channel}.", channel=channels["channel"][0])
    # What reads alike is not called best and worst.
    if len(ranked) < 2 or round(ranked["roi_pct"][0] - ranked["roi_pct"][-1], 1) == 0:
        return language.text("No two channels can be told apart by their ROI yet.")
    best, worst = ranked.row(0, named=True), ranked.row(-1, named=True)
    values = {
        "best": best["channel"],
        "best_roi": language.percent(best["roi_pct"], 1),
        "best_cost": language.compact_money(best["cost"]),
        "worst": worst["channel"],
        "worst_roi": language.percent(worst["roi_pct"], 1),
        "worst_cost": language.compact_money(worst["cost"]),
        "share": language.percent(MIN_COST_SHARE_PCT, 0),
    }
    is_loss, is_part = worst["profit"] < 0, len(ranked) < len(defined)
    if is_loss and is_part:
        return language.text(
            "Of the channels with at least {share} of the cost, {best} returns most for its cost "
            "(ROI {best_roi} on {best_cost}); {worst} returns at a loss (ROI {worst_roi} on {worst_cost}).",
            **values,
        )
    if is_part:
        return language.text(
            "Of the channels with at least {share} of the cost, {best} returns most for its cost "
            "(ROI {best_roi} on {best_cost}); {worst} returns the least (ROI {worst_roi} on {worst_cost}).",
            **values,
        )
    if is_loss:
        return language.text(
            "{best} returns most for its cost (ROI {best_roi} on {best_cost}); {worst} returns at a loss "
            "(ROI {worst_roi} on {worst_cost}).",
            **values,
        )
    return language.text(
        "{best} returns most for its cost (ROI {best_roi} on {best_cost}); {worst} returns the least "
        "(ROI {worst_roi} on {worst_cost}).",
        **values,
    )


def _trend(data: ReportData, language: Language) -> str:
    both = compared(data)
    if both is not None:
        return _recently(both, language) if both.is_recent else _against(both, data, language)
    if data.before_period is not None:
        return language.text(
            "There are no figures of {period} to compare with.",
            period=period_in_words(data.before_period, language),
        )
    return language.text(
        "The period is too short to compare its last {days} days with the {days} before.",
        days=language.count(DAYS),
    )


def _change(both: Compared, language: Language) -> tuple[float | None, dict[str, str]]:
    """Change of profit in percent, None where that would say nothing, and the values of the sentences."""
    now, before = both.now["profit"], both.before["profit"]
    # A loss is not "120 % less profit", and what lacks days is not less.
    pct = 100 * (now - before) / before if both.is_whole and before > 0 and now >= 0 else None
    return pct, {
        "now": language.compact_money(now if pct is not None else abs(now)),
        "before": language.compact_money(before),
        "change": language.percent(abs(pct or 0.0), 1),
        "days": language.count(DAYS),
    }


def _recently(both: Compared, language: Language) -> str:
    pct, values = _change(both, language)
    if pct is None and both.now["profit"] < 0:
        return language.text(
            "The loss of the last {days} days is {now}; the result of the {days} days before was {before}.",
            **values,
        )
    if pct is None:
        return language.text(
            "The profit of the last {days} days is {now}; the result of the {days} days before was {before}.",
            **values,
        )
    if round(pct, 1) == 0:
        return language.text(
            "The profit of the last {days} days is {now}, the same as in the {days} days before.", **values
        )
    if pct > 0:
        return language.text(
            "The profit of the last {days} days is {now}, {change} more than in the {days} days before.",
            **values,
        )
    return language.text(
        "The profit of the last {days} days is {now}, {change} less than in the {days} days before.", **values
    )


def _against(both: Compared, data: ReportData, language: Language) -> str:
    pct, values = _change(both, language)
    values["period"] = period_in_words(data.before_period, language)
    if pct is None and both.now["profit"] < 0:
        return language.text("The loss is {now}; the result of {period} was {before}.", **values)
    if pct is None:
        return language.text("The profit is {now}; the result of {period} was {before}.", **values)
    if round(pct, 1) == 0:
        return language.text("The profit is the same as that of {period}, {before}.", **values)
    if pct > 0:
        return language.text("The profit of {now} is {change} more than the {before} of {period}.", **values)
    return language.text("The profit of {now} is {change} less than the {before} of {period}.", **values)
