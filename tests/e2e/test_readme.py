"""What the README shows works: its shell blocks are run, its tables and files exist."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from python_jobs.project import PROJECT_ROOT

README = (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")
PROGRAMS = Path(sys.executable).parent


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home of its own, its servers ended afterwards."""
    home = tmp_path / "home"
    yield home
    environment = {**os.environ, "MCA_HOME": str(home)}
    subprocess.run([PROGRAMS / "mca", "server", "stop"], env=environment, check=False)
    shutil.rmtree(home, ignore_errors=True)


@pytest.mark.timeout(900)
def test_shell_blocks_run(home: Path, tmp_path: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    assert len(blocks) >= 4
    (tmp_path / "dbt_project").symlink_to(PROJECT_ROOT / "dbt_project")
    environment = {
        **os.environ,
        "MCA_HOME": str(home),
        "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
        "DBT_TARGET_PATH": str(tmp_path / "target"),
        "DBT_LOG_PATH": str(tmp_path / "logs"),
    }
    completed = subprocess.run(
        ["bash", "-euxc", "\n".join(blocks)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 0, completed.stdout[-3000:] + completed.stderr[-3000:]
    assert "Published is run" in completed.stdout
    assert "mysql+pymysql://bi_reader:" in completed.stdout


def test_mapping_example_is_a_mapping(tmp_path: Path) -> None:
    from python_jobs.ingest.mappings import load_mapping

    (example,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "my_export.yml").write_text(example, encoding="utf-8")
    mapping = load_mapping(tmp_path, "my_export")
    assert mapping.table == "campaigns"
    assert yaml.safe_load(example)["date_formats"] == mapping.date_formats


def test_every_mart_is_listed() -> None:
    marts = {path.stem for path in (PROJECT_ROOT / "dbt_project" / "models" / "marts").glob("*.sql")}
    missing = [mart for mart in marts if f"`{mart}`" not in README]
    assert not missing


def test_every_command_is_mentioned() -> None:
    from python_jobs.cli import main

    missing = [name for name in main.commands if f"mca {name}" not in README]
    assert not missing


def test_pictures_and_links_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (PROJECT_ROOT / target).exists(), target
