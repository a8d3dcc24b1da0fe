"""What the figures of a run depend on, told apart."""

import shutil
from pathlib import Path

import pytest

from flows import run_inputs as module
from flows.run_inputs import changes, run_inputs
from flows.run_request import RunRequest
from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import Settings
from python_jobs.warehouse.runs.loaded_data import LoadedData

DATA = LoadedData("1-2", 2, 100)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with a configuration and a small tree of sources of their own."""
    shutil.copytree(PROJECT_ROOT / "config", tmp_path / "config")
    (tmp_path / "dbt_project" / "models").mkdir(parents=True)
    (tmp_path / "dbt_project" / "models" / "one.sql").write_text("select 1")
    monkeypatch.setattr(module, "PROJECT_ROOT", tmp_path)
    return Settings(config_dir=tmp_path / "config")


def test_the_same_is_the_same(settings: Settings, tmp_path: Path) -> None:
    before = run_inputs(settings, DATA, {"b": 1, "a": 2})
    (tmp_path / "dbt_project" / "target").mkdir()
    (tmp_path / "dbt_project" / "target" / "manifest.json").write_text("made by dbt")
    assert changes(before, run_inputs(settings, DATA, {"a": 2, "b": 1})) == []


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        ("dbt_project/models/one.sql", "code"),
        ("dbt_project/models/two.sql", "code"),
        ("config/analysis.yml", "configuration"),
        ("config/sources/another.yml", "configuration"),
    ],
)
def test_each_file_counts(file: str, changed: str, settings: Settings, tmp_path: Path) -> None:
    before = run_inputs(settings, DATA, {})
    (tmp_path / file).write_text("select 2")
    assert changes(before, run_inputs(settings, DATA, {})) == [changed]


def test_a_renamed_file_counts(settings: Settings, tmp_path: Path) -> None:
    before = run_inputs(settings, DATA, {})
    models = tmp_path / "dbt_project" / "models"
    (models / "one.sql").rename(models / "other.sql")
    assert changes(before, run_inputs(settings, DATA, {})) == ["code"]


def test_batches_variables_and_day_count(settings: Settings) -> None:
    before = run_inputs(settings, DATA, {})
    now = run_inputs(settings, LoadedData("1", 1, 60), RunRequest(demo=True).dbt_variables)
    assert changes({**before, "day": "2026-01-01"}, now) == ["day", "load batches", "dbt variables"]


@pytest.mark.parametrize(
    "request_", [RunRequest(build=False), RunRequest(force=True), RunRequest(accept_drift="A sale")]
)
def test_who_asks_for_it_gets_a_run(request_: RunRequest) -> None:
    assert not request_.may_stand
    assert RunRequest().may_stand
