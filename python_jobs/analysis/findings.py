"""Findings: one sentence each with the numbers that carry it, ordered by the money at stake."""

import polars as pl

from python_jobs.analysis.campaigns.anomaly_findings import unusual_days
from python_jobs.analysis.campaigns.change_findings import changes
from python_jobs.analysis.campaigns.return_findings import losses, safest_return
from python_jobs.analysis.campaigns.structure_findings import few_make_most, weekdays
from python_jobs.analysis.campaigns.waste_findings import silent_days, wasted
from python_jobs.insights import Finding, Insights
from python_jobs.language import Language
from python_jobs.warehouse.aggregates.channel_days import SilentDays
from python_jobs.warehouse.aggregates.mart_aggregates import MartAggregates


def findings(
    marts: MartAggregates,
    insights: Insights,
    days: pl.DataFrame,
    silent: SilentDays,
    confidence: float,
    language: Language,
    *,
    is_whole: bool = True,
) -> tuple[Finding, ...]:
    """What stands out beside the totals; nothing is said that its numbers do not carry.

    Args:
        insights: everything but its findings.
        days: as read by ``read_channel_days``, of both periods that are compared.
        confidence: that all claims of one kind are right.
        is_whole: whether this is the whole publication, as the figures of data quality are.
    """
    if marts.daily.is_empty():
        return (Finding("empty", language.text("There are no campaign figures yet."), 0.0),)
    found = [
        # One channel is the total, which the verdict tells.
        *(losses(insights.channels, confidence, language) if len(insights.channels) > 1 else ()),
        *(losses(insights.ranking, confidence, language) if len(insights.ranking) > 1 else ()),
        *safest_return(insights.ranking, confidence, language),
        *changes(insights, days, confidence, language),
        *unusual_days(insights.anomalies, days, language),
        *wasted(insights.waste, language),
        *silent_days(silent, language),
        *_without_conversions(marts, language),
        *(_unknown_channel(marts, language) if is_whole else ()),
        *few_make_most(insights.concentration, language),
        *weekdays(marts.daily, confidence, language),
    ]
    return tuple(sorted(found, key=lambda finding: -finding.at_stake))


def _without_conversions(marts: MartAggregates, language: Language) -> list[Finding]:
    """Nothing was counted at all."""
    totals = marts.totals.row(0, named=True)
    if totals["conversions"] or not totals["cost"]:
        return []
    sentence = language.text(
        "{cost} was spent and not one conversion was recorded.", cost=language.compact_money(totals["cost"])
    )
    return [Finding("no_conversions", sentence, totals["cost"])]


def _unknown_channel(marts: MartAggregates, language: Language) -> list[Finding]:
    """Cost that no known channel has; of the whole publication."""
    shares = marts.quality["unknown_channel_cost_share_pct"].drop_nulls()
    if shares.is_empty() or not shares[0]:
        return []
    cost = marts.totals["cost"][0] * shares[0] / 100
    sentence = language.text(
        "{share} of the cost is on channels that the channel mapping does not know.",
        share=language.percent(shares[0]),
    )
    return [Finding("unknown_channel", sentence, cost)]
