"""The bounds of the audit: the file is the defaults, written out, and a mistake in it is named."""

from pathlib import Path

import pytest

from python_jobs.audit_config import AuditConfig, load_audit_config
from python_jobs.errors import ConfigurationError
from python_jobs.settings import Settings


def config_of(folder: Path, text: str) -> AuditConfig:
    (folder / "audit.yml").write_text(text, encoding="utf-8")
    return load_audit_config(Settings(config_dir=folder))


def test_the_file_says_what_the_defaults_are() -> None:
    assert load_audit_config(Settings()) == AuditConfig()


def test_a_bound_can_be_switched_off(tmp_path: Path) -> None:
    config = config_of(tmp_path, "drift:\n  rows_fell: {warn: 0.2, fail: null}\n")
    assert (config.drift.rows_fell.warn, config.drift.rows_fell.fail) == (0.2, None)
    assert config.drift.cost_fell == AuditConfig().drift.cost_fell


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("drift:\n  rows_fel: {warn: 0.2}\n", "drift.rows_fel: unknown key"),
        ("drift:\n  rows_fell: {warn: 0.2, fail: 0.1}\n", r"drift.rows_fell: .*larger than fail"),
        ("newest_days:\n  ratios: {fail: 0.5}\n", "newest_days.ratios.fail"),
        ("newest_days:\n  minimum_days: 0\n", "newest_days.minimum_days"),
    ],
)
def test_a_mistake_is_named_by_file_and_key(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"audit.yml.*{named}"):
        config_of(tmp_path, text)
