"""Run ids: what operators sort and grep by."""

import re
from datetime import datetime, timedelta, timezone

from python_jobs.warehouse.runs.run_records import new_run_id


def test_a_run_id_is_utc_and_sorts_by_time() -> None:
    berlin = timezone(timedelta(hours=1))
    first = new_run_id(datetime(2026, 11, 21, 7, 0, tzinfo=berlin))
    second = new_run_id(datetime(2026, 11, 21, 6, 0, 1, tzinfo=timezone.utc))
    assert re.fullmatch(r"20261121T060000Z-[0-9a-f]{4}", first)
    assert first < second


def test_two_runs_of_one_second_differ() -> None:
    moment = datetime(2026, 11, 21, tzinfo=timezone.utc)
    assert len({new_run_id(moment) for _ in range(20)}) > 1
