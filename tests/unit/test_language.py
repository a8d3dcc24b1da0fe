"""Numbers, money and dates as people of a language read them."""

from datetime import date
from decimal import Decimal

import pytest

from python_jobs.language import Language

ENGLISH = Language(currency="INR")
INDIAN = Language(currency="INR", grouping="indian")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.42, "0.42"), (7, "7"), (14.38, "14.4"), (985.4, "985"), (1000, "1K"), (12_345, "12.3K"),
     (999_949, "1M"), (1_500_000, "1.5M"), (2.5e9, "2.5B"), (-1234, "-1.23K"), (None, "n/a")],
)  # fmt: skip
def test_compact(value: float | None, text: str) -> None:
    assert ENGLISH.compact(value) == text


@pytest.mark.parametrize(
    ("amount", "exact", "short"),
    [(Decimal("1234567.895"), "₹1,234,567.90", "₹1.23M"), (-12.5, "-₹12.50", "-₹12.50"),
     (40, "₹40.00", "₹40"), (-0.001, "₹0.00", "₹0"), (-4321, "-₹4,321.00", "-₹4.32K"), (None, "n/a", "n/a")],
)  # fmt: skip
def test_money(amount: float | None, exact: str, short: str) -> None:
    assert ENGLISH.money(amount) == exact
    assert ENGLISH.compact_money(amount) == short


def test_indian_digit_grouping() -> None:
    assert INDIAN.money(12_345_678.5) == "₹1,23,45,678.50"
    assert INDIAN.count(123_456) == "1,23,456"
    assert INDIAN.compact_money(12_345_678) == "₹1.23Cr"
    assert INDIAN.compact_money(250_000) == "₹2.5L"
    assert INDIAN.compact_money(99_960) == "₹1L"


def test_a_symbol_of_ones_own_replaces_that_of_the_language() -> None:
    assert Language(currency="USD").money(1) == "$1.00"
    assert Language(currency="USD", symbol="US$").money(-1) == "-US$1.00"


def test_a_percentage_never_shows_a_negative_zero() -> None:
    assert ENGLISH.percent(-0.001) == "0.00\u00a0%"
    assert ENGLISH.percent(40.2031) == "40.20\u00a0%"


def test_one_is_singular() -> None:
    forms = "{number} click", "{number} clicks"
    assert (ENGLISH.plural(*forms, 1), ENGLISH.plural(*forms, 2_000)) == ("1 click", "2,000 clicks")


def test_dates() -> None:
    assert ENGLISH.day(date(2024, 3, 3)) == "3 March 2024"
    assert ENGLISH.weekday(7) == "Sunday"
