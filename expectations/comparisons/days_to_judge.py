"""Which days are held against the days before them, where more have come than can be looked at."""

from bisect import bisect_left
from collections.abc import Collection
from datetime import date, timedelta
from itertools import islice

from python_jobs.audit_config import NewestDaysConfig


def days_to_judge(
    new: Collection[date], published: Collection[date], changed: Collection[date], config: NewestDaysConfig
) -> list[date]:
    """Which of the new and changed days are judged, the newest first: the newest, and the first new ones.

    The newest of many are held against other days of the same load, and all of that may be in cents. Its
    first days follow published ones, if any do.
    """
    newest = sorted({*new, *changed}, reverse=True)[: config.most_days]
    history = sorted(published)

    def follows_published(day: date) -> bool:
        begin = bisect_left(history, day - timedelta(config.history_days))
        return bisect_left(history, day) - begin >= config.minimum_days

    first = islice(filter(follows_published, sorted(new)), config.first_days)
    return sorted({*newest, *first}, reverse=True)
