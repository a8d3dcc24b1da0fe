"""Whether what is published still stands, so that a run has nothing to do."""

from datetime import datetime, timezone
from pathlib import Path

import pytest

from python_jobs.warehouse.publishing.publication import rollback
from python_jobs.warehouse.runs import run_events, run_records
from python_jobs.warehouse.runs.run_lock import only_run
from python_jobs.warehouse.runs.run_records import RunRecord, Status
from python_jobs.warehouse.runs.standing_run import standing_record
from tests.conftest import Warehouse
from tests.fixtures.candidate import create_candidate, publish_candidate


@pytest.fixture
def standing(warehouse: Warehouse, tmp_path: Path) -> Warehouse:
    """A warehouse in which run-1 has published what there is, with one output."""
    create_candidate(warehouse.settings)
    build, raw = warehouse.settings.database("build"), warehouse.settings.database("raw")
    warehouse.query(
        f"insert into {raw}.load_batches (batch_id, source, table_name, file_name, content_hash, rows_loaded,"
        f" status, started_at) select 1, 's', 'campaigns', 'f', '', sum(rows_in), 'loaded', now() "
        f"from {build}.mart_data_quality"
    )
    (tmp_path / "report.pdf").touch()
    run(warehouse, "run-1", output=tmp_path / "report.pdf")
    return warehouse


def run(warehouse: Warehouse, run_id: str, status: Status = "succeeded", output: Path | None = None) -> None:
    settings, now = warehouse.settings, datetime.now(timezone.utc)
    with only_run(settings, run_id, "mca run") as ending:
        if status == "succeeded":
            run_events.note_data(settings, run_id)
            publish_candidate(settings, run_id)
        elif status == "unchanged":
            ending.event, ending.detail = "unchanged", "since run run-1"
    outputs = {"pdf": str(output)} if output else {}
    record = RunRecord(run_id, status, now, now, "abc", {}, outputs=outputs, inputs={"code": "1"})
    run_records.save(settings, record)


def test_a_run_stands_until_another_is_begun(standing: Warehouse) -> None:
    settings = standing.settings
    run(standing, "run-2", "unchanged")
    with only_run(settings, "run-3", "mca run"):
        found = standing_record(settings, "run-3")
    assert found is not None
    assert (found["run_id"], found["inputs"]) == ("run-1", {"code": "1"})

    run(standing, "run-4", "failed")
    assert standing_record(settings, "run-5") is None


def test_nothing_stands_whose_output_is_gone(standing: Warehouse, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").unlink()
    assert standing_record(standing.settings, "run-2") is None


def test_nothing_stands_whose_mart_is_gone(standing: Warehouse) -> None:
    standing.query(f"drop table {standing.settings.database('marts')}.mart_channel_week")
    assert standing_record(standing.settings, "run-2") is None


def test_nothing_stands_after_a_rollback(standing: Warehouse) -> None:
    run(standing, "run-2")
    found = standing_record(standing.settings, "run-3")
    assert found is not None
    assert found["run_id"] == "run-2"
    rollback(standing.settings)
    assert standing_record(standing.settings, "run-3") is None


def test_nothing_stands_in_the_beginning(warehouse: Warehouse) -> None:
    assert standing_record(warehouse.settings, "run-1") is None
