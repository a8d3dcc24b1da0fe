"""Numbers as people read them: thousands separated, units said, nothing that looks exact and is not."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

Number = int | float | Decimal
UNDEFINED = "n/a"
_STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


def compact(value: Number | None) -> str:
    """About three significant digits and a letter: ``12.3M``, ``985``, ``0.42``; None is ``n/a``."""
    if value is None:
        return UNDEFINED
    number = float(value)
    for step, letter in _STEPS:
        # 999,950 would round to "1000K": it belongs to the next step.
        if abs(number) >= step * 0.99995:
            return f"{_three_digits(number / step)}{letter}"
    return f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"


def _three_digits(value: float) -> str:
    decimals = 2 if abs(value) < 9.995 else 1 if abs(value) < 99.95 else 0
    return f"{value:.{decimals}f}"


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
    return 0 if round(float(value), decimals) == 0 else value


@dataclass(frozen=True)
class Currency:
    """Writes amounts of money. ``symbol`` stands before the number, after the sign: ``-$12.00``."""

    code: str
    symbol: str

    def exact(self, amount: Number | None) -> str:
        """With two decimals, e.g. ``$1,234.50``."""
        return self._signed(amount, lambda value: f"{value:,.2f}")

    def compact(self, amount: Number | None) -> str:
        """About three digits, e.g. ``$1.23K``."""
        return self._signed(amount, compact)

    def _signed(self, amount: Number | None, write: Callable[[Number], str]) -> str:
        if amount is None:
            return UNDEFINED
        amount = _without_negative_zero(amount)
        return f"{'-' if amount < 0 else ''}{self.symbol}{write(abs(amount))}"

    def metric(self, value: Number | None, unit: str) -> str:
        """A metric in its unit of the metric list: ``%``, ``currency`` or ``ratio``."""
        if unit == "currency":
            return self.exact(value)
        return percent(value) if unit == "%" else ratio(value)
