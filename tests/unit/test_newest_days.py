"""What is unusual about a new day: a factor of 100 stops it, Black Friday and launches are only noted."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from expectations.comparisons.daily_figures import Days, Figures
from expectations.comparisons.days_to_judge import days_to_judge
from expectations.comparisons.newest_days import NewestDays, judge_newest_days
from expectations.comparisons.usual_range import judge, usual_before
from python_jobs.audit_config import Factors, NewestDaysConfig
from python_jobs.warehouse.quality_results import QualityResult

CONFIG = NewestDaysConfig()
LAST = date(2024, 6, 30)  # a Sunday
# Monday to Sunday: an office product hardly sells at the weekend.
WEEK = (1.1, 1.0, 1.0, 1.0, 0.9, 0.1, 0.08)

Change = Callable[[Figures], Figures]


def channel(size: float, days: int = 90) -> dict[date, Figures]:
    """A channel that costs and earns what it costs and earns, but for weekdays and some noise."""
    figures = {}
    for number in range(days):
        day = LAST - timedelta(days=number)
        busy = size * WEEK[day.weekday()] * (1 + 0.2 * math.sin(number * 1.7))
        # A click costs 0.50, one of twenty converts, a conversion brings 30.
        figures[day] = Figures(4, busy, busy * 2, busy / 10, busy * 3 * (1 + 0.1 * math.cos(number)))
    return figures


CHANNELS = {"Search": channel(700), "Email": channel(200), "Push": channel(20)}


def judged(
    channels: Mapping[str, Days],
    change: Change = lambda figures: figures,
    only: str | None = None,
    days: int = 1,
    **more: Any,
) -> dict[str, QualityResult]:
    """Outcomes by figure after the newest days of all channels, or of one, were changed."""
    newest = [LAST - timedelta(days=number) for number in range(days)]
    changed = {
        name: {
            day: change(figures) if day in newest and only in (None, name) else figures
            for day, figures in series.items()
        }
        for name, series in channels.items()
    }
    given = {"campaigns": {}, "twins": {}} | more
    return {one.expectation: one for one in judge_newest_days(NewestDays(newest, changed, **given), CONFIG)}


def outcomes(found: dict[str, QualityResult]) -> dict[str, str]:
    return {name: one.outcome for name, one in found.items() if one.outcome != "passed"}


def times(factor: float, *names: str) -> Change:
    return lambda figures: replace(figures, **{name: factor * getattr(figures, name) for name in names})


MONEY = ("cost", "revenue")
ALL = ("cost", "clicks", "conversions", "revenue")


@pytest.mark.parametrize("days", [1, 3, 7])
def test_usual_days_pass_weekends_included(days: int) -> None:
    assert outcomes(judged(CHANNELS, days=days)) == {}


@pytest.mark.parametrize("days", [1, 7])
def test_revenue_times_100_fails(days: int) -> None:
    found = judged(CHANNELS, times(100, "revenue"), days=days)
    assert outcomes(found) == dict.fromkeys(
        ("revenue", "return on ad spend", "revenue per conversion"), "failed"
    )
    whole = 100 * sum(series[LAST].revenue for series in CHANNELS.values())
    assert str(found["revenue"].observed).startswith(f"{whole:,.2f} on 2024-06-30 (the day)")
    assert found["revenue"].sample[0]["figure"] == "revenue"


def test_cents_taken_for_euros_fail_and_euros_taken_for_cents_too() -> None:
    cents = outcomes(judged(CHANNELS, times(100, *MONEY), days=4))
    assert cents == dict.fromkeys(("cost", "revenue", "cost per click", "revenue per conversion"), "failed")
    euros = outcomes(judged(CHANNELS, times(0.01, *MONEY), days=4))
    assert euros["cost per click"] == euros["revenue per conversion"] == "failed"


@pytest.mark.parametrize("days", [1, 7])
def test_everything_times_100_fails(days: int) -> None:
    assert "failed" in outcomes(judged(CHANNELS, times(100, *ALL), days=days)).values()


@pytest.mark.parametrize("factor", [5, 8, 20])
def test_black_friday_and_launch_only_warn(factor: float) -> None:
    def busy(figures: Figures) -> Figures:
        return times(factor, *ALL)(times(1.8, "revenue")(figures) if factor == 5 else figures)

    assert set(outcomes(judged(CHANNELS, busy)).values()) == {"warned"}


def test_campaigns_that_end_only_warn() -> None:
    ended = outcomes(judged(CHANNELS, times(0.001, *ALL)))
    assert ended == {"cost": "warned", "revenue": "warned"}
    assert outcomes(judged(CHANNELS, times(0, *ALL)))["revenue"] == "warned"


def test_one_channel_fails_if_it_moves_the_day_and_is_mentioned_if_not() -> None:
    found = judged(CHANNELS, times(100, "revenue"), only="Email")
    assert outcomes(found)["revenue per conversion"] == "failed"
    assert "channel Email" in {row["of"] for row in found["revenue per conversion"].sample}
    tiny = {**CHANNELS, "Push": channel(2)}
    assert set(outcomes(judged(tiny, times(100, "revenue"), only="Push")).values()) == {"warned"}


def test_one_campaign_fails_if_it_moves_the_day() -> None:
    campaign = channel(20)
    campaign[LAST] = times(100, "revenue")(campaign[LAST])
    found = judged(CHANNELS, campaigns={"Spring": campaign})
    assert "(campaign Spring)" in str(found["revenue per conversion"].observed)
    assert outcomes(found)["revenue per conversion"] == "failed"


def test_a_missing_channel_and_a_missing_day_are_noted() -> None:
    without = {**CHANNELS, "Email": {day: f for day, f in CHANNELS["Email"].items() if day != LAST}}
    found = judged(without)
    assert found["nothing missing"].outcome == "warned"
    assert found["nothing missing"].sample == ({"date": "2024-06-30", "missing": "channel Email"},)
    hole = LAST - timedelta(days=1)
    gap = {name: {day: f for day, f in series.items() if day != hole} for name, series in CHANNELS.items()}
    assert judged(gap)["nothing missing"].sample == ({"date": "2024-06-29", "missing": "every channel"},)


def test_half_of_the_rows_is_noted() -> None:
    assert outcomes(judged(CHANNELS, times(0.4, "rows"))) == {"rows": "warned"}


def test_rows_that_come_twice() -> None:
    def twins(rows: int, figures: int) -> dict[str, str]:
        return outcomes(judged(CHANNELS, twins={LAST: (rows, figures)}))

    assert twins(12, 6) == {"rows that come twice": "failed"}  # all of the day's 12 rows
    assert twins(12, 1) == {}  # a flat rate
    assert twins(2, 5) == {"rows that come twice": "warned"}


def test_nothing_is_said_without_days_before() -> None:
    few = {name: {d: f for d, f in s.items() if (LAST - d).days < 5} for name, s in CHANNELS.items()}
    assert outcomes(judged(few, times(100, "revenue"))) == {}
    six = {name: {d: f for d, f in s.items() if (LAST - d).days < 7} for name, s in CHANNELS.items()}
    assert "failed" in outcomes(judged(six, times(10_000, "revenue"))).values()


def test_usual_is_the_median_of_the_same_weekdays() -> None:
    series = {LAST - timedelta(days=number): float(number) for number in range(1, 60)}
    usual = usual_before(series, LAST, [], CONFIG)
    assert usual is not None
    # Sundays 7, 14, ..., 56 days before: the middle two are 28 and 35, by their logarithms.
    assert usual.median == pytest.approx(math.sqrt(28 * 35))


def test_chance_is_bounded_so_that_100_times_is_always_seen() -> None:
    wild = {LAST - timedelta(days=number): 10.0 ** (number % 5) for number in range(1, 57)}
    usual = usual_before(wild, LAST, [], CONFIG)
    assert usual is not None
    assert judge(100 * usual.median, usual, Factors(warn=4, fail=20), CONFIG.deviations) == "failed"
    assert judge(40 * usual.median, usual, Factors(warn=4, fail=20), CONFIG.deviations) == "passed"


def test_of_many_new_days_the_newest_are_judged_and_the_first_that_follow_published_ones() -> None:
    def days(first: int, last: int) -> list[date]:
        return [LAST - timedelta(days=number) for number in range(last, first + 1)]

    published = days(300, 200)
    assert days_to_judge(days(199, 0), published, [], CONFIG) == [*days(27, 0), *days(199, 193)]
    assert days_to_judge(days(199, 170), published, [], CONFIG) == days(199, 170)
    # Days before all that is published, or long after it, follow nothing.
    assert days_to_judge(days(400, 301), published, [], CONFIG) == days(328, 301)
    assert days_to_judge(days(100, 0), published, [], CONFIG) == days(27, 0)
    # A backfill beside them does not hide them; of changed days, drift tells.
    assert days_to_judge([*days(400, 301), *days(199, 0)], published, days(250, 210), CONFIG) == [
        *days(27, 0),
        *days(199, 193),
    ]
