"""What moved profit: the effects add up exactly, whatever is missing in one of the periods."""

from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from python_jobs.analysis.campaigns.compared_periods import compared_periods, differs_beyond_chance
from python_jobs.analysis.campaigns.profit_change import Effects, Funnel, effects, profit_changes
from python_jobs.period import Period, parse_period
from tests.fixtures.channel_days import FIRST, channel_days, noise

counts = st.integers(0, 10**9).map(Fraction) | st.just(Fraction(0))
money = st.decimals(0, 10**12, places=2).map(Fraction) | st.just(Fraction(0))
funnels = st.builds(Funnel, clicks=counts, conversions=counts, cost=money, revenue=money)


def total(split: Effects) -> Fraction:
    return split.volume + split.price + split.conversion + split.value


@given(funnels, funnels)
def test_the_effects_add_up_exactly(before: Funnel, after: Funnel) -> None:
    change = (after.revenue - after.cost) - (before.revenue - before.cost)
    assert total(effects(before, after)) == change


@given(funnels, funnels)
def test_backwards_every_effect_is_the_opposite(before: Funnel, after: Funnel) -> None:
    forth, back = effects(before, after), effects(after, before)
    assert (forth.volume, forth.price, forth.conversion, forth.value) == (
        -back.volume, -back.price, -back.conversion, -back.value
    )  # fmt: skip


def funnel(clicks: int, conversions: int, cost: int, revenue: int) -> Funnel:
    return Funnel(Fraction(clicks), Fraction(conversions), Fraction(cost), Fraction(revenue))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # Twice the clicks at the same price and rates.
        (funnel(100, 10, 50, 200), funnel(200, 20, 100, 400), (150, 0, 0, 0)),
        (funnel(100, 10, 50, 200), funnel(100, 10, 80, 200), (0, -30, 0, 0)),
        (funnel(100, 10, 50, 200), funnel(100, 15, 50, 300), (0, 0, 100, 0)),
        (funnel(100, 10, 50, 200), funnel(100, 10, 50, 260), (0, 0, 0, 60)),
        # New, ended, and never there.
        (funnel(0, 0, 0, 0), funnel(100, 10, 50, 200), (150, 0, 0, 0)),
        (funnel(100, 10, 50, 200), funnel(0, 0, 0, 0), (-150, 0, 0, 0)),
        (funnel(0, 0, 0, 0), funnel(0, 0, 0, 0), (0, 0, 0, 0)),
        # The conversions stopped: nobody knows what one would have been worth.
        (funnel(100, 10, 50, 200), funnel(100, 0, 50, 0), (0, 0, -200, 0)),
        # Cost, conversions and revenue that nothing before them explains.
        (funnel(100, 10, 50, 200), funnel(100, 10, 50, 200), (0, 0, 0, 0)),
        (funnel(0, 0, 40, 0), funnel(0, 0, 70, 0), (0, -30, 0, 0)),
        (funnel(0, 5, 0, 100), funnel(0, 9, 0, 180), (0, 0, 80, 0)),
        (funnel(0, 0, 0, 100), funnel(0, 0, 0, 180), (0, 0, 0, 80)),
    ],
)
def test_what_changed_alone_has_the_whole_effect(
    before: Funnel, after: Funnel, expected: tuple[int, int, int, int]
) -> None:
    split = effects(before, after)
    assert (split.volume, split.price, split.conversion, split.value) == expected


def test_two_factors_at_once_share_what_they_do_together() -> None:
    # 100 clicks at 0.10 conversions of 20; then 200 at 0.20: 200 -> 800, of which each factor has half.
    split = effects(funnel(100, 10, 0, 200), funnel(200, 40, 0, 800))
    assert (split.volume, split.conversion) == (300, 300)


def test_channels_are_ordered_by_how_much_they_changed() -> None:
    days = channel_days(
        [
            (date(2024, 1, 1), "Email", 10.0, 0, 100, 10, 100.0),
            (date(2024, 1, 2), "Email", 10.0, 0, 100, 10, 110.0),
            (date(2024, 1, 1), "Ended", 1.0, 0, 10, 1, 51.0),
            (date(2024, 1, 2), "New", 20.0, 0, 10, 0, 0.0),
        ]
    )
    changes = profit_changes(days, parse_period("2024-01-01"), parse_period("2024-01-02"))
    assert [(one.channel, one.before, one.after) for one in changes] == [
        ("Ended", 50.0, 0.0), ("New", 0.0, -20.0), ("Email", 90.0, 100.0)
    ]  # fmt: skip
    assert changes[2].value == pytest.approx(10)


def test_which_periods_are_compared() -> None:
    available = parse_period("2024-01-01..2024-03-31")
    assert compared_periods(available, None, None) == (
        parse_period("2024-02-05..2024-03-03"),
        parse_period("2024-03-04..2024-03-31"),
    )
    march, february = parse_period("2024-03"), parse_period("2024-02")
    assert compared_periods(available, march, None) == (february, march)
    assert compared_periods(available, march, "year") is None  # nothing there
    assert compared_periods(available, parse_period("2024-01"), None) is None
    assert (
        compared_periods(parse_period("2024-02-10..2024-03-31"), march, None) is None
    )  # half a month is unfair
    assert compared_periods(parse_period("2024-02-10..2024-03-31"), march, "previous") == (february, march)
    assert compared_periods(parse_period("2024-03-01..2024-03-31"), None, None) is None


def test_noise_is_no_change_and_a_change_is() -> None:
    before, after = Period(FIRST, date(2024, 1, 28)), Period(date(2024, 1, 29), date(2024, 2, 25))
    claims = 0
    for seed in range(60):
        days = noise(56, 1, seed)
        daily = days.select("date", (days["revenue"] - days["cost"]).alias("profit"))
        claims += differs_beyond_chance(daily, before, after, 0.95, 1)
    assert claims <= 8  # of 60, about 3 at 95 % and a little growth
    later = pl.col("date") >= after.first
    daily = daily.with_columns(pl.when(later).then(pl.col("profit") + 400).otherwise(pl.col("profit")))
    assert differs_beyond_chance(daily, before, after, 0.95, 9)
