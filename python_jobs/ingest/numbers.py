"""Numbers as people and platforms write them: text to DECIMAL or BIGINT, exactly, never through a float.

Read are currency signs and codes, percent signs (12.5% is 12.5), signs before or after the currency,
accounting negatives ``(12.50)``, exponents, and groups of thousands by comma, point, blank or apostrophe,
Indian groups (12,34,567) too. Where a text has both a comma and a point, the last one is the decimal mark.
A single comma or point with three digits after it is ambiguous: by default ``1,234`` is 1234 and ``1.234``
is 1.234; in a mapping with ``decimal_comma: true`` it is the other way round. Groups of a wrong size
(``1,23,4``) are no number.
"""

from decimal import Decimal, InvalidOperation

import polars as pl

from python_jobs.warehouse.raw_tables import DECIMAL_PLACES, NUMBER_BOUND

DECIMAL = pl.Decimal(38, DECIMAL_PLACES)

# Way past NUMBER_BOUND and DECIMAL_PLACES; keeps 1e999999999 from filling the memory.
_LARGEST_EXPONENT = 40

_CODES = (
    "USD|EUR|GBP|INR|JPY|CNY|CHF|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|TRY|RUB|BRL|MXN|ZAR|SGD|HKD|KRW|THB|IDR|"
    "ILS|AED|SAR|VND|PHP|MYR|Rs\\.?"
)
_CURRENCY = rf"(?i:{_CODES}|[A-Z]{{0,3}}\p{{Sc}})"

# (shape, group mark, decimal mark): the first shape that fits says how to read a text.
_POINT_DECIMAL = (r"^(\d+\.?\d*|\.\d+)$", "", ".")
_COMMA_GROUPS = (r"^([1-9]\d{0,2}(,\d{3})+|[1-9]\d?(,\d{2})+,\d{3})(\.\d*)?$", ",", ".")
_POINT_GROUPS = (r"^[1-9]\d{0,2}(\.\d{3})+(,\d*)?$", ".", ",")
_COMMA_DECIMAL = (r"^(\d+,\d*|,\d+)$", "", ",")
_BLANK_GROUPS_POINT = (r"^[1-9]\d{0,2}([ '’]\d{3})+(\.\d*)?$", "[ '’]", ".")
_BLANK_GROUPS_COMMA = (r"^[1-9]\d{0,2}([ '’]\d{3})+,\d*$", "[ '’]", ",")
_SHAPES = (
    _POINT_DECIMAL, _COMMA_GROUPS, _POINT_GROUPS, _COMMA_DECIMAL, _BLANK_GROUPS_POINT, _BLANK_GROUPS_COMMA,
)  # fmt: skip
_SHAPES_DECIMAL_COMMA = (
    _POINT_GROUPS, _COMMA_DECIMAL, _POINT_DECIMAL, _COMMA_GROUPS, _BLANK_GROUPS_COMMA, _BLANK_GROUPS_POINT,
)  # fmt: skip


def parse_decimals(
    texts: pl.Series, *, decimal_comma: bool = False, factor: Decimal | None = None
) -> pl.Series:
    """Read texts as DECIMAL(38,15), rounded at 15 places, times a unit factor; null where it is no number."""
    # 1.234 is the one plain-looking text that a decimal comma reads otherwise.
    plain = (
        texts.set(texts.str.contains(".", literal=True).fill_null(False), None) if decimal_comma else texts
    )
    numbers = plain.cast(DECIMAL, strict=False)
    dressed = texts.is_not_null() & numbers.is_null()
    if dressed.any():
        positions = dressed.arg_true()
        read = canonical_numbers(texts.gather(positions), decimal_comma=decimal_comma).cast(
            DECIMAL, strict=False
        )
        numbers = numbers.scatter(positions, read)
    if factor is not None and factor != 1:
        numbers = _times(numbers, factor)
    return numbers.set((numbers.abs() >= NUMBER_BOUND).fill_null(False), None)


def parse_integers(
    texts: pl.Series, *, decimal_comma: bool = False, factor: Decimal | None = None
) -> pl.Series:
    """Read texts as whole numbers (24.0 is 24), times a unit factor; null where it is none (24.5)."""
    if factor is None:
        whole = texts.cast(pl.Int64, strict=False)
    else:
        whole = pl.Series(texts.name, [None] * len(texts), dtype=pl.Int64)
    dressed = texts.is_not_null() & whole.is_null()
    if dressed.any():
        positions = dressed.arg_true()
        exact = parse_decimals(texts.gather(positions), decimal_comma=decimal_comma, factor=factor)
        read = exact.set((exact != exact.cast(pl.Int64)).fill_null(False), None).cast(pl.Int64)
        whole = whole.scatter(positions, read)
    return whole.set((whole.abs() >= NUMBER_BOUND).fill_null(False), None)


def canonical_numbers(texts: pl.Series, *, decimal_comma: bool = False) -> pl.Series:
    """Rewrite numbers of any dress as ``-?digits[.digits]``; null where a text is no number."""
    text = pl.col("text")
    shapes = _SHAPES_DECIMAL_COMMA if decimal_comma else _SHAPES
    read = (
        texts.rename("text")
        .to_frame()
        .lazy()
        .select(
            text.str.replace_all(r"[\u{2212}\u{2013}]", "-").str.replace_all(r"\s", " ").str.strip_chars()
        )
        .with_columns(in_parentheses=text.str.contains(r"^\(.*\)$"))
        .with_columns(text.str.replace(r"^\((.*)\)$", "$1").str.strip_chars())
        .with_columns(text.str.replace(rf"^([+-]?) ?(?:{_CURRENCY}) ?", "$1"))
        .with_columns(text.str.replace(rf" ?(?:{_CURRENCY}|%)$", ""))
        .with_columns(sign=text.str.extract(r"^([+-])"), text=text.str.replace(r"^[+-] ?", ""))
        .with_columns(
            exponent=text.str.extract(r"[eE]([+-]?\d{1,3})$"), text=text.str.replace(r"[eE][+-]?\d{1,3}$", "")
        )
        .with_columns(text=_by_shape(text, shapes))
        .with_columns(sign=_minus(pl.col("sign"), pl.col("in_parentheses")))
        # More digits than DECIMAL holds would make the whole number unreadable; they are past the rounding.
        .with_columns(plain=pl.col("sign") + text.str.replace(r"(\.\d{20})\d+$", "$1"))
        .collect()
    )
    plain = read["plain"]
    exponents = read["exponent"]
    positions = exponents.is_not_null().arg_true()
    if len(positions):
        pairs = zip(plain.gather(positions), exponents.gather(positions), strict=True)
        plain = plain.scatter(
            positions, pl.Series([_with_exponent(*pair) for pair in pairs], dtype=pl.String)
        )
    return plain.rename(texts.name)


def _by_shape(text: pl.Expr, shapes: tuple[tuple[str, str, str], ...]) -> pl.Expr:
    read = pl.lit(None, dtype=pl.String)
    for shape, group_mark, decimal_mark in reversed(shapes):
        digits = text
        if group_mark:
            pattern = group_mark if group_mark.startswith("[") else f"[{group_mark}]"
            digits = digits.str.replace_all(pattern, "")
        if decimal_mark == ",":
            digits = digits.str.replace(",", ".", literal=True)
        read = pl.when(text.str.contains(shape)).then(digits).otherwise(read)
    return read


def _minus(sign: pl.Expr, in_parentheses: pl.Expr) -> pl.Expr:
    """``-`` or nothing; null for a sign inside parentheses, which means nothing that is agreed on."""
    return (
        pl.when(in_parentheses & sign.is_not_null())
        .then(None)
        .when(in_parentheses | (sign == "-").fill_null(False))
        .then(pl.lit("-"))
        .otherwise(pl.lit(""))
    )


def _with_exponent(plain: str | None, exponent: str) -> str | None:
    if plain is None or abs(int(exponent)) > _LARGEST_EXPONENT:
        return None
    try:
        return format(Decimal(plain).scaleb(int(exponent)), f".{DECIMAL_PLACES}f")
    except InvalidOperation:
        return None


def _times(numbers: pl.Series, factor: Decimal) -> pl.Series:
    """Exact product, rounded at 15 places; null where it would pass the bound."""
    if factor:
        too_large = numbers.cast(pl.Float64).abs() >= float(NUMBER_BOUND / abs(factor)) * 2
        numbers = numbers.set(too_large.fill_null(False), None)
    return (numbers * pl.Series([factor])).cast(DECIMAL).rename(numbers.name)
