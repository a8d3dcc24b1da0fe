"""Which days a report is about, in words, and where its figures do not cover all of them."""

import calendar
from datetime import date

from python_jobs.language import Language
from python_jobs.period import Period


def period_in_words(period: Period | None, language: Language) -> str:
    """E.g. ``1 March 2024 to 17 March 2024``; None stands for a publication without figures."""
    return language.text("no campaign figures") if period is None else period.in_words(language)


def partial_figures(
    available: Period | None, period: Period | None, compared: Period | None, language: Language
) -> str:
    """Sentences about the days that have no figures; empty where nothing is missing.

    Args:
        available: from the first to the last day with figures in the publication.
        period: what the report is about; None means all that is available.
        compared: what it is compared with.
    """
    if available is None:
        return ""
    notes = [_month_under_way(available, language)] if period is None else []
    notes += _outside(available, period, language) if period else []
    notes += _outside_compared(available, compared, language) if compared else []
    notes += [_unequal_days(available, period or available, compared, language)] if compared else []
    return " ".join(note for note in notes if note)


def _month_under_way(available: Period, language: Language) -> str:
    last = available.last
    if last.day == calendar.monthrange(last.year, last.month)[1]:
        return ""
    return language.text(
        "The last month is not complete: its figures end on {day}.", day=language.day(available.last)
    )


def _outside(available: Period, period: Period, language: Language) -> list[str]:
    notes = []
    if period.first < available.first:
        notes.append(
            language.text(
                "The period begins on {begin}, but there are figures from {day} only.",
                begin=language.day(period.first),
                day=language.day(available.first),
            )
        )
    if period.last > available.last:
        notes.append(
            language.text(
                "The period ends on {end}, but there are figures until {day} only.",
                end=language.day(period.last),
                day=language.day(available.last),
            )
        )
    return notes


def _outside_compared(available: Period, compared: Period, language: Language) -> list[str]:
    words = period_in_words(compared, language)
    if compared.last < available.first or compared.first > available.last:
        return [
            language.text(
                "There are no figures of {period} to compare with: figures begin on {day}.",
                period=words,
                day=language.day(available.first),
            )
        ]
    if available.covers(compared):
        return []
    covered = Period(max(compared.first, available.first), min(compared.last, available.last))
    return [
        language.text(
            "It is compared with {period}, of which there are figures of {covered} only.",
            period=words,
            covered=period_in_words(covered, language),
        )
    ]


def _unequal_days(available: Period, period: Period, compared: Period, language: Language) -> str:
    """Said only where figures are missing: that March has more days than February needs no words."""
    days, before = _common_days(period, available), _common_days(compared, available)
    if not before or (days == period.days and before == compared.days):
        return ""
    return language.text(
        "So figures of {days} days are compared with those of {before} days.",
        days=language.count(days),
        before=language.count(before),
    )


def _common_days(one: Period, other: Period) -> int:
    return max(0, (min(one.last, other.last) - max(one.first, other.first)).days + 1)


def is_compared_whole(available: Period | None, period: Period | None, compared: Period | None) -> bool:
    """Whether both periods have figures from end to end; also where nothing is compared."""
    if available is None or period is None or compared is None:
        return True
    return available.covers(period) and available.covers(compared)


def covered(first: date | None, last: date | None) -> Period | None:
    """The period between two days, None without them."""
    return None if first is None or last is None else Period(first, last)
