"""Fixtures of the whole suite: a real server of each kind, started once, and an empty warehouse per test."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from xdist.scheduler import LoadScopeScheduling

from flows import prefect_server
from python_jobs.errors import ServerError
from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import LAYERS, ServerKind, Settings
from python_jobs.warehouse.preparation import prepare_warehouse
from python_jobs.warehouse.private_server import server
from python_jobs.warehouse.private_server.server_programs import KINDS, find_program
from tests.fixtures.root_query import query_as_root

if TYPE_CHECKING:
    from playwright.sync_api import Browser

REAL_DATA = PROJECT_ROOT.parent / "shared" / "data"


@dataclass(frozen=True)
class Warehouse:
    """An empty warehouse with databases and accounts on a running private server."""

    settings: Settings
    kind: ServerKind

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a statement run as root; ``[]`` if it gives none. Changes are committed."""
        return query_as_root(self.settings, statement)


# Files that share something made once per session; the other files are a group each.
_GROUPS = {
    "e2e": (
        "test_run",
        "test_figures",
        "test_report_command",
        "test_hostile_input",
        "test_failures",
        "test_stops",
        "test_audit",
        "test_alerts_and_logs",
        "test_unchanged_run",
    ),
    "home": ("test_home", "test_readme"),
    "own server": ("test_own_server_accounts", "test_tls"),
    "models": (
        *("test_contracts", "test_transformation_cases", "test_checks", "test_macros"),
        *("test_properties", "test_customer_properties", "test_foreign_files"),
    ),
}
_GROUP_OF = {file: group for group, files in _GROUPS.items() for file in files}


class GroupScheduling(LoadScopeScheduling):
    """What shares a server's state, or anything made once per session, stays in one worker.

    xdist's own ``loadgroup`` marks a test's id for that, which pytest 9 no longer reads: it spreads all.
    """

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.split("::")[0]
        return _GROUP_OF.get(Path(path).stem, path)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> GroupScheduling:
    """Called by xdist, where tests are given to workers."""
    return GroupScheduling(config, log)


def pytest_configure() -> None:
    """Signals work as in a terminal, also in the background of a shell or under nohup."""
    for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> None:
    """The developer's own MCA_* variables, .env file and Prefect server are none of the tests' business."""
    for name in [name for name in os.environ if name.startswith("MCA_") or name == "PREFECT_API_URL"]:
        del os.environ[name]
    Settings.model_config["env_file"] = None


@pytest.fixture(scope="session")
def server_home() -> Iterator[Callable[[ServerKind], Settings]]:
    """Settings of a home with a running server of a kind, started once per session and ended with it."""
    homes: dict[ServerKind, Settings] = {}

    def home_of(kind: ServerKind) -> Settings:
        if kind not in homes:
            skip_without(kind)
            # Not pytest's folder: its path is long for a socket, and it is kept for three sessions.
            home = Path(tempfile.mkdtemp(prefix=f"mca-test-{kind}-"))
            homes[kind] = Settings(home=home, server=kind, buffer_pool_mb=256)
            server.start(homes[kind])
        return homes[kind]

    yield home_of
    for settings in homes.values():
        prefect_server.stop(settings)  # of a test that ran with Prefect
        server.stop(settings)
        shutil.rmtree(settings.home)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> ServerKind:
    """Each kind of server that is installed."""
    chosen: ServerKind = request.param
    skip_without(chosen)
    return chosen


@pytest.fixture
def warehouse(kind: ServerKind, server_home: Callable[[ServerKind], Settings]) -> Iterator[Warehouse]:
    """A warehouse of this test's own, once per kind of server: it is dropped before the next test has one.

    Always of the same name, for which dbt has parsed its project already: that takes it two seconds.
    """
    made = Warehouse(server_home(kind).model_copy(update={"database_prefix": "t"}), kind)
    outputs = made.settings.outputs
    there_before = set(outputs.glob("*"))
    prepare_warehouse(made.settings)
    yield made
    for layer in LAYERS:
        made.query(f"drop database if exists `{made.settings.database(layer)}`")
    # The next test's runs are of the same prefix: they would take these for runs before them.
    for path in set(outputs.glob("*")) - there_before:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """A headless Chromium; skips without one."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("NO CHROMIUM, so no page is opened here: .ci/install_chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def real_data() -> Callable[[str], Path]:
    """Path of a real file in the data folder beside the checkout, by its name there; skips without it."""

    def path_of(name: str) -> Path:
        path = REAL_DATA / name
        if not path.exists():
            pytest.skip(f"NO REAL DATA: {path} is not there, so this test proves nothing here")
        return path

    return path_of


def skip_without(kind: ServerKind) -> None:
    """Skip the test if no server of this kind is installed."""
    try:
        program = find_program(Settings(), kind)
        reason = f"no {kind} server on PATH or under {Settings().server_prefix}"
    except ServerError as error:
        program, reason = None, str(error)
    if program is None:
        pytest.skip(f"NO {kind.upper()} SERVER: {reason}. Install one: mca server install {kind}")


def rows(engine: sa.Engine, statement: str) -> list[tuple[Any, ...]]:
    """Rows of a statement run through an account's engine."""
    with engine.begin() as connection:
        result = connection.exec_driver_sql(statement.replace("%", "%%"))
        return [tuple(row) for row in result] if result.returns_rows else []
