"""Ticks of an axis of days, in the language of the report."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from python_jobs.language import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TICKS = 9


def day_axis(axes: "Axes", first: date, last: date, language: Language) -> None:
    """Mark days, Mondays, months or years from the first day to the last, nine of them at most."""
    marked = day_ticks(first, last, language)
    places: list[Any] = [day for day, _ in marked]
    axes.set_xticks(places, [text for _, text in marked])
    if first == last:
        axes.set_xlim(first - timedelta(days=1), last + timedelta(days=1))  # type: ignore[arg-type]


def day_ticks(first: date, last: date, language: Language) -> list[tuple[date, str]]:
    """Days to mark with their texts."""
    days = (last - first).days + 1
    if days <= 21:
        return [(day, language.short_day(day)) for day in _every(first, last, -(-days // 7))]
    if days <= 62:
        monday = first + timedelta(days=-first.weekday() % 7)
        return [(day, language.short_day(day)) for day in _every(monday, last, 7 * -(-days // (7 * 6)))]
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    step = next(
        (step for step in (1, 2, 3, 6, 12) if months <= _TICKS * step), 12 * -(-months // (12 * _TICKS))
    )
    marked = [day for day in _months(first, last) if (12 * day.year + day.month - 1) % step == 0]
    return [(day, str(day.year) if step >= 12 else language.month(day)) for day in marked]


def _every(first: date, last: date, step: int) -> Iterator[date]:
    for number in range(0, (last - first).days + 1, step):
        yield first + timedelta(days=number)


def _months(first: date, last: date) -> Iterator[date]:
    """The first day of each month that begins within the days."""
    for number in range(12 * first.year + first.month - 1, 12 * last.year + last.month):
        day = date(number // 12, number % 12 + 1, 1)
        if day >= first:
            yield day
