"""Every command shows how to run it, and the command line starts without the heavy libraries."""

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

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


def test_unknown_command_is_wrong_usage() -> None:
    code = "from python_jobs.cli import main; main(['no-such-command'])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 2
