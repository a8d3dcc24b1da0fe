"""Periods of reports: how they are written, and what they are compared with."""

from datetime import date, timedelta
from typing import get_args

import pytest

from python_jobs.analysis.campaigns.anomalies import history_before
from python_jobs.analysis_config import CampaignsConfig
from python_jobs.errors import ConfigurationError
from python_jobs.period import Comparison, Period, parse_period


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


@pytest.mark.parametrize("text", ["9999", "0001", "0001-01..2025-12", "1899-12-31", "2024..9999-01-01"])
def test_years_that_no_figures_are_of_are_refused(text: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"not of the years 1900 to 9998\. Examples: 2024, "
    ) as refused:
        parse_period(text)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("text", ["1900", "9998", "1900..9998", "1900-01-02..9998-12-30", "1900-01-01"])
def test_the_longest_periods_stay_within_the_calendar(text: str) -> None:
    period = parse_period(text)
    for comparison in get_args(Comparison):
        before = period.compared(comparison)
        assert date.min <= before.first <= before.last < period.last
    assert period.compared("previous").last == period.first - timedelta(days=1)
    assert history_before(period, CampaignsConfig(anomaly_weeks=52)) < period.first


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
