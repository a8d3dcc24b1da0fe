"""Two runs at once: the second is told who, and a run that lost its lock never publishes after another."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from python_jobs.errors import DataError, ServerError
from python_jobs.settings import Settings
from python_jobs.warehouse.publishing.publication import read_publication
from python_jobs.warehouse.publishing.publication_status import status
from python_jobs.warehouse.runs.actor import this_actor
from python_jobs.warehouse.runs.run_lock import only_run
from tests.conftest import Warehouse
from tests.fixtures.candidate import publish_candidate

ENDLESS_RUN = """
import sys, time
from pathlib import Path
from python_jobs.settings import Settings
from python_jobs.warehouse.runs.run_lock import only_run
settings = Settings(home=Path(sys.argv[1]), database_prefix=sys.argv[2])
with only_run(settings, "killed", "mca run killed.csv"):
    print("begun", flush=True)
    time.sleep(600)
"""


def events(warehouse: Warehouse) -> list[tuple[str, str]]:
    ops = warehouse.settings.database("ops")
    rows = warehouse.query(f"select run_id, event from {ops}.run_events order by event_id")
    return [(run_id, event) for run_id, event in rows]


def lose_the_lock(warehouse: Warehouse, run_id: str) -> None:
    ops = warehouse.settings.database("ops")
    [(session,)] = warehouse.query(f"select session_id from {ops}.run_events where run_id = '{run_id}'")
    warehouse.query(f"kill {session}")
    deadline = time.monotonic() + 10
    while warehouse.query(f"select is_used_lock('{warehouse.settings.database_prefix}_run')") != [(None,)]:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_second_run_is_told_who_runs_since_when(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    me = this_actor()
    with only_run(settings, "run-1", "mca run a.csv"):
        who = (
            r"run run-1 \(`mca run a\.csv`\), begun \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC "
            rf"by {re.escape(me.os_user)} on {re.escape(me.host)}, process {os.getpid()}\b"
        )
        refused = pytest.raises(DataError, match=f"Another run is under way: {who}")
        with refused, only_run(settings, "run-2", "mca run"):
            pass
    assert events(warehouse) == [("run-1", "started"), ("run-1", "succeeded")]


@pytest.mark.parametrize(
    ("failure", "event"), [(DataError("a test failed"), "failed"), (KeyboardInterrupt(), "interrupted")]
)
def test_every_end_is_in_the_trail(warehouse: Warehouse, failure: BaseException, event: str) -> None:
    with pytest.raises(type(failure)), only_run(warehouse.settings, "run-1", "mca run"):
        raise failure
    last = status(warehouse.settings).last_end
    assert last is not None
    assert last.event == event
    assert (last.detail == "DataError: a test failed") is (event == "failed")


def test_a_killed_run_is_shown_as_interrupted_and_noted_by_the_next(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    process = start_endless_run(settings)
    running = status(settings)
    assert (running.is_running, running.last_end) == (True, None)
    process.kill()
    process.wait()

    deadline = time.monotonic() + 10
    while status(settings).is_running:  # until the server has noticed
        assert time.monotonic() < deadline
        time.sleep(0.05)
    now = status(settings)
    assert now.last_run is not None
    assert (now.last_run.run_id, now.last_run.pid, now.last_end) == ("killed", process.pid, None)
    with only_run(settings, "next", "mca run"):
        pass
    assert events(warehouse) == [
        ("killed", "started"),
        ("killed", "interrupted"),
        ("next", "started"),
        ("next", "succeeded"),
    ]


def start_endless_run(settings: Settings) -> subprocess.Popen[str]:
    """A run in a process of its own, which has begun."""
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS_RUN, str(settings.home), settings.database_prefix],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    if process.stdout.readline() != "begun\n":
        process.send_signal(signal.SIGKILL)
        raise AssertionError("the run did not begin")
    return process


def test_a_run_publishes_while_it_has_the_lock_or_can_take_it_again(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    with only_run(settings, "run-1", "mca run"):
        assert publish_candidate(settings, "run-1").run_id == "run-1"
    with only_run(settings, "run-2", "mca run"):
        lose_the_lock(warehouse, "run-2")  # and nobody has run since
        assert publish_candidate(settings, "run-2").run_id == "run-2"


def test_a_run_that_lost_its_lock_does_not_publish_beside_or_after_another(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    with only_run(settings, "run-1", "mca run"):
        lose_the_lock(warehouse, "run-1")
        with only_run(settings, "run-2", "mca run"):
            with pytest.raises(ServerError, match=r"Run run-1 may not publish.* run run-2 .* by .* process"):
                publish_candidate(settings, "run-1")
            with pytest.raises(ServerError, match=r"Run by-hand may not publish.* run run-2"):
                publish_candidate(settings, "by-hand")
        with pytest.raises(ServerError, match=r"Run run-1 may not publish.*since then there was run run-2"):
            publish_candidate(settings, "run-1")
    assert read_publication(settings) is None


def test_no_run_begins_between_the_last_look_and_the_flip(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The publication lock stands in between: a run that is publishing cannot be overtaken."""
    settings = warehouse.settings
    monkeypatch.setattr("python_jobs.warehouse.publishing.publication_lock.WAIT_SECONDS", 0)
    refusals: list[str] = []

    def overtaken(*_: object) -> None:
        lose_the_lock(warehouse, "run-1")
        with pytest.raises(ServerError) as refused, only_run(settings, "run-2", "mca run"):
            pass
        refusals.append(str(refused.value))

    monkeypatch.setattr("python_jobs.warehouse.publishing.publication.require_free_way", overtaken)
    with only_run(settings, "run-1", "mca run"):
        publish_candidate(settings, "run-1")
    assert len(refusals) == 1
    assert "Another publication is under way" in refusals[0]
    assert ("run-2", "started") not in events(warehouse)
