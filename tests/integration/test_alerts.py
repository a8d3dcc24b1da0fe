"""What the operator is told about runs, from the records that they leave on a real server."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from flows.lost_runs import tell_of_a_crash
from flows.run_log import RunLog
from flows.telling import tell_run, tell_stale
from python_jobs.errors import DataError
from python_jobs.settings import Settings
from python_jobs.warehouse.publishing.publisher import publisher
from python_jobs.warehouse.runs import run_events, run_records
from python_jobs.warehouse.runs.run_records import RunRecord, Status
from tests.conftest import Warehouse
from tests.fixtures.alert_servers import Chat, chat_server


@pytest.fixture
def chat() -> Iterator[Chat]:
    with chat_server() as chat:
        yield chat


@pytest.fixture
def settings(warehouse: Warehouse, chat: Chat) -> Settings:
    """The warehouse's settings, with a chat to tell things to."""
    return Settings(**{**warehouse.settings.model_dump(), "alert_webhook_url": chat.url})


def end_run(
    settings: Settings, began: datetime, status: Status, failure: Exception | None = None, *warnings: str
) -> RunRecord:
    """Leave the record of a run and tell about it, as a run does at its end."""
    log = RunLog(run_records.new_run_id(began), began, warnings=list(warnings))
    if failure:
        log.add_stage("audit", "failed", 1.0)
    record = log.record(settings, status, failure)
    run_records.save(settings, record)
    tell_run(settings, record)
    return record


def told(chat: Chat) -> list[str]:
    """First lines of the messages since the last look."""
    lines = [message["text"].split("\n")[0] for message in chat.messages]
    chat.messages.clear()
    return lines


def ago(**span: float) -> datetime:
    return datetime.now(timezone.utc) - timedelta(**span)


def test_failure_repeat_recovery_and_silence(settings: Settings, chat: Chat, warehouse: Warehouse) -> None:
    failure = DataError("The candidate did not pass the gate.", rows=35)
    end_run(settings, ago(minutes=9), "failed", failure)
    (message,) = chat.messages
    for part in ("35", "nothing yet", "mca publication diff"):
        assert part in message["text"]
    assert told(chat) == ["The run failed at the step audit."]

    end_run(settings, ago(minutes=8), "skipped", DataError("Another run is under way"))
    end_run(settings, ago(minutes=7), "succeeded", None, "dbt: warn_x (3 rows)")
    (line,) = told(chat)
    assert "Published with 1 new warning; runs succeed again, after 1 failure since" in line

    end_run(settings, ago(minutes=6), "succeeded", None, "dbt: warn_x (4 rows)")
    assert told(chat) == []
    end_run(settings, ago(minutes=5), "succeeded")
    assert told(chat) == ["No warnings any more."]

    ops = settings.database("ops")
    noted = warehouse.query(f"select events, json_extract(deliveries, '$.webhook') from {ops}.alerts")
    assert [events for events, _ in noted] == ["failure", "warning,recovery", "recovery"]
    assert {str(delivery) for _, delivery in noted} == {"null"}, "it arrived"


def test_a_killed_run_is_told_by_the_next_one(settings: Settings, chat: Chat) -> None:
    first, killed, next_ = (run_records.new_run_id(ago(hours=hours)) for hours in (3, 2, 1))
    with publisher(settings) as connection:
        run_events.begin(connection, settings, first, "mca run")
        run_events.end(settings, first, "succeeded")
        run_events.begin(connection, settings, killed, "mca run --demo")
        run_events.begin(connection, settings, next_, "mca run")
    log = RunLog(next_, ago(hours=1))
    tell_run(settings, log.record(settings, "succeeded"))
    (message,) = chat.messages
    assert message["text"].startswith("Runs succeed again, after 1 failure")
    assert killed in message["text"]
    assert "mca run --demo" in message["text"]


def test_a_failure_without_a_database_is_told_and_not_forgotten(
    settings: Settings, chat: Chat, tmp_path: Path
) -> None:
    unreachable = settings.model_copy(
        update={"home": tmp_path, "mysql_host": "127.0.0.1", "mysql_port": 1, "mysql_user": "nobody"}
    )
    end_run(unreachable, ago(minutes=3), "failed", DataError("Lost connection"))
    (message,) = chat.messages
    assert "the database does not answer" in message["text"]
    end_run(unreachable, ago(minutes=2), "succeeded")
    assert "Runs succeed again" in told(chat)[-1], "the failure was found in the home's files"


def test_a_warehouse_without_any_publication_is_told_once(settings: Settings, chat: Chat) -> None:
    assert tell_stale(settings, timedelta(hours=26))
    assert tell_stale(settings, timedelta(hours=26))
    assert told(chat) == ["No run has published anything yet."]


def test_a_stale_publication_is_told_once_and_the_next_run_says_that_it_is_over(
    settings: Settings, chat: Chat, warehouse: Warehouse
) -> None:
    old = end_run(settings, ago(hours=30), "succeeded")
    marts = settings.database("marts")
    warehouse.query(
        f"create table {marts}.publication (run_id varchar(64), published_at datetime(6), "
        "git_revision varchar(64), rows_json text, fact_rows bigint, cost decimal(38, 10), "
        "revenue decimal(38, 10), first_date date, last_date date)"
    )
    warehouse.query(
        f"insert into {marts}.publication values ('{old.run_id}', utc_timestamp(6) - interval 30 hour, "
        "'abc', '{}', 9, 1, 2, '2026-01-01', '2026-01-31')"
    )
    assert not tell_stale(settings, timedelta(hours=31))
    assert tell_stale(settings, timedelta(hours=26))
    assert tell_stale(settings, timedelta(hours=26))
    (message,) = chat.messages
    assert message["text"].startswith("No run has published for 30 hours.")
    assert f"still the last good data, of run {old.run_id}" in message["text"]
    assert "up to 2026-01-31" in message["text"]
    told(chat)
    end_run(settings, ago(minutes=1), "succeeded")
    assert told(chat) == ["Runs publish again."]


def test_an_unusable_configuration_does_not_hide_the_failure(
    settings: Settings, tmp_path: Path, chat: Chat
) -> None:
    (tmp_path / "operations.yml").write_text("alerts: {no_such_key: 1}\n")
    broken = settings.model_copy(update={"config_dir": tmp_path})
    end_run(broken, ago(minutes=1), "failed", DataError("why"))
    assert told(chat) == ["The run failed at the step audit."]


def test_a_scheduled_run_that_was_killed_is_told_by_the_one_who_serves_it(
    settings: Settings, chat: Chat, monkeypatch: pytest.MonkeyPatch, warehouse: Warehouse
) -> None:
    monkeypatch.setattr("flows.lost_runs.load_settings", lambda: settings)
    flow_run = SimpleNamespace(start_time=None, expected_start_time=ago(minutes=1))
    run_id = run_records.new_run_id()
    with publisher(settings) as connection:
        run_events.begin(connection, settings, run_id, "mca run")
    tell_of_a_crash(Any, flow_run, SimpleNamespace(message="status code -9"))  # type: ignore[arg-type]
    (message,) = chat.messages
    assert message["text"].startswith("The run was interrupted.")
    assert "status code -9" in message["text"]
    recorded = warehouse.query(f"select run_id, status from {settings.database('ops')}.runs")
    assert recorded == [(run_id, "interrupted")]

    run_events.end(settings, run_id, "interrupted", "Ctrl-C")
    told(chat)
    tell_of_a_crash(Any, flow_run, SimpleNamespace(message="status code 130"))  # type: ignore[arg-type]
    assert told(chat) == [], "a run that has ended with a word has told of itself"
