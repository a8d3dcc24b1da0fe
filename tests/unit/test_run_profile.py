"""Where the time of a run went: kept in its record and printed, the longest first."""

import io
import json
from datetime import datetime, timedelta, timezone

import pytest
from rich.console import Console

from flows.outcomes import Outcome
from flows.run_log import RunLog
from flows.stages import stage
from flows.watch import SilentWatch
from python_jobs import timed_parts
from python_jobs.commands.run_profile import print_profile
from python_jobs.timed_parts import TimedPart, timed
from python_jobs.warehouse.runs.run_records import RunRecord, StageRecord


def test_a_stage_keeps_the_parts_that_were_timed_in_it() -> None:
    timed_parts.take()
    log = RunLog()
    with stage("audit", SilentWatch(), log) as conclude:
        timed_parts.note("model", "dim_date", 1.23456)
        with pytest.raises(ValueError, match="of the body"), timed("check", "that raises"):
            raise ValueError("of the body")
        conclude(Outcome("fine"))
    with stage("publish", SilentWatch(), log) as conclude:
        conclude(Outcome("fine"))
    assert [(part.kind, part.name) for part in log.stages[0].parts] == [
        ("model", "dim_date"),
        ("check", "that raises"),
    ]
    assert log.stages[0].parts[0].seconds == 1.235
    assert log.stages[1].parts == ()


def test_the_longest_come_first_and_the_rest_is_summed() -> None:
    parts = tuple(TimedPart("test", f"number {number}", float(number)) for number in range(1, 15))
    began = datetime(2026, 11, 21, tzinfo=timezone.utc)
    stages = (
        StageRecord("publish", "succeeded", 0.5),
        StageRecord("dbt build", "succeeded", 60, parts=parts),
    )
    record = RunRecord("run", "succeeded", began, began + timedelta(seconds=70), "abc", {}, stages)
    assert json.loads(record.to_json())["stages"][1]["parts"][0] == {
        "kind": "test",
        "name": "number 1",
        "seconds": 1.0,
    }

    console = Console(file=io.StringIO(), width=100)
    print_profile(console, record)
    assert isinstance(console.file, io.StringIO)
    lines = [line.split() for line in console.file.getvalue().splitlines() if line.strip()]
    assert lines[2:5] == [
        ["dbt", "build", "60.00"],
        ["test", "number", "14", "14.00"],
        ["test", "number", "13", "13.00"],
    ]
    assert ["2", "others", "3.00"] in lines
    assert lines[-2:] == [
        ["publish", "0.50"],
        ["The", "run", "took", "70.00", "s,", "its", "steps", "60.50", "s."],
    ]
