"""Shapes of the benchmarks' campaign rows: how many campaigns over how long, how often a row is restated."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

_DAYS_ACTIVE = 365


@dataclass(frozen=True)
class Shape:
    """``campaigns`` None takes as many as give each a year; ``duplicates`` is the share of restated rows."""

    days: int
    campaigns: int | None
    duplicates: float


SHAPES = {
    "usual": Shape(days=730, campaigns=None, duplicates=0.02),
    "few-campaigns": Shape(days=3650, campaigns=1, duplicates=0.02),
    "many-campaigns": Shape(days=30, campaigns=200_000, duplicates=0.02),
    "duplicates": Shape(days=730, campaigns=None, duplicates=0.9),
}
"""By name. A day never has more rows than campaigns, so that few campaigns are as many as the rows need."""


@dataclass(frozen=True)
class Calendar:
    """Which campaign and day each row of a table belongs to, computed from the row's number alone.

    Rows come in the order of days, the restated ones after all others. The campaigns of a day are a window
    that moves through all campaigns as the days go by, so that each has a life time.
    """

    rows: int
    distinct: int
    days: int
    campaigns: int

    @classmethod
    def of(cls, shape: Shape, rows: int) -> "Calendar":
        """The calendar of so many rows."""
        distinct = max(1, round(rows * (1 - shape.duplicates)))
        days = min(shape.days, distinct)
        per_day = -(-distinct // days)
        wished = shape.campaigns or distinct // _DAYS_ACTIVE
        return cls(rows, distinct, days, max(wished, per_day))

    def places(self, numbers: Integers) -> tuple[Integers, Integers]:
        """Campaign (from 0) and day (from 0) of the rows with these numbers."""
        # What is restated are the newest days, all of them as often as it takes.
        restated = numbers - self.distinct
        key = np.where(restated < 0, numbers, self.distinct - 1 - restated % self.distinct)
        day = key * self.days // self.distinct
        within_day = key - -(-day * self.distinct // self.days)
        campaign = (day * self.campaigns // self.days + within_day) % self.campaigns
        return campaign, day

    def campaigns_on(self, day: int) -> Integers:
        """Campaigns with a row on a day (from 0)."""
        first, after = (-(-one * self.distinct // self.days) for one in (day, day + 1))
        return self.places(np.arange(first, after))[0]
