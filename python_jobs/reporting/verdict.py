"""The verdict in three sentences: what came of the money, which channels earned it, where it is going."""

import polars as pl

from python_jobs.language import Language
from python_jobs.reporting.recent_change import DAYS, recent_change
from python_jobs.reporting.report_data import ReportData

# Channels with less of the cost than this are too small to be called best or worst.
MIN_COST_SHARE_PCT = 1.0


def verdict(data: ReportData, language: Language) -> tuple[str, str, str]:
    """Three sentences whose numbers are those of the marts."""
    return _result(data, language), _channels(data.marts.channels, language), _trend(data, language)


def _result(data: ReportData, language: Language) -> str:
    totals = data.totals
    cost, revenue, profit = totals["cost"], totals["revenue"], totals["profit"]
    if not totals["fact_rows"]:
        return "There are no campaign figures in this publication."
    if not cost:
        return (
            f"No cost was recorded; revenue was {language.compact_money(revenue)}, so that ROI is undefined."
        )
    outcome = "profit" if profit >= 0 else "loss"
    return (
        f"Campaigns brought {language.compact_money(revenue)} revenue on {language.compact_money(cost)} cost: "
        f"a {outcome} of {language.compact_money(abs(profit))}, ROI {language.percent(totals['roi_pct'], 1)}."
    )


def _channels(channels: pl.DataFrame, language: Language) -> str:
    defined = channels.filter(pl.col("roi_pct").is_not_null())
    ranked = defined.filter(pl.col("cost_share_pct") >= MIN_COST_SHARE_PCT).sort("roi_pct", descending=True)
    if len(channels) == 1:
        return f"All figures come from one channel, {channels['channel'][0]}."
    if len(ranked) < 2:
        return "No two channels can be compared yet."
    best, worst = ranked.row(0, named=True), ranked.row(-1, named=True)
    ending = "at a loss" if worst["profit"] < 0 else "the least"
    among = f"Of the channels with at least {MIN_COST_SHARE_PCT:g} % of the cost, "
    return (
        f"{among if len(ranked) < len(defined) else ''}{best['channel']} returns most for its cost "
        f"(ROI {language.percent(best['roi_pct'], 1)} on {language.compact_money(best['cost'])}); {worst['channel']} "
        f"returns {ending} (ROI {language.percent(worst['roi_pct'], 1)} on {language.compact_money(worst['cost'])})."
    )


def _trend(data: ReportData, language: Language) -> str:
    change = recent_change(data.marts.daily)
    if change is None:
        return f"The period is too short to compare its last {DAYS} days with the {DAYS} before."
    outcome = "profit" if change.now >= 0 else "loss"
    result = f"{outcome} of the last {DAYS} days is {language.compact_money(abs(change.now))}"
    # A loss is not "120 % less profit".
    if change.pct is None or change.now < 0:
        return f"The {result}, after {language.compact_money(change.before)} in the {DAYS} days before."
    if round(change.pct, 1) == 0:
        return f"The {result}, the same as in the {DAYS} days before."
    more = "more" if change.pct > 0 else "less"
    return f"The {result}, {language.percent(abs(change.pct), 1)} {more} than in the {DAYS} days before."
