"""Advice: its bounds hold although its campaigns are picked out of many."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from python_jobs.analysis.campaigns.ranking import rank_campaigns
from python_jobs.analysis.campaigns.return_findings import losses, safest_return
from python_jobs.analysis.campaigns.roi_interval import spread_of
from python_jobs.analysis.campaigns.running import with_running
from python_jobs.analysis_config import CampaignsConfig
from python_jobs.insights import Insights, RankedCampaign, Waste
from python_jobs.language import Language
from python_jobs.reporting.actions import actions

CAMPAIGNS, TRUE_ROI_PCT = 200, 100.0


def ranked_by_chance(seed: int, roi_pct: float) -> tuple[RankedCampaign, ...]:
    """Campaigns of four weeks that all have the same expected ROI: a conversion costs 20."""
    random = np.random.default_rng(seed)
    cost = 40 * random.lognormal(0, 0.3, (CAMPAIGNS, 28))
    bought = random.poisson(cost / 20)
    rows = pl.DataFrame(
        {
            "campaign": [f"c{number}" for number in range(CAMPAIGNS) for _ in range(28)],
            "cost": cost.ravel(),
            "clicks": bought.ravel() * 10,
            "conversions": bought.ravel(),
            "revenue": bought.ravel() * 20 * (1 + roi_pct / 100),
        }
    )
    returns = spread_of(rows, "campaign").with_columns(
        pl.lit(CAMPAIGNS).alias("campaigns"), pl.lit(True).alias("is_running")
    )
    return rank_campaigns(returns, CampaignsConfig(), Language())


def percentages(sentence: str) -> list[int]:
    return [int(number) for number in re.findall(r"(-?\d+)\u00a0%", sentence)]


def test_what_is_at_least_so_much_in_all_likelihood_is() -> None:
    """Of twenty reports one may be wrong; by the bounds of single campaigns nearly all would be."""
    wrong_jointly = wrong_singly = 0
    for seed in range(20):
        ranking = ranked_by_chance(seed, TRUE_ROI_PCT)
        advice = actions(Insights(ranking=ranking), Language())
        assert len(advice) == 2
        wrong_jointly += any(percentages(sentence)[1] > TRUE_ROI_PCT for sentence in advice)
        wrong_singly += max(one.roi_low_pct for one in ranking) > TRUE_ROI_PCT
    assert wrong_jointly <= 1
    assert wrong_singly > 15


def test_what_has_ended_is_described_but_no_advice_is_given_on_it() -> None:
    """Three of each kind ended; the best of what still runs takes their places."""
    kinds = {"earns": 3.0, "loses": 0.5}
    ranking = tuple(
        RankedCampaign(
            f"{kind} {number}", 100.0, 100 * roas + number, 100 * roas + number - 100, 40,
            100 * (roas - 1), 0, 0, True, "", 100 * (roas - 1) - 10, 100 * (roas - 1) + 10, number > 3,
        )
        for kind, roas in kinds.items() for number in range(1, 5)
    )  # fmt: skip
    big = RankedCampaign("big", 900.0, 900.0, 0.0, 40, 0.0, -9.0, 9.0, False)
    waste = tuple(Waste(f"silent {number}", 90.0, 9, 4.5, number > 3) for number in range(1, 5))
    insights = Insights(
        ranking=(*ranking, *(replace(big, campaign=f"big {n}") for n in range(9))), waste=waste
    )
    advised = [re.findall(r"(earns|loses|silent) (\d)", text)[0] for text in actions(insights, Language())]
    assert sorted(advised) == [("earns", "4"), ("loses", "4"), ("silent", "4")]
    ended = replace(insights, ranking=ranking[:3], waste=waste[:3])
    assert actions(ended, Language()) == ()
    assert "earns" in safest_return(ended.ranking, 0.95, Language())[0].sentence


def test_a_campaign_runs_if_it_had_cost_in_the_last_28_days() -> None:
    days = [date(2025, 12, 31), date(2025, 12, 4), date(2025, 12, 3), date(2021, 1, 1)]
    returns = pl.DataFrame({"last_cost_date": days})
    assert with_running(returns, date(2025, 12, 31))["is_running"].to_list() == [True, True, False, False]
    assert with_running(returns.clear(), None)["is_running"].to_list() == []


def test_advice_and_findings_have_the_same_bounds() -> None:
    earning, losing = ranked_by_chance(1, TRUE_ROI_PCT), ranked_by_chance(1, -60.0)
    bounds = {one.campaign: round(one.joint_low_pct) for one in earning}
    for sentence in actions(Insights(ranking=earning), Language()):
        name = re.findall(r"c\d+", sentence)[0]
        assert percentages(sentence)[1] == bounds[name]
    (best,) = safest_return(earning, 0.95, Language())
    assert percentages(best.sentence)[2] == max(bounds.values())
    told = {re.findall(r"c\d+", one.sentence)[0]: one.sentence for one in losses(losing, 0.95, Language())}
    for sentence in actions(Insights(ranking=losing), Language()):
        name = re.findall(r"c\d+", sentence)[0]
        assert percentages(sentence) == percentages(told[name])[1:]
