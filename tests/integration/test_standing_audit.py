"""Customers that are as published are not audited again: their results are those of the audit before."""

from dataclasses import replace
from pathlib import Path

import pytest

from expectations import standing_audit as standing_audits
from expectations.audit import audit_candidate
from expectations.gate import Gate
from expectations.gate_result import GateResult
from expectations.standing_audit import StandingAudit, standing_audit
from expectations.suites import dim_customer
from python_jobs.warehouse.quality_results import QualityResult
from tests.conftest import Warehouse
from tests.fixtures.candidate import create_candidate
from tests.fixtures.surroundings import load_raw, publish_copy

CUSTOMERS = ("stg_customers", "dim_customer", "customer_segments")
RECONCILIATION = "reconciliation with raw"


def mark(warehouse: Warehouse, table: str, made_of: str) -> None:
    warehouse.query(
        f"alter table {warehouse.settings.database('build')}.{table} "
        f"drop primary key, add primary key (customer_key) comment 'made of {made_of}'"
    )


@pytest.fixture(autouse=True)
def no_day_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today is none of the days on which everything is looked at."""
    monkeypatch.setattr(standing_audits, "TURNS", 10**9)


@pytest.fixture
def published(warehouse: Warehouse, tmp_path: Path) -> Warehouse:
    """A publication with an audit, in which ages are warned of; the candidate is what was published."""
    settings = warehouse.settings
    create_candidate(settings)
    load_raw(settings)
    for table in ("dim_customer", "customer_segments"):
        mark(warehouse, table, "these")
    warehouse.query(f"update {settings.database('staging')}.stg_customers set age = 200 limit 10")
    audit_candidate(settings, "run-1", tmp_path / "run-1")
    publish_copy(settings)
    # Whoever looks at the candidate again finds all of this.
    build, raw = settings.database("build"), settings.database("raw")
    warehouse.query(f"update {build}.dim_customer set sessions = -1 limit 1")
    warehouse.query(f"update {build}.customer_segments set customer_id = 'somebody' limit 1")
    warehouse.query(f"update {raw}.customers set revenue = revenue + 1 limit 1")
    warehouse.query(f"update {settings.database('staging')}.stg_customers set age = 30")
    return warehouse


def audit(warehouse: Warehouse, run_id: str, folder: Path) -> GateResult:
    return audit_candidate(warehouse.settings, run_id, folder / run_id)


def of_customers(result: GateResult) -> list[QualityResult]:
    return [
        one
        for one in result.results
        if one.table_name in CUSTOMERS
        or (one.table_name == RECONCILIATION and one.expectation.startswith("customers: "))
    ]


def failed(result: GateResult) -> set[str]:
    """What of the customers failed: tables, and the reconciliation."""
    return {one.table_name for one in of_customers(result) if one.outcome == "failed"}


def test_each_has_its_turn_and_no_two_on_one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_audits, "TURNS", 27)
    tables = (*CUSTOMERS, RECONCILIATION)
    results = tuple(QualityResult(table, "any", "any", "error", "passed", None, 0) for table in tables)
    marts = frozenset({"dim_customer"})
    looked_at = [
        [table for table in tables if not StandingAudit("run-1", marts, results, day).of(table, marts)]
        for day in range(27)
    ]
    assert sorted(table for day in looked_at for table in day) == sorted(tables)
    assert max(map(len, looked_at)) == 1


def test_results_stand_while_the_customers_do(published: Warehouse, tmp_path: Path) -> None:
    results = f"{published.settings.database('ops')}.quality_results"

    def stored(run_id: str, observed: str) -> list[tuple[object, ...]]:
        return published.query(
            f"select table_name, expectation, description, severity, outcome, {observed}, unexpected_count, "
            f"sample from {results} where run_id = '{run_id}' and (table_name like '%customer%' or "
            "expectation like 'customers: %') order by result_id"
        )

    result = audit(published, "run-2", tmp_path)
    result.require_passed()
    standing = of_customers(result)
    assert {one.table_name for one in standing} == {*CUSTOMERS, RECONCILIATION}
    warned = [one for one in standing if one.outcome == "warned"]
    assert [one.description for one in warned] == ["At least 95 % of the ages are possible ages."]
    assert warned[0].sample, "the rows that the audit before has shown"
    said = "ltrim(concat(coalesce(observed, ''), ' (found by run run-1)'))"
    assert stored("run-2", "observed") == stored("run-1", said)
    assert of_customers(audit(published, "run-2", tmp_path)) == standing, "a step that is repeated"
    published.query(f"update {published.settings.database('marts')}.publication set run_id = 'run-2'")
    assert of_customers(audit(published, "run-3", tmp_path)) == standing, "the run that looked is named on"


def test_customers_are_audited_if_anything_is_not_as_it_was(
    published: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_of_them = {"dim_customer", "customer_segments", RECONCILIATION}
    with monkeypatch.context() as patch:
        patch.setattr(standing_audits, "TURNS", 1)
        assert failed(audit(published, "in-turn", tmp_path)) == all_of_them
    standing = standing_audit(published.settings)
    other = replace(dim_customer.SUITE, expectations=dim_customer.SUITE.expectations[1:])
    looked_at = Gate(published.settings, "suite", tmp_path / "suite").conclude([other], standing)
    assert failed(looked_at) == {"dim_customer"}, "another version of the suite"
    mark(published, "customer_segments", "others")
    assert failed(audit(published, "segments", tmp_path)) == {"customer_segments"}
    mark(published, "customer_segments", "these")
    mark(published, "dim_customer", "others")
    assert failed(audit(published, "customers", tmp_path)) == all_of_them
    mark(published, "dim_customer", "these")
    published.query(f"delete from {published.settings.database('ops')}.quality_results")
    assert failed(audit(published, "never-audited", tmp_path)) == all_of_them
