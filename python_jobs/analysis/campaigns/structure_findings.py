"""Sentences that describe, with no money at stake: few campaigns make most of the profit, weekdays differ."""

import polars as pl

from python_jobs.analysis.campaigns.pareto import reaching
from python_jobs.analysis.campaigns.weekdays import best_and_worst_weekday
from python_jobs.insights import Concentration, Finding
from python_jobs.language import Language

_SHARE_PCT = 80
# With fewer campaigns, that some of them make most of the profit goes without saying.
_FEWEST_CAMPAIGNS = 10


def few_make_most(curves: Concentration | None, language: Language) -> list[Finding]:
    """How few campaigns make most of the profit; a description, so that no money is at stake."""
    if curves is None or len(curves.profit) < _FEWEST_CAMPAIGNS:
        return []
    point = reaching(curves.profit, _SHARE_PCT)
    if point is None:
        return []
    sentence = language.text(
        "Of {total} campaigns, {profitable} make a profit, and {few} of them make {share} of it.",
        total=language.count(curves.campaigns),
        profitable=language.count(curves.profit[-1].campaigns),
        few=language.count(point.campaigns),
        share=language.percent(point.share_pct, 1),
    )
    return [Finding("concentration", sentence, 0.0)]


def weekdays(daily: pl.DataFrame, confidence: float, language: Language) -> list[Finding]:
    """The best and the worst weekday, if they differ beyond chance; a description too."""
    both = best_and_worst_weekday(daily, confidence)
    if both is None:
        return []
    best, worst = both
    sentence = language.text(
        "{best} returns more than {worst}, by more than chance explains: ROI {best_roi} on {best_cost} "
        "against {worst_roi} on {worst_cost}.",
        best=language.weekday(best.weekday),
        best_roi=language.percent(best.roi_pct, 1),
        best_cost=language.compact_money(best.cost),
        worst=language.weekday(worst.weekday),
        worst_roi=language.percent(worst.roi_pct, 1),
        worst_cost=language.compact_money(worst.cost),
    )
    return [Finding("weekdays", sentence, 0.0)]
