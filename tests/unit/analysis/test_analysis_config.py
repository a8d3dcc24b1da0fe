"""``config/analysis.yml``: what it may say, and what a user is told when it says something else."""

from pathlib import Path

import pytest

from python_jobs.analysis_config import AnalysisConfig, load_analysis_config
from python_jobs.errors import ConfigurationError
from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import Settings


def load(folder: Path, text: str) -> AnalysisConfig:
    (folder / "analysis.yml").write_text(text, encoding="utf-8")
    return load_analysis_config(Settings(config_dir=folder))


def test_the_shipped_file_says_the_defaults() -> None:
    assert load_analysis_config(Settings(config_dir=PROJECT_ROOT / "config")) == AnalysisConfig()


def test_without_a_file_or_content_the_defaults_hold(tmp_path: Path) -> None:
    assert load_analysis_config(Settings(config_dir=tmp_path)) == AnalysisConfig()
    assert load(tmp_path, "# nothing yet\n") == AnalysisConfig()


def test_auto_and_a_number_of_clusters_are_read(tmp_path: Path) -> None:
    assert load(tmp_path, "segmentation: {n_clusters: auto}").segmentation.n_clusters == "auto"
    assert load(tmp_path, "segmentation: {n_clusters: 5}").segmentation.n_clusters == 5


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("segmentaton: {}", "segmentaton: unknown key"),
        ("segmentation: {clusters: 3}", "segmentation.clusters: unknown key"),
        ("segmentation: {algorithm: magic}", "segmentation.algorithm"),
        ("segmentation: {n_clusters: 0}", "segmentation.n_clusters"),
        ("segmentation: {n_clusters: many}", "segmentation.n_clusters"),
        ("segmentation: {k_min: 8, k_max: 4}", "k_min (8) is larger than k_max (4)"),
        ("segmentation: {features: [age, age]}", "segmentation.features"),
        ("segmentation: {features: [income]}", "segmentation.features"),
        ("report: {currency_code: Dollar}", "report.currency_code"),
        ("- a list", "the file"),
        ("report: [unclosed", "not readable YAML"),
    ],
)
def test_a_problem_names_the_file_and_the_key(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as failure:
        load(tmp_path, text)
    assert told in str(failure.value)
    assert str(tmp_path / "analysis.yml") in str(failure.value)
