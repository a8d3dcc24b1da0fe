"""The comparisons on real tables and accounts: each fires on what it is there for and on nothing else."""

from datetime import date, timedelta

import pytest

from expectations.comparisons.compare import compare
from expectations.gate_result import TableResult
from python_jobs.audit_config import AuditConfig
from python_jobs.warehouse.quality_results import QualityResult
from tests.conftest import Warehouse
from tests.fixtures.candidate import create_candidate
from tests.fixtures.marts import Marts, plausible_customers, plausible_marts
from tests.fixtures.surroundings import load_raw, publish_copy

LAST = date(2023, 3, 1)
FIGURES = plausible_marts(days=60)  # 2023-01-01 to LAST, 12 campaigns on 5 channels


@pytest.fixture
def candidate(warehouse: Warehouse) -> Warehouse:
    create_candidate(warehouse.settings, FIGURES)
    load_raw(warehouse.settings)
    return warehouse


@pytest.fixture
def published(candidate: Warehouse) -> Warehouse:
    publish_copy(candidate.settings)
    return candidate


def found(warehouse: Warehouse, accept_drift: str | None = None) -> dict[str, QualityResult]:
    """What did not pass, by comparison and name."""
    tables: list[TableResult] = compare(warehouse.settings, AuditConfig(), accept_drift)
    assert [table.table for table in tables] == [
        "reconciliation with raw",
        "drift since the last publication",
        "newest days",
    ]
    return {
        f"{table.table.split()[0]}: {one.expectation}": one
        for table in tables
        for one in table.results
        if one.outcome != "passed"
    }


def outcomes(warehouse: Warehouse, accept_drift: str | None = None) -> dict[str, str]:
    return {name: one.outcome for name, one in found(warehouse, accept_drift).items()}


def change(warehouse: Warehouse, statement: str) -> None:
    """Run a statement in which ``build.`` and the other layers stand for their databases."""
    for layer in ("raw", "staging", "build"):
        statement = statement.replace(f"{layer}.", f"{warehouse.settings.database(layer)}.")
    warehouse.query(statement)


def rebuild(warehouse: Warehouse, facts: list[tuple]) -> None:  # type: ignore[type-arg]
    """Make the candidate anew from other rows, as dbt would after another load."""
    create_candidate(warehouse.settings, Marts(facts, FIGURES.customers, FIGURES.segments))
    raw = warehouse.settings.database("raw")
    for table in ("campaigns", "customers", "load_batches"):
        warehouse.query(f"truncate table {raw}.{table}")
    load_raw(warehouse.settings)


def test_sound_candidate_passes_before_and_after_a_publication(candidate: Warehouse) -> None:
    assert outcomes(candidate) == {}
    publish_copy(candidate.settings)
    assert outcomes(candidate) == {}


def test_rows_and_amounts_that_are_not_those_of_raw_fail(candidate: Warehouse) -> None:
    fact = "build.fct_campaign_performance"
    change(candidate, f"update {fact} set revenue = revenue + 0.01 where date_key = 20230105 limit 1")
    assert outcomes(candidate) == {"reconciliation: campaigns: revenue": "failed"}
    change(candidate, f"update {fact} set revenue = revenue - 0.01 where date_key = 20230105 limit 1")
    change(candidate, f"delete from {fact} where date_key = {LAST:%Y%m%d}")
    lost = found(candidate)
    assert {name for name in lost if name.startswith("reconciliation")} == {
        f"reconciliation: campaigns: {what}"
        for what in ("rows kept", "cost", "impressions", "clicks", "conversions", "revenue", "newest date")
    }
    assert "2023-03-01 in raw, 2023-02-28" in str(lost["reconciliation: campaigns: newest date"].observed)
    rows = 12 * 60
    assert lost["reconciliation: campaigns: rows kept"].observed == (
        f"{rows:,} in raw, {rows - 12:,} in the candidate"
    )


def test_raw_rows_that_the_models_passed_over_fail(candidate: Warehouse) -> None:
    change(candidate, "update build.mart_data_quality set rows_clean = rows_clean - 12 limit 1")
    passed_over = found(candidate)["reconciliation: campaigns: rows"]
    assert passed_over.outcome == "failed"
    rows = 12 * 60
    assert passed_over.observed == (
        f"{rows + 3:,} in raw, {rows + 3 - 12:,} in the candidate "
        f"({rows - 12:,} clean, 2 quarantined, 1 superseded)"
    )


def test_a_withdrawn_or_half_loaded_batch_in_the_marts_fails(candidate: Warehouse) -> None:
    change(candidate, "update raw.load_batches set rows_loaded = rows_loaded + 1 where batch_id = 1")
    assert outcomes(candidate) == {
        "reconciliation: campaigns: rows recorded": "failed",
        "reconciliation: campaigns: rows": "failed",
    }
    change(candidate, "update raw.load_batches set status = 'withdrawn' where table_name = 'customers'")
    assert outcomes(candidate)["reconciliation: customers: rows"] == "failed"


def test_what_is_loaded_meanwhile_is_not_expected_and_what_is_withdrawn_is(candidate: Warehouse) -> None:
    for number, table in ((3, "campaigns"), (4, "customers")):
        change(
            candidate,
            "insert into raw.load_batches (batch_id, source, table_name, file_name, content_hash, "
            f"rows_loaded, status, started_at) values ({number}, 'test', '{table}', 'late.csv', 'late', 1, "
            "'loaded', now())",
        )
        change(
            candidate,
            f"insert into raw.{table} (_batch_id, _source, _loaded_at, revenue) "
            f"values ({number}, 'test', now(), 5)",
        )
    assert outcomes(candidate) == {}
    change(candidate, "update raw.load_batches set status = 'withdrawn' where batch_id in (1, 3, 4)")
    assert outcomes(candidate)["reconciliation: campaigns: rows"] == "failed"


def test_a_batch_of_which_more_is_quarantined_than_was_allowed_fails(candidate: Warehouse) -> None:
    def share(**variables: float | str) -> QualityResult | None:
        tables = compare(candidate.settings, AuditConfig(), variables=variables)
        return next((one for one in tables[0].results if one.outcome != "passed"), None)

    # 5 % of 200 customers, exactly, and 2 of 723 campaigns.
    change(candidate, "update raw.load_batches set rows_loaded = rows_loaded + 10 where batch_id = 2")
    change(candidate, "update staging.int_customer_batches set rows_in = 200")
    for number in range(1, 11):
        change(candidate, f"insert into staging.quarantine_customers values ({10**6 + number}, 2)")
        change(
            candidate,
            "insert into raw.customers (_batch_id, _source, _loaded_at, revenue) "
            "values (2, 'test', now(), 1)",
        )
    assert share() is None
    stopped = share(max_quarantined_share=0.002)
    assert stopped is not None
    assert stopped.outcome == "failed"
    assert stopped.description.startswith("Of no batch more than 0.2 % is quarantined")
    assert stopped.observed == "2 of 723 rows of batch 1 (campaigns); 10 of 200 rows of batch 2 (customers)"
    change(candidate, "update staging.int_campaign_batches set rows_quarantined = 37")
    change(candidate, "update staging.int_customer_batches set rows_in = 199")
    assert outcomes(candidate, "whatever") == {"reconciliation: quarantined share": "failed"}
    assert share(max_quarantined_share=1) is None
    # 0.29 * 100 is less than 29 in binary, and not for dbt.
    change(candidate, "update staging.int_campaign_batches set rows_in = 100, rows_quarantined = 29")
    assert share(max_quarantined_share=0.29) is None


def test_newest_day_times_100_is_stopped_at_the_first_publication(candidate: Warehouse) -> None:
    rebuild(candidate, [(*row[:7], row[7] * (100 if row[2] == LAST else 1)) for row in FIGURES.facts])
    stopped = outcomes(candidate)
    assert stopped["newest: revenue"] == "failed"
    assert stopped["newest: return on ad spend"] == "failed"


def test_a_published_day_restated_times_100_is_stopped(published: Warehouse) -> None:
    rebuild(published, [(*row[:7], row[7] * (100 if row[2] == LAST else 1)) for row in FIGURES.facts])
    stopped = outcomes(published)
    assert stopped["newest: revenue"] == "failed"
    assert stopped["drift: published days changed"] == "failed"


def test_one_campaign_times_100_is_stopped(published: Warehouse) -> None:
    new = LAST + timedelta(days=1)
    day = [(*row[:2], new, *row[3:]) for row in FIGURES.facts if row[2] == LAST]
    rebuild(published, [*FIGURES.facts, *day])
    assert outcomes(published) == {}
    name = max(day, key=lambda row: row[7])[0]
    rebuild(
        published, [*FIGURES.facts, *((*row[:7], row[7] * (100 if row[0] == name else 1)) for row in day)]
    )
    stopped = found(published)["newest: revenue per conversion"]
    assert stopped.outcome == "failed"
    assert f"campaign {name}" in {row["of"] for row in stopped.sample}


@pytest.mark.parametrize("new_days", [56, 84, 200])
def test_many_new_days_in_cents_are_stopped_and_in_euros_are_not(published: Warehouse, new_days: int) -> None:
    def more(factor: float) -> list[tuple]:  # type: ignore[type-arg]
        return [
            (*row[:2], row[2] + timedelta(days=56 * turn), row[3] * factor, *row[4:7], row[7] * factor)
            for turn in range(1, 5)
            for row in FIGURES.facts
            if LAST - timedelta(days=56) < row[2] <= LAST + timedelta(days=new_days - 56 * turn)
        ]

    rebuild(published, [*FIGURES.facts, *more(1)])
    usual = outcomes(published)
    assert "failed" not in usual.values()
    assert not [name for name in usual if name.startswith("newest")]
    rebuild(published, [*FIGURES.facts, *more(100)])
    cents = outcomes(published)
    for figure in ("cost", "revenue", "cost per click", "revenue per conversion"):
        assert cents[f"newest: {figure}"] == "failed"


def test_a_new_day_without_a_channel_and_one_loaded_twice(published: Warehouse) -> None:
    new = LAST + timedelta(days=1)
    day = [(*row[:2], new, *row[3:]) for row in FIGURES.facts if row[2] == LAST]
    rebuild(published, [*FIGURES.facts, *(row for row in day if row[1] != "Email")])
    assert found(published)["newest: nothing missing"].sample == (
        {"date": str(new), "missing": "channel Email"},
    )
    rebuild(published, [*FIGURES.facts, *day, *((f"{row[0]} copy", *row[1:]) for row in day)])
    assert outcomes(published)["newest: rows that come twice"] == "failed"


def test_what_is_published_must_not_go_unless_somebody_says_why(published: Warehouse) -> None:
    kept = [row for row in FIGURES.facts if row[1] != "Email" and row[2] <= LAST - timedelta(days=2)]
    rebuild(published, kept)
    gone = outcomes(published)
    assert {name for name, outcome in gone.items() if outcome == "failed"} >= {
        "drift: rows fell",
        "drift: revenue fell",
        "drift: campaigns lost",
        "drift: newest date back",
    }
    assert gone["drift: channels lost"] == "warned"
    accepted = found(published, "Email was never ours")
    assert {one.outcome for one in accepted.values()} == {"warned"}
    assert str(accepted["drift: rows fell"].observed).startswith(
        "Accepted (Email was never ours): 720 published"
    )


def test_late_conversions_pass_and_nothing_accepts_a_lost_row(published: Warehouse) -> None:
    late = [LAST - timedelta(days=number) for number in range(3)]
    rebuild(published, [(*row[:7], row[7] * (1.1 if row[2] in late else 1)) for row in FIGURES.facts])
    assert outcomes(published) == {}
    change(published, "delete from build.fct_campaign_performance limit 1")
    assert outcomes(published, "whatever")["reconciliation: campaigns: rows kept"] == "failed"


def test_fewer_customers_are_noticed(published: Warehouse) -> None:
    customers = plausible_customers(100)
    create_candidate(published.settings, Marts(FIGURES.facts, customers, FIGURES.segments))
    assert outcomes(published)["drift: customers fell"] == "failed"


def test_a_comparison_that_breaks_is_told_apart(published: Warehouse) -> None:
    change(published, "drop table staging.quarantine_campaigns")
    broken = found(published)
    assert {name: one.outcome for name, one in broken.items()} == {"reconciliation: comparison": "errored"}
    assert "quarantine_campaigns" in str(broken["reconciliation: comparison"].observed)
