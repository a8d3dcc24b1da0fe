"""Ranking with confidence: who may be called good or bad."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from python_jobs.analysis.campaigns.ranking import rank_campaigns, rank_channels
from python_jobs.analysis.campaigns.roi_interval import spread_of
from python_jobs.analysis.campaigns.waste import wasted_spend
from python_jobs.analysis_config import CampaignsConfig
from python_jobs.insights import RankedCampaign
from python_jobs.language import Language
from tests.fixtures.channel_days import channel_days

CONFIG = CampaignsConfig()
Day = tuple[float, int, float]
"""cost, conversions, revenue"""


def returns(days: dict[str, list[Day]]) -> pl.DataFrame:
    rows = [(name, cost, 10, bought, value) for name, rows in days.items() for cost, bought, value in rows]
    schema = ["campaign", "cost", "clicks", "conversions", "revenue"]
    spread = spread_of(pl.DataFrame(rows, schema=schema, orient="row"), "campaign")
    counted = pl.lit(len(days)).alias("campaigns")
    return spread.with_columns(counted, pl.lit(True).alias("is_running")).sort("campaign")


def ranked(days: dict[str, list[Day]], config: CampaignsConfig = CONFIG) -> dict[str, RankedCampaign]:
    return {one.campaign: one for one in rank_campaigns(returns(days), config, Language())}


STEADY: list[Day] = [(10.0, 2, 40.0)] * 30


def test_three_lucky_conversions_are_not_the_best() -> None:
    campaigns = ranked({"lucky": [(1.0, 3, 600.0)], "steady": STEADY})
    assert campaigns["lucky"].roi_pct > campaigns["steady"].roi_pct
    assert not campaigns["lucky"].is_certain
    assert campaigns["lucky"].reason == "Too little data: 3 conversions."
    assert campaigns["steady"].is_certain
    assert campaigns["steady"].reason == ""


def test_the_minimum_volume_is_configured() -> None:
    days = {"few": [(1.0, 3, 600.0)], "steady": STEADY}
    assert ranked(days, CampaignsConfig(min_conversions=3))["few"].is_certain


def test_much_cost_without_conversions_is_certainly_bad() -> None:
    campaigns = ranked({"silent": [(10.0, 0, 0.0)] * 30, "steady": STEADY})
    assert campaigns["silent"].is_certain
    assert campaigns["silent"].roi_high_pct < 0


def test_little_cost_without_conversions_is_bad_luck() -> None:
    assert not ranked({"silent": [(5.0, 0, 0.0)], "steady": STEADY})["silent"].is_certain


def test_an_interval_around_break_even_is_named_as_the_doubt() -> None:
    reason = ranked({"even": [(20.0, 1, 20.0)] * 20, "steady": STEADY})["even"].reason
    assert reason.startswith("Chance cannot be ruled out: at 95\u00a0% confidence, ROI is between -")


@pytest.mark.parametrize("seed", range(5))
def test_of_200_campaigns_that_break_even_none_is_called_good_or_bad(seed: int) -> None:
    random = np.random.default_rng(seed)
    even: dict[str, list[Day]] = {}
    for number in range(200):
        cost = 40 * random.lognormal(0, 0.3, 28)
        bought = random.poisson(cost / 20)
        even[f"c{number}"] = [(float(c), int(b), float(b) * 20) for c, b in zip(cost, bought, strict=True)]
    campaigns = ranked(even)
    outside = [one for one in campaigns.values() if not one.roi_low_pct <= 0 <= one.roi_high_pct]
    assert 0 < len(outside) < 20  # the 95 % intervals alone would have called these
    assert all(one.joint_low_pct <= 0 <= one.joint_high_pct for one in campaigns.values())
    assert not [one for one in campaigns.values() if one.is_certain]
    assert {one.reason.split(":")[0] for one in outside} == {"Chance cannot be ruled out"}


def test_channels_are_ranked_by_their_days() -> None:
    days = channel_days(
        [(date(2024, 1, day), "Email", 10.0, 0, 9, 5, 100.0 + day) for day in range(1, 29)]
        + [(date(2024, 1, day), "Display", 30.0, 0, 9, 1, 10.0) for day in range(1, 29)]
    )
    email, display = rank_channels(days, CONFIG, Language())
    assert (email.channel, email.cost, email.conversions) == ("Email", 280.0, 140)
    assert email.roi_pct == pytest.approx(100 * (28 * 100 + 406 - 280) / 280)
    assert email.roi_low_pct < email.roi_pct < email.roi_high_pct
    assert (display.profit, display.is_certain) == (-560.0, True)


def test_wasted_is_what_should_have_brought_three_conversions() -> None:
    # Together 60 conversions for 380: 19 of cost bring three.
    found = wasted_spend(
        returns({"steady": STEADY, "wasted": [(61.0, 0, 0.0)], "small": [(19.0, 0, 0.0)]}), CONFIG
    )
    assert [(waste.campaign, waste.cost, waste.clicks) for waste in found] == [
        ("wasted", 61.0, 10),
        ("small", 19.0, 10),
    ]
    assert found[1].expected_conversions == pytest.approx(3.0)
    assert not wasted_spend(returns({"steady": STEADY, "small": [(14.0, 0, 0.0)]}), CONFIG)


def test_nothing_to_rank() -> None:
    assert rank_campaigns(returns({"a": STEADY}).clear(), CONFIG, Language()) == ()
