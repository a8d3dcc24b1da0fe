"""Sheets written row by row, so that memory stays flat: frozen headers, filters, real numbers and dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from python_jobs.language import Language
from python_jobs.printable import printable
from python_jobs.reporting.workbook.number_codes import Kind, loss_codes, number_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_WIDTHS: dict[Kind, int] = {
    "text": 28,
    "wide text": 90,
    "count": 14,
    "money": 18,
    "percent": 13,
    "ratio": 11,
    "decimal": 14,
    "day": 12,
    "time": 17,
}
_FIRST_YEAR = 1900  # Excel knows no date before


@dataclass(frozen=True)
class SheetColumn:
    """A column: where its values come from (a column of SQL, where it does), what stands above, its kind."""

    name: str
    label: str
    kind: Kind


@dataclass(frozen=True)
class Book:
    """The workbook being written, its language, and what stands at the foot of every printed page."""

    file: Workbook
    language: Language
    footer: str

    def add(self, name: str) -> Worksheet:
        """A new sheet that prints on as few pages as it can."""
        sheet = self.file.add_worksheet(self._sheet_name(name))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{self.footer.replace('&', '&&')[:200]}&R&P / &N")
        return sheet

    def _sheet_name(self, name: str) -> str:
        """As Excel takes it, whatever the catalogue says: 31 characters at most, and each name once."""
        allowed = re.sub(r"[\[\]:*?/\\']", " ", name).strip()[:31]
        taken = {sheet.get_name().casefold() for sheet in self.file.worksheets()}
        if allowed and allowed.casefold() not in taken:
            return allowed
        return f"{allowed[:27]} {len(taken) + 1}"

    def write_table(
        self, sheet: Worksheet, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Any]], note: str = ""
    ) -> None:
        """Fill a sheet with a header that is frozen and filters, and rows of as many values as columns.

        Args:
            note: a sentence above the header.
        """
        if note:
            sheet.write_string(0, 0, note, self.style_of_notes)
        top = 1 if note else 0
        self.set_columns(sheet, columns)
        self.write_header(sheet, top, columns)
        last = top
        for last, row in enumerate(rows, top + 1):
            self.write_row(sheet, last, columns, row)
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)
        sheet.autofilter(top, 0, max(last, top + 1), len(columns) - 1)
        self._group_losses(sheet, columns, top + 1, last)

    def set_columns(self, sheet: Worksheet, columns: Sequence[SheetColumn]) -> None:
        """Set the widths."""
        for number, column in enumerate(columns):
            sheet.set_column(number, number, _WIDTHS[column.kind])

    def write_header(self, sheet: Worksheet, row: int, columns: Sequence[SheetColumn]) -> None:
        """Write what stands above the columns."""
        for number, column in enumerate(columns):
            sheet.write_string(row, number, column.label, self.style_of_headers)

    def write_row(
        self, sheet: Worksheet, row: int, columns: Sequence[SheetColumn], values: Sequence[Any]
    ) -> None:
        """Write values in the kinds of their columns; None is an empty cell."""
        for number, (column, value) in enumerate(zip(columns, values, strict=True)):
            self.write_cell(sheet, row, number, column.kind, value)

    def write_cell(self, sheet: Worksheet, row: int, column: int, kind: Kind, value: Any) -> None:
        """Write one value. A text stays a text, even one that looks like a formula, a number or a link."""
        style = self.styles[kind]
        if value is None:
            return
        if isinstance(value, date) and value.year >= _FIRST_YEAR:
            sheet.write_datetime(row, column, value, style)
        elif isinstance(value, str | date | datetime):
            # Its style says that it is a text also to whoever edits the cell: Excel's own apostrophe.
            sheet.write_string(row, column, printable(str(value)), style)
        else:
            sheet.write_number(row, column, float(value), style)

    @cached_property
    def styles(self) -> dict[Kind, Format]:
        """The format of each kind of cell."""
        return {kind: self._style(kind) for kind in _WIDTHS}

    @cached_property
    def style_of_headers(self) -> Format:
        """Of what stands above columns."""
        look = {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E8EDF3", "bottom": 1}
        return self.file.add_format(look)

    @cached_property
    def style_of_notes(self) -> Format:
        """Of sentences about what is missing."""
        return self.file.add_format({"italic": True, "font_color": "#9C2A00"})

    @cached_property
    def style_of_titles(self) -> Format:
        """Of the title of the workbook."""
        return self.file.add_format({"bold": True, "font_size": 16})

    def _style(self, kind: Kind) -> Format:
        code = number_code(kind, self.language)
        if code != "@":
            return self.file.add_format({"num_format": code, "valign": "top"})
        return self.file.add_format({"quote_prefix": True, "text_wrap": kind == "wide text", "valign": "top"})

    def _group_losses(self, sheet: Worksheet, columns: Sequence[SheetColumn], first: int, last: int) -> None:
        for number, column in enumerate(columns):
            for limit, code in loss_codes(column.kind, self.language):
                style = self.file.add_format({"num_format": code})
                rule = {
                    "type": "cell",
                    "criteria": "<=",
                    "value": limit,
                    "format": style,
                    "stop_if_true": True,
                }
                sheet.conditional_format(first, number, max(first, last), number, rule)
