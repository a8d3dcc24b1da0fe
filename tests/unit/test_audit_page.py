"""The audit page says what the gate found, and nothing in the data can become markup."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from expectations.audit_history import strips
from expectations.audit_page import write_audit_page
from expectations.gate_result import GateResult, TableResult
from python_jobs.errors import DataError
from python_jobs.warehouse.quality_results import PastAudit, QualityResult


def gate(folder: Path, *results: QualityResult) -> GateResult:
    return GateResult("run-1", (TableResult("fct", results),), folder / "data_docs" / "index.html", 1.5)


def test_failing_rows_are_shown_and_escaped(tmp_path: Path) -> None:
    sample = ({"campaign_key": 7, "name": "<script>alert(1)</script>"},)
    failed = QualityResult(
        "fct", "x", "Costs are not negative.", "fail", "failed", "1 row differs", 1, sample
    )
    text = write_audit_page(gate(tmp_path, failed), tmp_path).read_text(encoding="utf-8")
    assert "Not fit to publish" in text
    assert "Costs are not negative." in text
    assert "1 row differs" in text
    assert "campaign_key" in text
    assert "<script>" not in text
    assert 'href="data_docs/index.html"' in text
    assert "http" not in text


def test_passing_gate_is_fit_to_publish(tmp_path: Path) -> None:
    passed = QualityResult("fct", "x", "Costs are not negative.", "fail", "passed", None, 0)
    text = write_audit_page(gate(tmp_path, passed), tmp_path).read_text(encoding="utf-8")
    assert "<h1>Fit to publish</h1>" in text
    assert "1 passed" in text


def test_past_audits_are_told_apart_without_colour_and_without_eyes(tmp_path: Path) -> None:
    def past(run: str, day: int, table: str, *, warned: int = 0, failed: int = 0) -> PastAudit:
        return PastAudit(run, datetime(2024, 1, day, 6), table, 5, warned, failed, 0)

    history = [
        past("run-1", 1, "fct"),
        past("run-2", 2, "fct", warned=2),
        past("run-3", 3, "fct", warned=1, failed=1),
        past("run-3", 3, "<dim>"),
    ]
    fct, dim = strips(history)
    assert [bar.outcome for bar in fct.bars] == ["passed", "warned", "failed"]
    assert len({bar.height for bar in fct.bars}) == 3
    assert fct.summary == "fct: 3 runs, 1 stopped, 1 with warnings, last failed"
    assert [bar.x for bar in dim.bars] == [fct.bars[2].x], "the newest run is above itself"

    passed = QualityResult("fct", "x", "Costs are not negative.", "fail", "passed", None, 0)
    text = write_audit_page(gate(tmp_path, passed), tmp_path, history).read_text(encoding="utf-8")
    assert 'aria-label="fct: 3 runs, 1 stopped, 1 with warnings, last failed"' in text
    assert "2024-01-03 06:00 UTC, run run-3: 1 failed, 1 warned, 5 passed" in text
    assert "&lt;dim&gt;" in text
    assert "<dim>" not in text


def test_comparisons_are_shown_and_stop_like_expectations(tmp_path: Path) -> None:
    passed = QualityResult("fct", "x", "Costs are not negative.", "fail", "passed", None, 0)
    drifted = QualityResult("drift", "rows fell", "Hardly less rows.", "fail", "failed", "2 of 4", None)
    whole = replace(gate(tmp_path, passed), comparisons=(TableResult("drift", (drifted,)),))
    text = write_audit_page(whole, tmp_path).read_text(encoding="utf-8")
    assert "Not fit to publish" in text
    assert "in 1 comparison" in text
    with pytest.raises(DataError, match=r"(?s)Hardly less rows.*--accept-drift") as stopped:
        whole.require_passed()
    assert stopped.value.exit_code == 1
