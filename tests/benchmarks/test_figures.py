"""The benchmarks' own measuring: memory of a whole process tree, costs per row, figures kept as JSON."""

import sys
from pathlib import Path

import pytest

from python_jobs.errors import ServerError
from tests.benchmarks.curves import MILLION, Point, step_lines
from tests.benchmarks.measurement import Measurement, read_json, write_json
from tests.benchmarks.process_tree import watched

_HOLDS_100_MB = "import time; held = bytearray(b'x') * (100 * 2**20); time.sleep(1)"


def _started_by_another(program: str) -> str:
    return f"import subprocess, sys; subprocess.run([sys.executable, '-c', {program!r}])"


def test_memory_is_that_of_all_descendants_together() -> None:
    usage = watched([sys.executable, "-c", _started_by_another(_started_by_another(_HOLDS_100_MB))])
    assert 100 < usage.megabytes < 160
    assert 1 < usage.seconds < 10


def test_a_command_that_fails_is_no_figure() -> None:
    with pytest.raises(ServerError, match="ended with 3:\nwhat it said"):
        watched([sys.executable, "-c", "print('what it said'); raise SystemExit(3)"])


def test_a_step_costs_a_fixed_time_and_some_for_each_million_rows() -> None:
    points = [
        Point(
            "mariadb",
            rows,
            rows,
            10 + 6 * rows / MILLION,
            500,
            0,
            {"build": 4 + 5 * rows / MILLION},
            None,
            None,
        )
        for rows in (200_000, 2_000_000, 6_000_000)
    ]
    lines = step_lines(points)
    assert (lines["build"].fixed, lines["build"].per_million) == pytest.approx((4, 5))
    assert (lines["whole run"].fixed, lines["whole run"].per_million) == pytest.approx((10, 6))
    assert lines["whole run"].rows_at(70) == pytest.approx(10)


def test_figures_come_back_from_json_as_they_were(tmp_path: Path) -> None:
    held = Measurement(2, "full run", "1M + 1M", "mysql", 0.39, "x", 0.40, {"stages": {"build": 3.5}})
    missed = Measurement(8, "publication", "20 marts", "mysql", 101.0, "ms", 100.0)
    write_json(tmp_path / "bounds.json", [held, missed], {"seed": 1})
    assert read_json(tmp_path / "bounds.json") == [held, missed]
    assert (held.met, missed.met) == (True, False)
