"""What is usual for a day, from the days before it: a median and how far days stray from it by themselves."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from python_jobs.audit_config import Factors, NewestDaysConfig
from python_jobs.warehouse.quality_results import Outcome

# Weekdays differ: offices sell little on Sundays. Four of the same kind say more than 28 of all kinds.
_ENOUGH_WEEKDAYS = 4
# Median absolute deviation to standard deviation, for a normal distribution.
_NORMAL = 1.4826
# However wildly days stray, this many times the usual is not taken for chance: 100 times must be seen.
_NEVER_CHANCE = 50.0


@dataclass(frozen=True)
class Usual:
    """``median`` in the figure's own unit; ``spread`` is a robust standard deviation of its logarithm."""

    median: float
    spread: float

    def chance(self, deviations: float) -> float:
        """The factor to the median, either way, that so many deviations come to."""
        return min(math.exp(deviations * self.spread), _NEVER_CHANCE)


def usual_before(
    series: Mapping[date, float], day: date, suspects: Collection[date], config: NewestDaysConfig
) -> Usual | None:
    """What is usual on such a day, by the days before it that are not under suspicion themselves.

    Days without a positive figure say nothing about its size. None if fewer than ``minimum_days`` are left.
    """
    first = day - timedelta(days=config.history_days)
    before = {
        other: math.log(value)
        for other, value in series.items()
        if first <= other < day and other not in suspects and value > 0
    }
    if len(before) < config.minimum_days:
        return None
    same_weekday = [value for other, value in before.items() if other.weekday() == day.weekday()]
    values = same_weekday if len(same_weekday) >= _ENOUGH_WEEKDAYS else list(before.values())
    middle = median(values)
    return Usual(math.exp(middle), _NORMAL * median(abs(value - middle) for value in values))


def judge(value: float, usual: Usual, factors: Factors, deviations: float) -> Outcome:
    """Hold a figure against its usual size; unusual is what is beyond both chance and the factor."""
    size = math.inf if value <= 0 else max(value / usual.median, usual.median / value)
    if size <= usual.chance(deviations):
        return "passed"
    if factors.fail is not None and size > factors.fail:
        return "failed"
    return "warned" if factors.warn is not None and size > factors.warn else "passed"
