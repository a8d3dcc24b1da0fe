"""The installed ``mca`` as a user has it: a subprocess, its exit code, what it prints, what it publishes."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from python_jobs.settings import Layer, Settings
from python_jobs.warehouse.connections import engine_for

PROGRAMS = Path(sys.executable).parent

# What differs between two publications of the same files.
VOLATILE = {
    *("run_id", "published_at", "git_revision", "loaded_at", "newest_load", "newest_batch_id", "batches"),
}

Contents = dict[str, list[tuple[Any, ...]]]
"""Rows of each table, sorted, without the volatile columns; the first row is the column names."""


@dataclass(frozen=True)
class Mca:
    """``mca`` in one home and with one set of databases."""

    settings: Settings
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """The environment that it is started with."""
        chosen = {"MCA_HOME": str(self.settings.home), "MCA_DATABASE_PREFIX": self.settings.database_prefix}
        if self.settings.server is not None:
            chosen["MCA_SERVER"] = self.settings.server
        return {**os.environ, "COLUMNS": "140", **chosen, **self.variables}

    def __call__(self, *arguments: object, timeout: float = 240) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            [PROGRAMS / "mca", *map(str, arguments)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def succeeds(self, *arguments: object) -> str:
        """Run a command that has to succeed; return what it prints to stdout."""
        completed = self(*arguments)
        assert completed.returncode == 0, completed.stdout + completed.stderr
        return completed.stdout

    def fails(self, *arguments: object) -> str:
        """Run a command that has to fail as a user's mistake does: a message, and no traceback."""
        completed = self(*arguments)
        assert completed.returncode in {1, 2}, completed.stdout + completed.stderr
        assert "Traceback" not in completed.stderr, completed.stdout + completed.stderr
        return completed.stderr

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Start a command that goes on, as a terminal would: in a process group of its own."""
        return subprocess.Popen(
            [PROGRAMS / "mca", *map(str, arguments)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def frame(self, table: str, layer: Layer = "marts") -> pd.DataFrame:
        """A table as the pipeline's publisher sees it; decimals as float64."""
        engine = engine_for(self.settings, "publisher")
        try:
            return pd.read_sql(
                sa.text(f"select * from {self.settings.database(layer)}.{table}"), engine, coerce_float=True
            )
        finally:
            engine.dispose()

    def contents(self, layer: Layer = "marts") -> Contents:
        """All tables of a layer in a form that can be compared."""
        engine = engine_for(self.settings, "publisher")
        database = self.settings.database(layer)
        try:
            with engine.connect() as connection:
                return {
                    table: _rows(connection, f"{database}.{table}")
                    for table in sa.inspect(connection).get_table_names(schema=database)
                }
        finally:
            engine.dispose()


def _rows(connection: sa.Connection, table: str) -> list[tuple[Any, ...]]:
    result = connection.execute(sa.text(f"select * from {table}"))
    columns = [name for name in list(result.keys()) if name not in VOLATILE]
    rows = [tuple(row[name] for name in columns) for row in result.mappings()]
    return [tuple(columns), *sorted(rows, key=repr)]
