"""A chunk of a file (all text) into a chunk of a raw table: typed, with what could not be read kept aside."""

import json
from collections.abc import Mapping

import polars as pl

from python_jobs.ingest.mappings import SourceMapping, header_key, placeholders
from python_jobs.ingest.numbers import parse_decimals, parse_integers
from python_jobs.warehouse.raw_tables import RAW_COLUMNS, TEXT_LENGTH

# Trimmed, in lower case.
BLANKS = ("", "na", "n/a", "null", "none", "nan", "-", "?")
_LONGEST_BLANK = max(map(len, BLANKS))
_FIRST_DAY = pl.date(1970, 1, 1)
_LAST_DAY = pl.date(2199, 12, 31)
_TIME_AFTER_DATE = (
    r"^(\d{4}-\d{1,2}-\d{1,2})[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?$"
)


def parse_chunk(chunk: pl.DataFrame, mapping: SourceMapping) -> pl.DataFrame:
    """Turn rows of a file into rows of the mapping's raw table.

    Args:
        chunk: text columns named by the file's header, in the file's order.

    Returns:
        The table's data columns in order, then ``_unparsed`` and ``_extra`` (JSON text or null).
    """
    headers = {header_key(name): name for name in chunk.columns}
    typed: list[pl.Series] = []
    unread: list[pl.Series] = []
    for column in RAW_COLUMNS[mapping.table]:
        texts = _texts_of(column, chunk, headers, mapping)
        if mapping.column_type(column) == "text":
            texts = without_blanks(texts)
        values = _parse_column(column, texts, mapping)
        typed.append(values.rename(column))
        failed = values.is_null() & texts.is_not_null()
        if failed.any():
            # A blank fails as a number and as a date, so only what failed has to be looked at.
            unread.append(without_blanks(texts.set(~failed, None)).rename(column))
    used = _used_headers(headers, mapping)
    extra = [without_blanks(chunk[name]) for name in chunk.columns if name not in used]
    rows = chunk.height
    return pl.DataFrame(
        [*typed, json_objects(unread, rows, "_unparsed"), json_objects(extra, rows, "_extra")]
    )


def without_blanks(texts: pl.Series) -> pl.Series:
    """Null for the texts that mean "nothing here"; all others as they are."""
    trimmed = texts.str.strip_chars()
    # Hardly any text is as short as a blank, and the length is quicker to look at than the case.
    short = (trimmed.str.len_bytes() <= _LONGEST_BLANK).arg_true()
    blank = trimmed.gather(short).str.to_lowercase().is_in(BLANKS)
    return texts.scatter(short.filter(blank), None)


def parse_dates(texts: pl.Series, formats: list[str]) -> pl.Series:
    """Calendar days by the first format that fits the text, or fits it without a time after an ISO date.

    Null if none fits.
    """
    whole = pl.col("text").str.strip_chars()
    day = whole.str.replace(_TIME_AFTER_DATE, "$1")
    # The whole text first: a format may name the time itself.
    read = pl.coalesce(
        text.str.to_date(text_format, strict=False) for text in (whole, day) for text_format in formats
    )
    # A column of dates has few distinct texts, and each is read once.
    distinct = texts.rename("text").to_frame().unique().drop_nulls().with_columns(date=read)
    days = distinct.filter(pl.col("date").is_between(_FIRST_DAY, _LAST_DAY))
    return texts.rename("text").to_frame().join(days, on="text", how="left", maintain_order="left")["date"]


def json_objects(columns: list[pl.Series], rows: int, name: str) -> pl.Series:
    """One JSON object per row: column name to text, for the texts that are not null; null if all are."""
    nothing = pl.Series(name, [None], dtype=pl.String).new_from_index(0, rows)
    if not columns:
        return nothing
    positions = pl.DataFrame(columns).select(pl.any_horizontal(pl.all().is_not_null())).to_series().arg_true()
    members = [_json_member(column.gather(positions)) for column in columns]
    joined = (
        pl.DataFrame(members).select(pl.concat_str(pl.all(), separator=", ", ignore_nulls=True)).to_series()
    )
    return nothing.scatter(positions, "{" + joined + "}")


def _json_member(column: pl.Series) -> pl.Series:
    encoded = column.rename("value").to_frame().select(pl.struct("value").struct.json_encode()).to_series()
    # {"value":"text"} without its frame leaves the text as JSON, properly escaped.
    value = encoded.str.slice(len('{"value":')).str.head(-1)
    key = json.dumps(column.name, ensure_ascii=False) + ": "
    return (pl.Series([key]) + value).set(column.is_null(), None).rename(column.name)


def _texts_of(
    column: str, chunk: pl.DataFrame, headers: Mapping[str, str], mapping: SourceMapping
) -> pl.Series:
    if column in mapping.constants:
        return pl.Series([str(mapping.constants[column])]).new_from_index(0, chunk.height)
    if column in mapping.templates:
        return _filled_template(mapping.templates[column], chunk, headers)
    source = mapping.columns.get(column)
    for header in source.header if source else []:
        if header_key(header) in headers:
            return chunk[headers[header_key(header)]]
    return pl.Series([None] * chunk.height, dtype=pl.String)


def _filled_template(template: str, chunk: pl.DataFrame, headers: Mapping[str, str]) -> pl.Series:
    text = template
    names = [headers[header_key(name)] for name in placeholders(template)]
    for name in placeholders(template):
        text = text.replace("{" + name + "}", "{}", 1)
    return chunk.select(pl.format(text, *[pl.col(name) for name in names])).to_series()


def _parse_column(column: str, texts: pl.Series, mapping: SourceMapping) -> pl.Series:
    kind = mapping.column_type(column)
    if kind == "text":
        return texts.set((texts.str.len_chars() > TEXT_LENGTH).fill_null(False), None)
    if kind == "date":
        return parse_dates(texts, mapping.date_formats)
    source = mapping.columns.get(column)
    parse = parse_integers if kind == "integer" else parse_decimals
    # A constant that YAML gives as a number has its point, whatever the files have.
    is_number = isinstance(mapping.constants.get(column), (int, float))
    decimal_comma = mapping.decimal_comma and not is_number
    return parse(texts, decimal_comma=decimal_comma, factor=source.factor if source else None)


def _used_headers(headers: Mapping[str, str], mapping: SourceMapping) -> set[str]:
    named = [header for column in mapping.columns.values() for header in column.header]
    named += [header for template in mapping.templates.values() for header in placeholders(template)]
    return {headers[key] for key in map(header_key, named) if key in headers}
