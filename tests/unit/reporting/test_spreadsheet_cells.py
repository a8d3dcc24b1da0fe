"""Cells of the CSV files that a spreadsheet would run as formulas."""

import pytest

from python_jobs.reporting.powerbi import neutralised, safe_rows


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_gets_an_apostrophe(start: str) -> None:
    assert neutralised(f"{start}SUM(A1)") == f"'{start}SUM(A1)"


@pytest.mark.parametrize("cell", ["Sale -50%", "", None, "a=b"])
def test_other_texts_stay_as_they_are(cell: str | None) -> None:
    assert neutralised(cell) == cell


def test_only_text_columns_are_touched() -> None:
    assert list(safe_rows([("-1", "-1", None)], [0])) == [["'-1", "-1", None]]
