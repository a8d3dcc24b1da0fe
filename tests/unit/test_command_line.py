"""Every command shows how to run it, and the command line starts without the heavy libraries."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from python_jobs import cli
from python_jobs.cli import main


def commands(group: click.Group, path: str = "mca") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


@pytest.mark.parametrize(("path", "command"), list(commands(main)), ids=lambda value: str(value))
def test_help_has_a_runnable_example(path: str, command: click.Command) -> None:
    assert command.help
    _, _, example = command.help.partition("Example")
    assert "mca " in example, f"{path} --help shows no example"


def test_help_imports_nothing_heavy() -> None:
    heavy = (
        "{'pandas', 'polars', 'sqlalchemy', 'sklearn', 'prefect', 'great_expectations', 'matplotlib', 'dbt'}"
    )
    code = f"import sys, python_jobs.cli; print(sorted({heavy} & set(sys.modules)))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


@pytest.mark.parametrize(("command", "is_started"), [("run", True), ("publish", False), ("report", False)])
def test_dbt_is_started_at_once_where_it_is_needed(
    command: str, *, is_started: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(cli, "start_early", lambda: started.append(command))
    monkeypatch.setenv("MCA_HOME", str(tmp_path))
    CliRunner().invoke(main, [command, "--help"])
    assert started == [command] * is_started


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-command"], "No such command 'no-such-command'."),
        (["run", "--no-such-option"], "No such option '--no-such-option'."),
        (["ingest"], "Missing argument 'FILES...'."),
        (["report", "--period", "9999"], "The period '9999' is not of the years 1900 to 9998."),
    ],
)
def test_wrong_usage_is_said_without_a_traceback(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MCA_HOME", str(tmp_path))
    code = f"from python_jobs.cli import main; main({arguments!r})"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert said in ended.stderr
    logged = "".join(file.read_text() for file in tmp_path.rglob("mca.log"))
    assert "Traceback" not in ended.stdout + ended.stderr + logged


def test_a_mistyped_file_starts_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MCA_HOME", str(tmp_path))
    ended = CliRunner().invoke(main, ["ingest", "no-such-file.csv"])
    assert ended.exit_code == 1
    assert "no-such-file.csv" in ended.output
    assert not (tmp_path / "server").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["demo", "{file}/x"], "{file}/x: a file stands where a folder has to be. Name another path"),
        (["demo", "{folder}/" + "x" * 300], "the name is too long. Name another path"),
        (["demo", "{folder}/full"], "{folder}/full/campaigns.csv: a folder stands where a file has to be"),
        (["segment", "--model", "x", "--output", "{folder}"], "'{folder}' is a directory"),
    ],
)
def test_a_path_that_cannot_be_written_is_wrong_usage(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MCA_HOME", str(tmp_path / "home"))
    (tmp_path / "file").touch()
    (tmp_path / "full" / "campaigns.csv").mkdir(parents=True)
    paths = {"file": tmp_path / "file", "folder": tmp_path}
    ended = CliRunner().invoke(main, [argument.format(**paths) for argument in arguments])
    assert ended.exit_code == 2, ended.output
    assert said.format(**paths) in " ".join(ended.output.split())


def test_a_home_that_is_a_file_is_a_wrong_setting(tmp_path: Path) -> None:
    home = tmp_path / "file"
    home.touch()
    ended = subprocess.run(
        [sys.executable, "-c", "from python_jobs.cli import main; main(['batch', 'list'])"],
        env={**os.environ, "MCA_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert f"Error: {home}" in ended.stderr
    assert "set MCA_HOME to a folder" in ended.stderr
    assert "Traceback" not in ended.stderr
