"""Which two periods are compared, and whether they differ by more than days do anyway."""

from datetime import date, timedelta

import polars as pl
from scipy.special import ndtri

from python_jobs.period import Comparison, Period

# Whole weeks, so that every weekday weighs the same on both sides.
RECENT_DAYS = 28
# The variance of fewer days is a guess.
_FEWEST_DAYS = 7


def recent_from(last: date) -> date:
    """The first of the ``RECENT_DAYS`` days that end with the last one with figures."""
    return last - timedelta(days=RECENT_DAYS - 1)


def compared_periods(
    available: Period, period: Period | None, comparison: Comparison | None
) -> tuple[Period, Period] | None:
    """The earlier and the later period; None where there is nothing fair to compare.

    A period that was ordered is compared as was ordered, or else with the one before if that has figures from
    end to end. Of a whole publication the last ``RECENT_DAYS`` days are compared with those before.

    Args:
        available: from the first to the last day with figures in the publication.
    """
    if period is not None:
        before = period.compared(comparison or "previous")
        if comparison is None:
            return (before, period) if available.covers(before) and available.covers(period) else None
        return (before, period) if before.last >= available.first else None
    recent = Period(recent_from(available.last), available.last)
    before = recent.compared("previous")
    return (before, recent) if available.covers(before) else None


def differs_beyond_chance(
    daily: pl.DataFrame, before: Period, after: Period, confidence: float, questions: int
) -> bool:
    """Whether a day's mean profit differs between two periods (Welch's test, by the normal distribution).

    Args:
        daily: ``date``, ``profit``; a day without a row made none, so that both periods must lie within the
            days with figures.
        questions: how many such questions are asked together; all answers are right with the confidence.
    """
    if min(before.days, after.days) < _FEWEST_DAYS:
        return False
    (mean_before, error_before), (mean_after, error_after) = _mean(daily, before), _mean(daily, after)
    bound = float(ndtri(1 - (1 - confidence) / 2 / questions))
    return bool(abs(mean_after - mean_before) > bound * (error_before + error_after) ** 0.5)


def _mean(daily: pl.DataFrame, period: Period) -> tuple[float, float]:
    """Mean and the square of its error."""
    profit = daily.filter(pl.col("date").is_between(period.first, period.last))["profit"]
    days, total = period.days, float(profit.sum())
    squares = float((profit * profit).sum())
    return total / days, max(0.0, squares - total * total / days) / (days - 1) / days
