from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from python_jobs.ingest.numbers import parse_decimals, parse_integers


def decimal(text: str, **options: object) -> Decimal | None:
    return parse_decimals(pl.Series([text]), **options)[0]  # type: ignore[arg-type]


def integer(text: str, **options: object) -> int | None:
    return parse_integers(pl.Series([text]), **options)[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("12.50", "12.5"),
        (".5", "0.5"),
        ("12.", "12"),
        (" 12.5 ", "12.5"),
        ("+5", "5"),
        ("-0.00", "0"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234", "1234"),
        ("1.234", "1.234"),
        ("12,5", "12.5"),
        ("1,2345", "1.2345"),
        ("0,123", "0.123"),
        ("1234,56", "1234.56"),
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1\u202f234.56", "1234.56"),
        ("1'234.56", "1234.56"),
        ("1’234.56", "1234.56"),
        ("12,34,567.89", "1234567.89"),
        ("€ 1.234,50", "1234.5"),
        ("$1,234.50", "1234.5"),
        ("US$ 7", "7"),
        ("£3", "3"),
        ("₹12,34,567", "1234567"),
        ("12 EUR", "12"),
        ("usd 12", "12"),
        ("Rs. 500", "500"),
        ("-$12", "-12"),
        ("$-12", "-12"),
        ("−7", "-7"),
        ("(12.50)", "-12.5"),
        ("($1,200.00)", "-1200"),
        ("12.5%", "12.5"),
        ("12.5 %", "12.5"),
        ("1e3", "1000"),
        ("1.5E-3", "0.0015"),
        ("999999999999999.999999999999999", "999999999999999.999999999999999"),
        ("0.123456789012345", "0.123456789012345"),
        ("1.12345678901234567890123456789012345678901234", "1.123456789012346"),
    ],
)
def test_decimal_is_read_exactly(text: str, value: str) -> None:
    assert decimal(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        *("abc", "1,23,4", "12.3.4", "--5", "(-5)", "(5", "1e", "1e99", "1e999999999", "€", "12 34", "0x10"),
        "1_000",
        *("inf", "1000000000000000", "-1000000000000000", "9" * 60, "#REF!", "5 apples"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    assert decimal(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234", "1.234"),
        ("1.234", "1234"),
        ("1.234,56", "1234.56"),
        ("12.50", "12.5"),
        ("-1.234", "-1234"),
        ("7", "7"),
    ],
)
def test_decimal_comma_turns_the_ambiguous_ones_round(text: str, value: str) -> None:
    assert decimal(text, decimal_comma=True) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("24", 24),
        ("24.0", 24),
        ("24.", 24),
        ("1,234", 1234),
        ("1e3", 1000),
        ("-3", -3),
        ("0012", 12),
        ("(7)", -7),
        ("999999999999999", 999999999999999),
    ],
)
def test_integer_is_read(text: str, value: int) -> None:
    assert integer(text) == value


@pytest.mark.parametrize("text", ["24.5", "1.234", "x", "1000000000000000", "99999999999999999999"])
def test_what_is_no_whole_number_is_not_rounded(text: str) -> None:
    assert integer(text) is None


def test_factor_is_exact() -> None:
    assert decimal("7.396802581", factor=Decimal(60)) == Decimal("443.80815486")
    assert decimal("1234567", factor=Decimal("0.000001")) == Decimal("1.234567")
    assert decimal("1.234,5", factor=Decimal(2)) == Decimal(2469)
    assert integer("1.5", factor=Decimal(1000)) == 1500
    assert integer("1.5", factor=Decimal(1)) is None


def test_factor_past_the_bound_is_not_read() -> None:
    assert decimal("999999999999999", factor=Decimal(10)) is None
    assert decimal("999999999999999", factor=Decimal(10) ** 12) is None


def test_rows_keep_their_places() -> None:
    texts = pl.Series(["1", None, "$2", "x", "3.5", "1e1"])
    assert parse_decimals(texts).to_list() == [
        Decimal(1),
        None,
        Decimal(2),
        None,
        Decimal("3.5"),
        Decimal(10),
    ]
    assert parse_integers(texts).to_list() == [1, None, 2, None, None, 10]


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=15, allow_nan=False))
def test_any_plain_decimal_survives(value: Decimal) -> None:
    assert decimal(f"{value:f}") == value


@given(st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1))
def test_any_grouped_integer_survives(value: int) -> None:
    assert integer(f"{value:,}") == value
    assert integer(f"{value:,}".replace(",", "."), decimal_comma=True) == value
