"""The gate on real tables: what passes, what stops, what is only noted, and what never reaches a file."""

from dataclasses import replace
from pathlib import Path

import pytest

from expectations.gate import run_gate
from expectations.gate_result import GateResult
from expectations.suite import Suite
from expectations.suites import fct_campaign_performance
from expectations.vocabulary import FAIL, ExpectColumnValuesToBeBetween
from python_jobs.errors import DataError
from python_jobs.warehouse import credentials
from python_jobs.warehouse.quality_results import store_quality_results
from tests.conftest import Warehouse
from tests.fixtures.candidate import create_candidate

FACT = fct_campaign_performance.SUITE
RUN_ID = "20261121T052735Z-5530"  # a run id that Great Expectations took for a time with an impossible offset


@pytest.fixture
def candidate(warehouse: Warehouse) -> Warehouse:
    create_candidate(warehouse.settings)
    return warehouse


def build(warehouse: Warehouse, table: str) -> str:
    return f"`{warehouse.settings.database('build')}`.`{table}`"


def check_fact(warehouse: Warehouse, folder: Path, suite: Suite = FACT) -> GateResult:
    return run_gate(warehouse.settings, RUN_ID, folder, [suite])


def test_sound_tables_pass_and_the_pages_hold_no_secret(candidate: Warehouse, tmp_path: Path) -> None:
    result = run_gate(candidate.settings, RUN_ID, tmp_path)

    assert [(r.table_name, r.description, r.observed) for r in result.results if r.outcome != "passed"] == []
    result.require_passed()
    assert result.seconds < 20
    assert result.data_docs.is_file()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any("fct_campaign_performance" in path.read_text(errors="replace") for path in files)
    for password in credentials.read(candidate.settings).passwords.values():
        assert not [path for path in files if password in path.read_text(errors="replace")]

    store_quality_results(candidate.settings, RUN_ID, result.results)
    stored = candidate.query(
        f"select count(*), sum(outcome = 'passed') from {candidate.settings.database('ops')}.quality_results"
    )
    assert stored == [(len(result.results), len(result.results))]


def test_failing_rows_stop_the_publication_and_are_shown(candidate: Warehouse, tmp_path: Path) -> None:
    fact = build(candidate, "fct_campaign_performance")
    candidate.query(
        f"update {fact} set clicks = impressions + 1 where date_key = 20230105 and campaign_key = 1"
    )
    candidate.query(f"update {fact} set roi_pct = roi_pct + 0.00001 where date_key = 20230106")

    result = check_fact(candidate, tmp_path)

    failed = {r.description: r for r in result.results if r.outcome == "failed"}
    clicks = failed["Nobody clicks what was not shown: clicks are at most the impressions that came."]
    roi = failed["ROI and ROAS say the same: roi_pct = 100 * (roas - 1) wherever something was spent."]
    assert (clicks.unexpected_count, roi.unexpected_count) == (1, 12)
    assert clicks.sample[0]["date_key"] == "20230105"
    assert {row["date_key"] for row in roi.sample} == {"20230106"}
    with pytest.raises(DataError, match="Data failed: fct_campaign_performance: Nobody clicks"):
        result.require_passed()


def test_a_warning_lets_the_candidate_pass(candidate: Warehouse, tmp_path: Path) -> None:
    candidate.query(
        f"update {candidate.settings.database('staging')}.stg_campaigns set date = '2150-01-01' "
        "where raw_row_id in (4, 7)"
    )
    result = run_gate(candidate.settings, RUN_ID, tmp_path)

    warned = [r for r in result.results if r.outcome == "warned"]
    assert [(r.table_name, r.severity, r.unexpected_count) for r in warned] == [("stg_campaigns", "warn", 2)]
    assert [row["raw_row_id"] for row in warned[0].sample] == ["4", "7"]
    result.require_passed()


def test_totals_that_disagree_stop_the_publication(candidate: Warehouse, tmp_path: Path) -> None:
    candidate.query(f"update {build(candidate, 'mart_daily_summary')} set cost = cost + 0.01 limit 1")
    result = run_gate(candidate.settings, RUN_ID, tmp_path)

    assert {r.table_name for r in result.results if r.outcome == "failed"} == {"mart_daily_summary"}
    assert not result.passed


def test_a_check_that_breaks_is_told_apart_from_data_that_failed(
    candidate: Warehouse, tmp_path: Path
) -> None:
    no_such_column = ExpectColumnValuesToBeBetween(
        column="clickz", min_value=0, severity=FAIL, description="A column that is not there."
    )
    result = check_fact(candidate, tmp_path, replace(FACT, expectations=[*FACT.expectations, no_such_column]))

    errored = [r for r in result.results if r.outcome == "errored"]
    assert [r.description for r in errored] == ["A column that is not there."]
    assert "clickz" in str(errored[0].observed)
    assert not [r for r in result.results if r.outcome == "failed"]
    with pytest.raises(DataError, match="Check could not be carried out"):
        result.require_passed()


def test_a_missing_table_is_a_check_that_breaks(candidate: Warehouse, tmp_path: Path) -> None:
    candidate.query(f"drop table {build(candidate, 'dim_customer')}")
    result = run_gate(candidate.settings, RUN_ID, tmp_path)

    assert [(r.table_name, r.outcome) for r in result.results if r.outcome != "passed"] == [
        ("dim_customer", "errored")
    ]
