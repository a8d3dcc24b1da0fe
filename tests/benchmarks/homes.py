"""A home of a benchmark's own: a private database server and, where wanted, Prefect, ended with it."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from python_jobs.errors import ConfigurationError
from python_jobs.settings import LAYERS, ServerKind, Settings
from python_jobs.stop_signals import stoppable
from python_jobs.warehouse.preparation import prepare_warehouse
from python_jobs.warehouse.private_server import server
from python_jobs.warehouse.private_server.server_options import ServerFolder
from tests.benchmarks.process_tree import Usage, watched
from tests.fixtures.root_query import query_as_root

PROGRAMS = Path(sys.executable).parent
PEER_DATABASE = "peer"
PEER_USER = "peer"

Done = TypeVar("Done")


@dataclass(frozen=True)
class Home:
    """A running private server with prepared databases."""

    settings: Settings
    kind: ServerKind

    @property
    def environment(self) -> Mapping[str, str]:
        """What a command of this home is started with; settings of the caller's own shell are left out."""
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("MCA_", "PREFECT_"))
        }
        chosen = {"MCA_HOME": self.settings.home, "MCA_SERVER_PREFIX": self.settings.server_prefix}
        return {**inherited, **{name: str(path) for name, path in chosen.items()}, "MCA_SERVER": self.kind}

    def mca(self, *arguments: object) -> Usage:
        """Run ``mca`` as a user does, watched.

        Raises:
            ServerError: it failed.
        """
        return watched([PROGRAMS / "mca", *map(str, arguments)], self.environment)

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a statement run as root; ``[]`` if it gives none. Changes are committed."""
        return query_as_root(self.settings, statement)

    def empty(self) -> None:
        """Drop all data of the home, whatever was published, and make the empty tables again."""
        for layer in LAYERS:
            self.query(f"drop database if exists `{self.settings.database(layer)}`")
        prepare_warehouse(self.settings)

    def forget_publications(self) -> None:
        """Drop all but the raw rows, so that the next run is a full one."""
        for layer in LAYERS:
            if layer != "raw":
                self.query(f"drop database if exists `{self.settings.database(layer)}`")
        prepare_warehouse(self.settings)

    def peer_url(self) -> str:
        """Where the pandas pipeline reads: an account without a password that sees the plain tables only."""
        self.query(f"create database if not exists {PEER_DATABASE}")
        self.query(f"create user if not exists '{PEER_USER}'@'127.0.0.1' identified by ''")
        self.query(f"grant select on {PEER_DATABASE}.* to '{PEER_USER}'@'127.0.0.1'")
        port = self.query("select @@port")[0][0]
        return sa.engine.URL.create(
            "mysql+pymysql", PEER_USER, host="127.0.0.1", port=port, database=PEER_DATABASE
        ).render_as_string()

    def disk_megabytes(self) -> float:
        """What the server's data directory takes."""
        files = ServerFolder.of(self.settings, self.kind).data.rglob("*")
        return sum(file.stat().st_size for file in files if file.is_file()) / 2**20

    def processor_seconds(self) -> float:
        """What the database server has computed since it started, on all cores together."""
        ticks = 0
        for pid in server.running_pids(self.settings):
            # Behind the name in brackets, which may hold spaces: state and numbers, user and system time.
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def computed_during(self, work: Callable[[], Done]) -> tuple[Done, float]:
        """What some work comes to, and the server's processor seconds meanwhile."""
        before = self.processor_seconds()
        done = work()
        return done, self.processor_seconds() - before

    @property
    def version(self) -> str:
        """Of the server, as it gives it."""
        return str(self.query("select version()")[0][0])


@contextmanager
def home_with(kind: ServerKind, *, prefect: bool) -> Iterator[Home]:
    """Start the servers of a new home; at the end they are stopped and the home is removed.

    Raises:
        ConfigurationError: the settings name a server of the user's own.
    """
    if Settings().uses_own_server:
        raise ConfigurationError("MCA_MYSQL_HOST is set, and benchmarks drop what they find. Unset it first.")
    folder = Path(tempfile.mkdtemp(prefix=f"mca-bench-{kind}-"))
    home = Home(Settings(home=folder, server=kind, database_prefix="marketing"), kind)
    try:
        with stoppable():  # a time limit's SIGTERM, too, must not leave the servers behind
            if prefect:
                home.mca("server", "start")
            else:
                server.start(home.settings)
            yield home
    finally:
        home.mca("server", "stop")
        shutil.rmtree(folder)
