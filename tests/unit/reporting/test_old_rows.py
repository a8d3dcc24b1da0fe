"""Files of rows of older runs make room; nothing else of a run goes, and nobody's own folder."""

from pathlib import Path

import pytest

from python_jobs.reporting.old_rows import remove_old_rows
from python_jobs.settings import Settings

RUNS = [f"202401{day:02}T060000Z-{day:04x}" for day in (3, 1, 2, 4)]
LATEST = sorted(RUNS, reverse=True)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path)
    for run in RUNS:
        for name in ("csv", "parquet", "powerbi", "figures"):
            (settings.outputs / run / name).mkdir(parents=True)
            (settings.outputs / run / name / "file").write_text("rows")
        (settings.outputs / run / "executive_summary.pdf").write_text("PDF")
    (settings.outputs / "mine" / "csv").mkdir(parents=True)
    (settings.outputs / "latest").symlink_to(LATEST[0])
    return settings


def with_rows(settings: Settings) -> list[str]:
    return sorted(path.parent.name for path in settings.outputs.glob("*/csv") if path.parent.name != "latest")


def test_rows_of_the_latest_runs_stay_and_everything_else_of_all(settings: Settings) -> None:
    assert remove_old_rows(settings, 2) == LATEST[2:]
    assert with_rows(settings) == sorted([*LATEST[:2], "mine"])
    for run in LATEST[2:]:
        left = sorted(path.name for path in (settings.outputs / run).iterdir())
        assert left == ["executive_summary.pdf", "figures"]
    assert remove_old_rows(settings, 2) == []


def test_a_run_without_rows_is_none_of_the_runs_that_are_kept(settings: Settings) -> None:
    (settings.outputs / "20240105T060000Z-0005" / "figures").mkdir(parents=True)
    assert remove_old_rows(settings, 3) == LATEST[3:]


def test_all_are_kept_where_that_is_wanted(settings: Settings) -> None:
    assert remove_old_rows(settings, None) == []
    assert with_rows(settings) == sorted([*RUNS, "mine"])


def test_what_cannot_be_removed_fails_no_run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("python_jobs.reporting.old_rows.shutil.rmtree", refuse)
    assert remove_old_rows(settings, 3) == []
    assert LATEST[3] in caplog.text
