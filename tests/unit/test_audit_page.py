"""The audit page says what the gate found, and nothing in the data can become markup."""

from pathlib import Path

from expectations.audit_page import write_audit_page
from expectations.gate_result import GateResult, TableResult
from python_jobs.warehouse.quality_results import QualityResult


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
