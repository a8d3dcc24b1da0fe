"""Sheets of the workbook under what a catalogue or a publication may bring."""

from datetime import date
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from python_jobs.language import Language
from python_jobs.reporting.workbook.sheets import Book, SheetColumn
from tests.fixtures.workbook import day_of, part, read_workbook


def test_sheet_names_are_made_fit_for_excel(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with Workbook(path) as file:
        book = Book(file, Language(), "footer & more")
        for name in ("Days", "days", "Cost/revenue: [all]?", "x" * 40):
            book.add(name)
    assert list(read_workbook(path)) == ["Days", "days 2", "Cost revenue   all", "x" * 31]
    assert "footer &amp;&amp; more" in part(path, "xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("language", [Language(), Language("hi", "INR", grouping="indian")])
def test_cells_hold_values_and_empty_ones_nothing(tmp_path: Path, language: Language) -> None:
    columns = [
        SheetColumn("name", "Name", "text"),
        SheetColumn("day", "Day", "day"),
        SheetColumn("profit", "Profit", "money"),
    ]
    rows = [("=1+1", date(2024, 2, 29), -12_345_678.5), ("a\x1bb", date(1492, 10, 12), None), (None, None, 0)]
    path = tmp_path / "book.xlsx"
    with Workbook(path, {"constant_memory": True}) as file:
        book = Book(file, language, "")
        book.write_table(book.add("Sheet"), columns, rows, note="A note.")
    note, header, first, second, third = read_workbook(path)["Sheet"]
    assert (note, header) == (["A note."], ["Name", "Day", "Profit"])
    assert first[0] == "=1+1"
    assert isinstance(first[1], float)
    assert day_of(first[1]) == date(2024, 2, 29)
    assert first[2] == -12_345_678.5
    assert second == [r"a\x1bb", "1492-10-12"]  # Excel knows no such date, and nobody an escape sequence
    assert third == [None, None, 0]
    sheet = part(path, "xl/worksheets/sheet1.xml")
    assert '<autoFilter ref="A2:C5"/>' in sheet
    assert 'topLeftCell="B3"' in sheet
    assert ("conditionalFormatting" in sheet) == (language.grouping == "indian")
