"""ROI and ROAS by month."""

from datetime import date

import pytest

from python_jobs.analysis.campaigns.months import monthly_channel_returns, monthly_returns
from python_jobs.period import parse_period
from tests.fixtures.channel_days import channel_days

DAYS = channel_days(
    [
        (date(2024, 1, 5), "Email", 10.0, 0, 1, 1, 30.0),
        (date(2024, 1, 31), "Email", 10.0, 0, 1, 1, 30.0),
        (date(2024, 1, 31), "Display", 20.0, 0, 1, 0, 0.0),
        (date(2024, 2, 1), "Email", 0.0, 0, 1, 1, 5.0),
    ]
)


def test_the_ratio_of_a_month_is_that_of_its_sums() -> None:
    january, february = monthly_returns(DAYS, parse_period("2024-01-01..2024-02-01"))
    assert (january.month, january.channel, january.cost, january.revenue) == (
        date(2024, 1, 1),
        "",
        40.0,
        60.0,
    )
    assert january.roi_pct == pytest.approx(50)
    assert january.roas == pytest.approx(1.5)
    assert january.is_whole
    assert (february.roi_pct, february.roas, february.is_whole) == (None, None, False)


def test_each_channel_by_itself_and_only_the_days_of_the_period() -> None:
    found = monthly_channel_returns(DAYS, parse_period("2024-01-06..2024-01-31"))
    assert [(one.channel, one.cost, one.is_whole) for one in found] == [
        ("Display", 20.0, False), ("Email", 10.0, False)
    ]  # fmt: skip
