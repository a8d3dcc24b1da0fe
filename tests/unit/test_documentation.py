"""Every model, column and macro is described: what is not documented does not exist for a reader."""

import re
from pathlib import Path

import pytest
import yaml

from python_jobs.metrics import METRICS
from python_jobs.project import PROJECT_ROOT

DBT = PROJECT_ROOT / "dbt_project"
MODELS = sorted((DBT / "models").rglob("*.sql"))


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_model_is_described_grain_first(path: Path) -> None:
    (model,) = yaml.safe_load(path.with_suffix(".yml").read_text())["models"]
    assert model["name"] == path.stem
    assert model["description"].startswith("One row"), "the grain comes first"
    assert all(column.get("description") for column in model["columns"])


@pytest.mark.parametrize("path", sorted((DBT / "tests").glob("*.sql")), ids=lambda path: path.stem)
def test_singular_test_says_what_a_failure_means(path: Path) -> None:
    assert path.stem.startswith(("assert_", "warn_"))
    assert path.read_text().startswith(("-- A failure means", "-- A warning means"))


@pytest.mark.parametrize("path", sorted((DBT / "macros").rglob("*.sql")), ids=lambda path: path.stem)
def test_macro_file_opens_with_a_comment(path: Path) -> None:
    assert path.read_text().startswith("{#-")


@pytest.mark.parametrize(
    "path", sorted((DBT / "macros/dbt_mysql_workarounds").glob("*.sql")), ids=lambda path: path.stem
)
def test_workaround_says_when_it_can_go(path: Path) -> None:
    assert "Not needed any more when" in path.read_text()


def test_metrics_are_described() -> None:
    assert all(metric.description and metric.label for metric in METRICS)


def test_model_follows_the_house_style() -> None:
    for path in MODELS:
        text = re.sub(
            r"\{\{\s*config\(.*?\)\s*\}\}(?=\n)|\{%-? set.*?%\}|\{%-? for.*?endfor -?%\}",
            "",
            path.read_text(),
            flags=re.S,
        )
        lines = text.strip().splitlines()
        assert lines[0] == "with", path.name
        assert lines[-1].startswith("select * from "), path.name
