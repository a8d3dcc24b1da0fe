"""What reports say about days without figures."""

from datetime import date

import pytest

from python_jobs.language import Language
from python_jobs.period import Comparison, Period, parse_period
from python_jobs.reporting.coverage import partial_figures

AVAILABLE = Period(date(2024, 1, 2), date(2024, 3, 17))
CASES: list[tuple[str | None, Comparison | None, str]] = [
    (None, None, "The last month is not complete: its figures end on 17 March 2024."),
    ("2024-02", None, ""),
    ("2024-02-10..2024-02-20", "previous", ""),
    ("2024-03", None,
     "The period ends on 31 March 2024, but there are figures until 17 March 2024 only."),
    ("2024-01", None,
     "The period begins on 1 January 2024, but there are figures from 2 January 2024 only."),
    ("2024-03", "previous",
     "The period ends on 31 March 2024, but there are figures until 17 March 2024 only. "
     "So figures of 17 days are compared with those of 29 days."),
    ("2024-02", "previous",
     "It is compared with 1 January 2024 to 31 January 2024, of which there are figures of "
     "2 January 2024 to 31 January 2024 only. So figures of 29 days are compared with those of 30 days."),
    ("2024-02", "year",
     "There are no figures of 1 February 2023 to 28 February 2023 to compare with: figures begin on "
     "2 January 2024."),
]  # fmt: skip


@pytest.mark.parametrize(("period", "comparison", "said"), CASES)
def test_days_without_figures_are_said(period: str | None, comparison: Comparison | None, said: str) -> None:
    asked = parse_period(period) if period else None
    compared = (asked or AVAILABLE).compared(comparison) if comparison else None
    assert partial_figures(AVAILABLE, asked, compared, Language()) == said


def test_nothing_is_said_about_a_publication_without_figures_and_complete_months() -> None:
    assert partial_figures(None, None, None, Language()) == ""
    assert partial_figures(parse_period("2024-01..2024-02"), None, None, Language()) == ""
