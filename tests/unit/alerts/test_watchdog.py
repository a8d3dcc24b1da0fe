"""The watchdog beside a schedule looks again and again, but not before the schedule had its chance."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from flows import watchdog
from python_jobs.settings import Settings


def looks(monkeypatch: pytest.MonkeyPatch, folder: Path, stale_after_hours: float, wanted: int) -> bool:
    """Whether the watchdog looks so often within half a second."""
    (folder / "operations.yml").write_text(f"alerts: {{stale_after_hours: {stale_after_hours}}}\n")
    seen: list[timedelta] = []
    enough = threading.Event()

    def look(_settings: Settings, maximum: timedelta, _told_before: object) -> None:
        seen.append(maximum)
        if len(seen) == wanted:
            enough.set()

    monkeypatch.setattr(watchdog, "tell_stale", look)
    with watchdog.watchdog(Settings(home=folder, config_dir=folder), check_seconds=0.01):
        return enough.wait(0.5)


def test_it_looks_again_and_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert looks(monkeypatch, tmp_path, 0.00001, 3)


def test_a_new_schedule_has_time_for_its_first_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert not looks(monkeypatch, tmp_path, 26, 1)
