"""Numbers as people read them: thousands separated, units said, nothing that looks exact and is not."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

Number = int | float | Decimal
UNDEFINED = "n/a"
_STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


def compact(value: Number | None) -> str:
    """At most three digits and a letter: ``12.3M``, ``985``, ``0.42``; None is ``n/a``."""
    if value is None:
        return UNDEFINED
    number = float(value)
    for step, letter in _STEPS:
        # 999,950 would round to "1000K": it belongs to the next step.
        if abs(number) >= step * 0.9995:
            return f"{_three_digits(number / step)}{letter}"
    return _three_digits(number)


def plural(number: int, noun: str) -> str:
    """``1 click``, ``2 clicks``."""
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def _small(amount: Number) -> str:
    return f"{amount:.0f}" if amount == int(amount) else f"{amount:.2f}"


def _three_digits(value: float) -> str:
    decimals = 2 if abs(value) < 9.995 else 1 if abs(value) < 99.95 else 0
    text = f"{value:.{decimals}f}"
    return text.rstrip("0").rstrip(".") if decimals else text


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


@dataclass(frozen=True)
class Currency:
    """Writes amounts of money. ``symbol`` stands before the number, after the sign: ``-$12.00``."""

    code: str
    symbol: str

    def exact(self, amount: Number | None) -> str:
        """With two decimals, e.g. ``$1,234.50``."""
        return self._signed(amount, lambda value: f"{value:,.2f}")

    def compact(self, amount: Number | None) -> str:
        """About three digits, e.g. ``$1.23K``; small amounts have cents or none, never one digit of them."""
        return self._signed(amount, lambda value: compact(value) if value >= 1000 else _small(value))

    def whole(self, amount: Number | None) -> str:
        """Without decimals, e.g. ``$12,345,679``."""
        return self._signed(amount, lambda value: f"{value:,.0f}")

    def _signed(self, amount: Number | None, write: Callable[[Number], str]) -> str:
        if amount is None:
            return UNDEFINED
        amount = _without_negative_zero(amount)
        return f"{'-' if amount < 0 else ''}{self.symbol}{write(-amount if amount < 0 else amount)}"

    def metric(self, value: Number | None, unit: str) -> str:
        """A metric in its unit of the metric list: ``%``, ``currency`` or ``ratio``."""
        if unit == "currency":
            return self.exact(value)
        return percent(value) if unit == "%" else ratio(value)
