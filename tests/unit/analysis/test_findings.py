"""Findings: every number in a sentence is that of the data."""

from datetime import date, timedelta

from fixtures.marts import Marts, plausible_marts
from fixtures.report_data import one_row, report_data

from python_jobs.analysis.findings import findings
from python_jobs.formatting import Currency

DOLLAR = Currency("USD", "$")


def test_the_overview_comes_first_with_the_totals() -> None:
    sentence = findings(report_data(one_row()).marts, DOLLAR)[0]
    assert "$10 spent on 1 campaign brought $25.50 revenue and $15.50 profit (ROI 155.0\u00a0%)" in sentence


def test_the_campaign_that_loses_most_is_named_with_its_loss() -> None:
    marts = Marts(
        [
            ("Winner", "Email", date(2024, 1, 1), 10.0, 10, 5, 1, 100.0),
            ("Loser", "Email", date(2024, 1, 1), 500.0, 10, 5, 1, 100.0),
        ]
    )
    assert "Loser loses most: $500 cost against $100 revenue, -$400." in findings(
        report_data(marts).marts, DOLLAR
    )


def test_a_short_period_says_nothing_of_weekdays_or_change() -> None:
    sentences = " ".join(findings(report_data(plausible_marts(days=10)).marts, DOLLAR))
    assert "of the week" not in sentences
    assert "last 28 days" not in sentences


def test_the_last_four_weeks_are_compared_with_the_four_before() -> None:
    start = date(2024, 1, 1)
    facts = [
        ("A", "Email", start + timedelta(days=day), 1.0, 10, 5, 1, 2.0 if day < 28 else 3.0)
        for day in range(56)
    ]
    sentences = findings(report_data(Marts(facts)).marts, DOLLAR)
    assert "Profit rose from $28 to $56 in the last 28 days." in sentences


def test_without_figures_there_is_one_sentence() -> None:
    assert findings(report_data(Marts([])).marts, DOLLAR) == ("There are no campaign figures yet.",)
