"""Excel's number format codes for a language: currency, digit grouping, units."""

from typing import Literal

from python_jobs.language import Language

Kind = Literal["text", "wide text", "count", "money", "percent", "ratio", "decimal", "day", "time"]
"""What a cell holds. Percentages are in percent, as in the marts: 40.2, not 0.402."""

# In Indian grouping from here on: a lakh has one comma more than thousands, a crore two.
LAKH, CRORE = 100_000, 10_000_000
_LAKH_DIGITS, _CRORE_DIGITS = r"##\,##\,##0", r"##\,##\,##\,##0"


def number_code(kind: Kind, language: Language) -> str:
    """The format code of a kind of cell; texts stay as they are."""
    if kind in ("text", "wide text"):
        return "@"
    if kind in ("day", "time"):
        return "yyyy-mm-dd" if kind == "day" else "yyyy-mm-dd hh:mm"
    if language.grouping == "western":
        return _with_unit("#,##0", kind, language)
    # A code has two conditions at most, so that negative numbers need the codes of `loss_codes` beside it.
    return (
        f"[>={CRORE}]{_with_unit(_CRORE_DIGITS, kind, language)};"
        f"[>={LAKH}]{_with_unit(_LAKH_DIGITS, kind, language)};"
        f"{_with_unit('##,##0', kind, language)}"
    )


def loss_codes(kind: Kind, language: Language) -> tuple[tuple[int, str], ...]:
    """For numbers up to a negative limit, the code that groups them; the lowest limit first."""
    if language.grouping == "western" or kind in ("text", "wide text", "day", "time"):
        return ()
    return (
        (-CRORE, _with_unit(_CRORE_DIGITS, kind, language)),
        (-LAKH, _with_unit(_LAKH_DIGITS, kind, language)),
    )


def _with_unit(digits: str, kind: Kind, language: Language) -> str:
    if kind == "count":
        return digits
    number = f"{digits}.00"
    if kind == "percent":
        return f'{number}"\N{NO-BREAK SPACE}%"'  # quoted, or Excel would multiply by 100
    if kind != "money":
        return number
    symbol = language.currency_symbol.replace('"', "")
    return f'"{symbol}"{number}' if language.symbol_stands_first else f'{number}"\N{NO-BREAK SPACE}{symbol}"'
