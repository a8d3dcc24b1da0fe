"""The days that a report is about, and the days that it compares them with."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from python_jobs.errors import ConfigurationError
from python_jobs.language import Language

Comparison = Literal["previous", "year"]

# Within the calendar, years 1 to 9999, with room for the days before and after.
_YEARS = range(1900, 9999)
_EXAMPLES = "Examples: 2024, 2024-03, 2024-01..2024-03, 2024-03-01..2024-03-17"


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def is_whole_months(self) -> bool:
        """Whether it begins with the first day of a month and ends with the last of one."""
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1

    def covers(self, other: "Period") -> bool:
        """Whether all days of another period are among these."""
        return self.first <= other.first and other.last <= self.last

    def in_words(self, language: Language) -> str:
        """E.g. ``1 March 2024 to 17 March 2024``."""
        if self.first == self.last:
            return language.day(self.first)
        return language.text(
            "{first_day} to {last_day}", first_day=language.day(self.first), last_day=language.day(self.last)
        )

    def compared(self, comparison: Comparison) -> "Period":
        """The period to compare with.

        ``previous`` is as long and ends the day before; of whole months it is as many months. ``year`` is the
        same days a year earlier; 29 February becomes the 28th. Neither begins before the calendar does.
        """
        if comparison == "year":
            return Period(_months_later(self.first, -12), _months_later(self.last, -12, self.is_whole_months))
        if self.is_whole_months:
            months = 12 * (self.last.year - self.first.year) + self.last.month - self.first.month + 1
            return Period(_months_later(self.first, -months), self.first - timedelta(days=1))
        first = date.fromordinal(max(date.min.toordinal(), self.first.toordinal() - self.days))
        return Period(first, self.first - timedelta(days=1))


def parse_period(text: str) -> Period:
    """Read ``2024``, ``2024-03``, ``2024-03-17`` or two of them with ``..`` between.

    Raises:
        ConfigurationError: it is not a period, ends before it begins, or is not of the years 1900 to 9998.
    """
    beginning, dots, end = text.strip().partition("..")
    try:
        first, last = _span(beginning).first, _span(end if dots else beginning).last
    except ValueError:
        raise ConfigurationError(f"'{text}' is not a period. {_EXAMPLES}") from None
    if last < first:
        raise ConfigurationError(f"The period '{text}' ends before it begins. {_EXAMPLES}")
    if first.year not in _YEARS or last.year not in _YEARS:
        raise ConfigurationError(
            f"The period '{text}' is not of the years {_YEARS[0]} to {_YEARS[-1]}. {_EXAMPLES}"
        )
    return Period(first, last)


def _span(text: str) -> Period:
    parts = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text.strip(), re.ASCII)
    if parts is None:
        raise ValueError(text)
    year, month, day = (int(part) if part else None for part in parts.groups())
    assert year is not None
    if month is None:
        return Period(date(year, 1, 1), date(year, 12, 31))
    if day is None:
        return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    return Period(date(year, month, day), date(year, month, day))


def _months_later(day: date, months: int, to_the_end: bool = False) -> date:
    """The same day of another month, or its last where it has no such day or ``to_the_end`` is asked for."""
    number = max(12 * date.min.year, 12 * day.year + day.month - 1 + months)
    year, month = divmod(number, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, length if to_the_end else min(day.day, length))
