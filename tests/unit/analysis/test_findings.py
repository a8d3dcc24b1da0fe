"""Findings: every number in a sentence is that of the data, and chance makes no sentence."""

import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from python_jobs.analysis.campaigns.compared_periods import compared_periods
from python_jobs.analysis.campaigns.pareto import pareto_curve, reaching
from python_jobs.analysis.campaigns.profit_change import profit_changes
from python_jobs.analysis.campaigns.structure_findings import weekdays
from python_jobs.analysis.campaigns.waste_findings import silent_days
from python_jobs.analysis.campaigns.weekdays import best_and_worst_weekday
from python_jobs.analysis.findings import findings
from python_jobs.insights import (
    Anomaly,
    Concentration,
    Finding,
    Insights,
    ParetoPoint,
    ProfitChange,
    RankedCampaign,
    Waste,
)
from python_jobs.language import Language
from python_jobs.period import Period, parse_period
from python_jobs.reporting.coverage import is_compared_whole
from python_jobs.warehouse.aggregates.channel_days import SilentDays
from tests.fixtures.channel_days import FIRST, channel_days, noise
from tests.fixtures.marts import Marts
from tests.fixtures.report_data import one_row, report_data

DOLLAR = Language("en", "USD", "$")
NOTHING_SILENT = SilentDays(0, 0, 0)


def found(insights: Insights, marts: Marts | None = None, days: pl.DataFrame | None = None) -> list[Finding]:
    aggregates = report_data(marts or one_row()).marts
    rows = channel_days([]) if days is None else days
    return list(findings(aggregates, insights, rows, NOTHING_SILENT, 0.95, DOLLAR))


def campaign(name: str, cost: float, revenue: float, is_certain: bool = True) -> RankedCampaign:
    roi = 100 * (revenue - cost) / cost
    bounds = (roi - 8, roi + 8, is_certain, "", roi - 10, roi + 10)
    return RankedCampaign(name, cost, revenue, revenue - cost, 40, roi, *bounds)


def test_without_figures_there_is_one_sentence() -> None:
    assert [one.sentence for one in found(Insights(), Marts([]))] == ["There are no campaign figures yet."]


def test_one_good_day_is_no_finding() -> None:
    assert found(Insights()) == []


def test_losses_are_named_with_their_numbers_and_only_where_they_are_certain() -> None:
    ranking = (campaign("Winner", 10, 100), campaign("Loser", 500, 100), campaign("Unsure", 900, 100, False))
    sentences = [one.sentence for one in found(Insights(ranking=ranking))]
    assert sentences == [
        "Loser costs more than it brings: $500 cost against $100 revenue, a loss of $400; with 95\u00a0% "
        "confidence, its ROI is between -90\u00a0% and -70\u00a0%."
    ]


def test_the_money_at_stake_decides_the_order() -> None:
    insights = Insights(
        ranking=(campaign("Loser", 500, 100), campaign("Small loss", 50, 10)),
        waste=(Waste("Dead", 300.0, 9, 4.0), Waste("Dead too", 100.0, 9, 3.0)),
        anomalies=(Anomaly(date(2024, 2, 29), "Email", "cost", 20.0, 10.0, 7.0),),
        concentration=Concentration((), tuple(ParetoPoint(n, 10.0 * n) for n in range(1, 11)), campaigns=20),
    )
    stakes = found(insights, days=channel_days([(date(2024, 2, 29), "Email", 20.0, 0, 2, 1, 9.0)]))
    assert [(one.kind, one.at_stake) for one in stakes] == [
        ("loss", 400.0), ("waste", 400.0), ("loss", 40.0), ("anomaly", 10.0), ("concentration", 0.0)
    ]  # fmt: skip
    assert stakes[1].sentence == (
        "2 campaigns cost $400 together and brought no conversion; the most expensive is Dead with $300, for "
        "which its channels bring 4.0 conversions."
    )
    assert stakes[3].sentence == "Email cost $20 on 29 February 2024; usual on a Thursday is $10."
    assert stakes[4].sentence == "Of 20 campaigns, 10 make a profit, and 8 of them make 80.0\u00a0% of it."


def test_what_moved_profit_is_told_with_its_effects_and_periods() -> None:
    days = noise(56, 1, 3).with_columns(
        pl.when(pl.col("date") > date(2024, 1, 28))
        .then(pl.col("revenue") * 2)
        .otherwise(pl.col("revenue"))
        .alias("revenue")
    )
    insights = Insights(
        profit_changes=(ProfitChange("Channel 0", 100.0, 1100.0, 400.0, -100.0, 0.0, 700.0),),
        compared_period=parse_period("2024-01-01..2024-01-28"),
        changed_period=parse_period("2024-01-29..2024-02-25"),
    )
    assert [one.sentence for one in found(insights, days=days)] == [
        "Profit of Channel 0 went from $100 (1 January 2024 to 28 January 2024) to $1.1K (29 January 2024 to "
        "25 February 2024): number of clicks +$400, cost per click -$100, conversion rate $0, revenue per "
        "conversion +$700."
    ]
    assert found(insights, days=noise(56, 1, 3)) == []  # by no more than days differ anyway


@pytest.mark.parametrize(("first", "last"), [(1, 40), (17, 61)])
def test_constant_business_whose_days_are_missing_has_not_changed(first: int, last: int) -> None:
    """November against December 2025, of which figures end on the 10th, or begin on 17 November."""
    days = noise(61, 2, 3).with_columns(pl.col("date") + (date(2025, 11, 1) - FIRST))
    days = days.filter(pl.col("date").is_between(day_of(first), day_of(last)))
    december, available = parse_period("2025-12"), Period(day_of(first), day_of(last))
    both = compared_periods(available, december, "previous")
    assert both is not None  # the table stays, with its note
    insights = Insights(
        profit_changes=profit_changes(days, *both), compared_period=both[0], changed_period=both[1]
    )
    assert found(insights, days=days)  # what would be told
    assert found(replace(insights, is_compared_whole=is_compared_whole(available, *both)), days=days) == []


def day_of(number: int) -> date:
    """The first is 1 November 2025."""
    return date(2025, 10, 31) + timedelta(days=number)


def test_days_without_a_conversion_are_told_beyond_chance_only() -> None:
    assert silent_days(SilentDays(cost=110.0, by_chance=100.0, variance=1.0), DOLLAR) == []
    (finding,) = silent_days(SilentDays(cost=200.0, by_chance=100.0, variance=25.0), DOLLAR)
    assert finding.sentence == (
        "$200 went to days on which campaigns that otherwise convert had no conversion; at their usual "
        "rates, chance explains $100 of it."
    )
    assert finding.at_stake == 100.0


def test_spend_without_any_conversion_is_told() -> None:
    marts = Marts([("A", "Email", date(2024, 1, 1), 30.0, 10, 5, 0, 0.0)])
    assert [one.sentence for one in found(Insights(), marts)] == [
        "$30 was spent and not one conversion was recorded."
    ]


def daily(seed: int, factor_of_sunday: float = 1.0) -> pl.DataFrame:
    days = noise(182, 1, seed)
    sunday = pl.when(pl.col("date").dt.weekday() == 7).then(factor_of_sunday).otherwise(1.0)
    return days.with_columns(pl.col("revenue") * sunday)


def test_weekdays_are_told_with_their_numbers() -> None:
    (finding,) = weekdays(daily(1, 1.5), 0.95, DOLLAR)
    assert re.fullmatch(
        r"Sunday returns more than \w+day, by more than chance explains: ROI \d+\.\d.% on \$[\d.]+K against "
        r"\d+\.\d.% on \$[\d.]+K\.",
        finding.sentence,
    )
    assert weekdays(daily(1), 0.95, DOLLAR) == []


def test_a_good_weekday_is_found() -> None:
    both = best_and_worst_weekday(daily(1, 1.5), 0.95)
    assert both is not None
    assert both[0].weekday == 7
    sundays = daily(1, 1.5).filter(pl.col("date").dt.weekday() == 7)
    assert both[0].roi_pct == pytest.approx(100 * (sundays["revenue"].sum() / sundays["cost"].sum() - 1))


def test_of_shuffled_days_no_weekday_is_good() -> None:
    """The demand differs by weekday, the return does not; days are shuffled on top of it."""
    random = np.random.default_rng(1)
    claims = 0
    for seed in range(100):
        days = daily(seed, 1.5)
        claims += (
            best_and_worst_weekday(
                days.with_columns(pl.Series("date", random.permutation(days["date"]))), 0.95
            )
            is not None
        )
    assert claims <= 5


def test_a_short_period_says_nothing_of_weekdays() -> None:
    assert best_and_worst_weekday(daily(1, 3.0).head(49), 0.95) is None
    assert best_and_worst_weekday(daily(1, 3.0).head(56), 0.95) is not None


def test_pareto_curves_add_up() -> None:
    curve = pareto_curve(pl.DataFrame({"campaigns": [1, 2, 4], "amount": [60.0, 30.0, 10.0]}))
    assert curve == (ParetoPoint(1, 60.0), ParetoPoint(2, 90.0), ParetoPoint(4, 100.0))
    assert reaching(curve, 80) == ParetoPoint(2, 90.0)
