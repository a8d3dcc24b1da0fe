"""Numbers as people read them."""

from decimal import Decimal

import pytest

from python_jobs.formatting import Currency, compact, percent, plural

RUPEE = Currency("INR", "₹")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.42, "0.42"), (7, "7"), (14.38, "14.4"), (985.4, "985"), (1000, "1K"), (12_345, "12.3K"),
     (999_949, "1M"), (1_500_000, "1.5M"), (2.5e9, "2.5B"), (-1234, "-1.23K"), (None, "n/a")],
)  # fmt: skip
def test_compact(value: float | None, text: str) -> None:
    assert compact(value) == text


@pytest.mark.parametrize(
    ("amount", "exact", "short"),
    [(Decimal("1234567.895"), "₹1,234,567.90", "₹1.23M"), (-12.5, "-₹12.50", "-₹12.50"),
     (40, "₹40.00", "₹40"), (-0.001, "₹0.00", "₹0"), (None, "n/a", "n/a")],
)  # fmt: skip
def test_money(amount: float | None, exact: str, short: str) -> None:
    assert RUPEE.exact(amount) == exact
    assert RUPEE.compact(amount) == short


def test_a_percentage_never_shows_a_negative_zero() -> None:
    assert percent(-0.001) == "0.00\u00a0%"
    assert percent(40.2031) == "40.20\u00a0%"


def test_one_is_singular() -> None:
    assert (plural(1, "click"), plural(2_000, "click")) == ("1 click", "2,000 clicks")
