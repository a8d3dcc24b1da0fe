"""How reports speak: the catalogue of labels, numbers, dates and money of one language (Babel).

English is what stands in the code; another language is one file, ``locales/<language>.po``.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Literal, TypeAlias

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, get_currency_symbol

Number: TypeAlias = int | float | Decimal
DigitGrouping = Literal["western", "indian"]

CATALOGUES = Path(__file__).with_name("locales")
SOURCE_LANGUAGE = "en"

_GROUPS: dict[DigitGrouping, str] = {"western": "#,##0", "indian": "#,##,##0"}
# The letters are texts of the catalogue: Hindi writes "L" as "लाख".
UNITS = ("K", "M", "B", "T", "L", "Cr")
_STEPS: dict[DigitGrouping, tuple[tuple[float, str], ...]] = {
    "western": ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")),
    "indian": ((1e7, "Cr"), (1e5, "L"), (1e3, "K")),
}


@dataclass(frozen=True)
class Language:
    """Texts and numbers in one language, amounts in one currency.

    Attributes:
        code: a language that Babel knows and that has a catalogue, e.g. ``hi``.
        currency: ISO code, e.g. ``INR``.
        symbol: how the currency is written; None takes the language's own.
        grouping: ``western`` for 1,234,567 and ``indian`` for 12,34,567.
    """

    code: str = SOURCE_LANGUAGE
    currency: str = "USD"
    symbol: str | None = None
    grouping: DigitGrouping = "western"

    # Texts

    def text(self, message: str, **values: object) -> str:
        """A text of the catalogue, its ``{names}`` filled in; untranslated ones stay English."""
        translated = self._translations.gettext(message)
        return translated.format(**values) if values else translated

    def plural(self, singular: str, plural: str, number: int, **values: object) -> str:
        """The form of a text that goes with a number, which the text calls ``{number}``."""
        translated = self._translations.ngettext(singular, plural, number)
        return translated.format(number=self.count(number), **values)

    @property
    def undefined(self) -> str:
        """What stands where a ratio has no value."""
        return self.text("n/a")

    # Numbers

    def count(self, value: Number | None) -> str:
        """A whole number, e.g. ``1,234``."""
        return self.decimal(value, 0)

    def ratio(self, value: Number | None) -> str:
        """Two decimals and no unit, e.g. ROAS."""
        return self.decimal(value, 2)

    def decimal(self, value: Number | None, decimals: int) -> str:
        """A number with so many decimals, its digits grouped."""
        if value is None:
            return self.undefined
        pattern = _GROUPS[self.grouping] + ("." + "0" * decimals if decimals else "")
        return format_decimal(
            _rounded(value, decimals), format=pattern, locale=self._locale, decimal_quantization=True
        )

    def percent(self, value: Number | None, decimals: int = 2) -> str:
        """A figure that already is in percent, e.g. ``40.20 %``."""
        if value is None:
            return self.undefined
        # A non-breaking space: number and sign stay on one line.
        return f"{self.decimal(value, decimals)}\N{NO-BREAK SPACE}%"

    def compact(self, value: Number | None) -> str:
        """At most three digits and a letter: ``12.3M``, ``985``, ``0.42``; in Indian grouping ``1.23Cr``."""
        if value is None:
            return self.undefined
        number = float(value)
        for step, letter in _STEPS[self.grouping]:
            # 999,950 would round to "1000K": it belongs to the next step.
            if abs(number) >= step * 0.9995:
                return self._three_digits(number / step) + self.text(letter)
        return self._three_digits(number)

    @property
    def steps(self) -> tuple[tuple[float, str], ...]:
        """From which value on a short number gets which letter (English), largest first."""
        return _STEPS[self.grouping]

    def _three_digits(self, value: float) -> str:
        decimals = 2 if abs(value) < 9.995 else 1 if abs(value) < 99.95 else 0
        pattern = _GROUPS[self.grouping] + ("." + "#" * decimals if decimals else "")
        return format_decimal(_rounded(value, decimals), format=pattern, locale=self._locale)

    # Money

    def money(self, amount: Number | None) -> str:
        """To the cent, e.g. ``$1,234.50``."""
        return self.undefined if amount is None else self._with_symbol(_rounded(amount, 2), 2)

    def whole_money(self, amount: Number | None) -> str:
        """Without decimals, e.g. ``$12,345,679``."""
        return self.undefined if amount is None else self._with_symbol(_rounded(amount, 0), 0)

    def compact_money(self, amount: Number | None) -> str:
        """About three digits, e.g. ``$1.23K``; small amounts have cents or none, never one digit of them."""
        if amount is None:
            return self.undefined
        if not -1000 < amount < 1000:
            sign = "-" if amount < 0 else ""
            return sign + self._placed(self.compact(abs(float(amount))))
        return self._with_symbol(amount, 0 if round(float(amount), 2) == int(amount) else 2)

    def metric(self, value: Number | None, unit: str) -> str:
        """A metric in its unit of the metric list: ``%``, ``currency`` or ``ratio``."""
        if unit == "currency":
            return self.money(value)
        return self.percent(value) if unit == "%" else self.ratio(value)

    @cached_property
    def currency_symbol(self) -> str:
        """The symbol that is written, e.g. ``₹``."""
        return self.symbol or get_currency_symbol(self.currency, locale=self._locale)

    @cached_property
    def symbol_stands_first(self) -> bool:
        """Whether the symbol stands before the number, as the language has it."""
        return str(self._locale.currency_formats["standard"].pattern).strip().startswith("¤")

    def _with_symbol(self, amount: Number, decimals: int) -> str:
        value = _rounded(amount, decimals)
        sign = "-" if value < 0 else ""
        return sign + self._placed(self.decimal(-value if value < 0 else value, decimals))

    def _placed(self, number: str) -> str:
        if self.symbol_stands_first:
            return f"{self.currency_symbol}{number}"
        return f"{number}\N{NO-BREAK SPACE}{self.currency_symbol}"

    # Dates

    def day(self, day: date) -> str:
        """E.g. ``3 March 2024``."""
        return format_date(day, "d MMMM y", locale=self._locale)

    def short_day(self, day: date) -> str:
        """E.g. ``3 Mar 2024``."""
        return format_date(day, "d MMM y", locale=self._locale)

    def month(self, day: date) -> str:
        """E.g. ``Mar 2024``."""
        return format_date(day, "MMM y", locale=self._locale)

    def month_name(self, number: int) -> str:
        """The short name of a month, 1 = January."""
        return str(self._locale.months["stand-alone"]["abbreviated"][number])

    def weekday(self, number: int) -> str:
        """The name of a weekday, 1 = Monday."""
        return str(self._locale.days["stand-alone"]["wide"][number - 1]).capitalize()

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse(self.code)

    @cached_property
    def _translations(self) -> NullTranslations:
        return NullTranslations() if self.code == SOURCE_LANGUAGE else read_translations(self.code)


def languages() -> tuple[str, ...]:
    """The languages that reports can be written in."""
    return (SOURCE_LANGUAGE, *sorted(path.stem for path in CATALOGUES.glob("*.po")))


@cache
def read_translations(code: str) -> NullTranslations:
    """The catalogue of a language, with the plural rule of its header; read once per process."""
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    # gettext reads the compiled form only; a text file is what a translator can change and send.
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _rounded(value: Number, decimals: int) -> Number:
    # Apart for each type: a union has no common rounding.
    rounded = round(value, decimals) if isinstance(value, Decimal) else round(float(value), decimals)
    return 0 if rounded == 0 else rounded  # never "-0.00"
