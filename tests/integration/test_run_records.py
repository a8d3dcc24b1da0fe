"""Run records: a file always, a row where there is a database."""

import json
from datetime import datetime, timezone
from pathlib import Path

import pytest

from python_jobs.settings import Settings
from python_jobs.warehouse.runs import run_records
from python_jobs.warehouse.runs.run_records import RunRecord, StageRecord
from tests.conftest import Warehouse


def record_of(run_id: str) -> RunRecord:
    moment = datetime(2026, 11, 21, 6, tzinfo=timezone.utc)
    return RunRecord(
        run_id=run_id,
        status="failed",
        started_at=moment,
        finished_at=moment.replace(minute=1),
        git_revision="abc1234",
        versions=run_records.component_versions("10.11"),
        stages=(StageRecord("ingest", "succeeded", 1.5, rows=10), StageRecord("gate", "failed", 0.5)),
        error="Zürich: an expectation failed",
    )


def test_a_failed_run_leaves_a_file_and_a_row(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    path = run_records.save(settings, record_of(f"{settings.database_prefix}-run"))

    assert path == settings.outputs / f"{settings.database_prefix}-run" / "run_record.json"
    ops = settings.database("ops")
    [(status, started, text)] = warehouse.query(f"select status, started_at, record from {ops}.runs")
    assert (status, started) == ("failed", datetime(2026, 11, 21, 6))
    assert json.loads(text) == json.loads(path.read_text())
    assert [stage["name"] for stage in json.loads(text)["stages"]] == ["ingest", "gate"]


def test_without_a_database_the_file_is_still_written(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(home=tmp_path, mysql_host="127.0.0.1", mysql_port=1, mysql_user="nobody")
    path = run_records.save(settings, record_of("run-1"))
    assert json.loads(path.read_text())["status"] == "failed"
    assert "not in the database" in caplog.text


def test_without_a_private_server_the_file_is_still_written(tmp_path: Path) -> None:
    path = run_records.save(Settings(home=tmp_path), record_of("run-1"))
    assert json.loads(path.read_text())["run_id"] == "run-1"
