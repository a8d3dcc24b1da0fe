"""Parts of CSV lines of packed rows (RFC 4180): texts quoted, all else bare, NULL an empty cell."""

import unicodedata
from collections.abc import Sequence

import numpy as np

from python_jobs.warehouse.rows.packed_rows import PackedRows
from python_jobs.warehouse.rows.spliced_lines import Cells, Numbers, Part, Span

_QUOTE = ord('"')
# In full width, too: East Asian spreadsheets take those for the same.
_BEGIN_FORMULAS = frozenset("-=+@＝＋－＠")
_STRIPPED_BY_SOME = frozenset("\t\r\n")
# First bytes of texts that may be formulas: what is not printable ASCII, spaces, and what begins a formula.
_SUSPECT = np.array([not 0x20 < byte < 0x7F or chr(byte) in _BEGIN_FORMULAS for byte in range(256)])


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may run a text, whatever invisible characters stand before it.

    See OWASP, "CSV Injection".
    """
    if text[:1] in _STRIPPED_BY_SOME:
        return True
    seen = (character for character in text if unicodedata.category(character)[0] not in "CZ")
    return next(seen, None) in _BEGIN_FORMULAS


def inner_text(text: bytes) -> bytes:
    """What stands between the quotes of a cell; a formula with an apostrophe before it."""
    apostrophe = b"'" if is_formula(text.decode()) else b""
    return apostrophe + text.replace(b'"', b'""')


def line_parts(rows: PackedRows, columns: Sequence[str], cells: Cells, *, begun: bool = False) -> list[Part]:
    """The parts of lines with these columns in this order.

    Args:
        begun: a comma is to stand before the first.
    """
    parts: list[Part] = []
    for name in columns:
        column = rows.columns[name]
        before = parts[-1].span if parts else None
        if rows.is_text[column]:
            parts += _text_parts(rows, column, cells, separated=begun or bool(parts))
        elif before is not None and before.last == column - 1 and not rows.is_text[before.last]:
            parts[-1] = Part(Span(before.first, column, before.separated))
        else:
            parts.append(Part(Span(column, column, begun or bool(parts))))
    return parts


def _text_parts(rows: PackedRows, column: int, cells: Cells, *, separated: bool) -> list[Part]:
    """What stands before a text, the text, and what stands behind it."""
    comma = b"," if separated else b""
    before, behind = comma + b'"', b'"'
    value = Part(Span(column, column), _changed(rows, column, cells))
    nulls = rows.nulls(column)
    if not nulls.any():
        return [Part(cells=cells.number(before)), value, Part(cells=cells.number(behind))]
    return [
        Part(cells=np.where(nulls, cells.number(comma), cells.number(before)).astype(np.int32)),
        value,
        Part(cells=np.where(nulls, cells.number(b""), cells.number(behind)).astype(np.int32)),
    ]


def _changed(rows: PackedRows, column: int, cells: Cells) -> Numbers | int:
    """The cells to write instead of texts that are formulas or hold quotes; -1 for all other texts."""
    start, end = rows.starts[column], rows.ends[column]
    suspect = _SUSPECT[rows.first_bytes(column)] & (start < end)
    quotes = np.flatnonzero(rows.data[: rows.end] == _QUOTE)
    if len(quotes):
        suspect |= np.searchsorted(quotes, start) < np.searchsorted(quotes, end)
    if not suspect.any():
        return -1
    changed = np.full(len(rows), -1, np.int32)
    for row in np.flatnonzero(suspect):
        text = rows.data[start[row] : end[row]].tobytes()
        inner = inner_text(text)
        if inner != text:
            changed[row] = cells.number(inner)
    return changed
