"""Findings: every number in a sentence is that of the data."""

from datetime import date

from python_jobs.analysis.findings import findings
from python_jobs.language import Language
from tests.fixtures.marts import Marts, plausible_marts
from tests.fixtures.report_data import one_row, report_data

DOLLAR = Language("en", "USD", "$")


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


def test_cost_without_a_conversion_is_told_with_its_share() -> None:
    marts = Marts(
        [
            ("A", "Email", date(2024, 1, 1), 30.0, 10, 5, 0, 0.0),
            ("A", "Email", date(2024, 1, 2), 90.0, 10, 5, 3, 400.0),
        ]
    )
    expected = "$30 (25.0\u00a0% of the cost) went to campaign days without a conversion."
    assert expected in findings(report_data(marts).marts, DOLLAR)


def test_a_short_period_says_nothing_of_weekdays() -> None:
    assert "of the week" in " ".join(findings(report_data(plausible_marts(days=28)).marts, DOLLAR))
    assert "of the week" not in " ".join(findings(report_data(plausible_marts(days=27)).marts, DOLLAR))


def test_one_good_day_is_no_finding() -> None:
    assert findings(report_data(one_row()).marts, DOLLAR) == ()


def test_without_figures_there_is_one_sentence() -> None:
    assert findings(report_data(Marts([])).marts, DOLLAR) == ("There are no campaign figures yet.",)
