"""Periods of reports: how they are written, and what they are compared with."""

from datetime import date

import pytest

from python_jobs.errors import ConfigurationError
from python_jobs.period import Period, parse_period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-01..2024-03", date(2024, 1, 1), date(2024, 3, 31)),
        ("2023-12-31..2024-01-02", date(2023, 12, 31), date(2024, 1, 2)),
        (" 2024-03-05 ", date(2024, 3, 5), date(2024, 3, 5)),
    ],
)
def test_a_period_is_read(text: str, first: date, last: date) -> None:
    assert parse_period(text) == Period(first, last)


@pytest.mark.parametrize("text", ["", "May", "2024-13", "2024-02-30", "2024-03..2024-01", "2024..", "24-01"])
def test_what_is_no_period_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"2024-01\.\.2024-03"):
        parse_period(text)


@pytest.mark.parametrize(
    ("text", "previous", "year"),
    [
        ("2024-03", "2024-02", "2023-03"),
        ("2024-01..2024-03", "2023-10..2023-12", "2023-01..2023-03"),
        ("2024-03-05..2024-03-11", "2024-02-27..2024-03-04", "2023-03-05..2023-03-11"),
        ("2024-02", "2024-01", "2023-02"),
        ("2025-02", "2025-01", "2024-02"),
        ("2025-02-28", "2025-02-27", "2024-02-28"),
        ("2024-02-29", "2024-02-28", "2023-02-28"),
    ],
)
def test_what_a_period_is_compared_with(text: str, previous: str, year: str) -> None:
    assert parse_period(text).compared("previous") == parse_period(previous)
    assert parse_period(text).compared("year") == parse_period(year)
