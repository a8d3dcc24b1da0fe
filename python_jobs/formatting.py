"""Numbers on the terminal and in messages, in English; reports have a language (language.py)."""

from decimal import Decimal

Number = int | float | Decimal
UNDEFINED = "n/a"


def plural(number: int, noun: str) -> str:
    """``1 click``, ``2 clicks``."""
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def count(value: Number | None) -> str:
    """A whole number with thousands separators."""
    return UNDEFINED if value is None else f"{value:,.0f}"


def ratio(value: Number | None) -> str:
    """Two decimals and no unit, e.g. ROAS."""
    return UNDEFINED if value is None else f"{_without_negative_zero(value):,.2f}"


def percent(value: Number | None, decimals: int = 2) -> str:
    """A figure that already is in percent, e.g. ``40.20 %``."""
    if value is None:
        return UNDEFINED
    # A non-breaking space: number and sign stay on one line.
    return f"{_without_negative_zero(value, decimals):,.{decimals}f}\N{NO-BREAK SPACE}%"


def _without_negative_zero(value: Number, decimals: int = 2) -> Number:
    # 0.0 instead of -0.0, which would be written "-0.00".
    return 0.0 if round(float(value), decimals) == 0 else value
