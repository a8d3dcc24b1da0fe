"""Runs through the installed ``mca``, each made once and looked at by many tests."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse.private_server.server_programs import KINDS, find_program
from tests.e2e.installed import Contents, Mca


@dataclass(frozen=True)
class TwoRuns:
    """A demo loaded and published, and then run again with the same files by ``--force``, from a copy."""

    mca: Mca
    files: list[Path]
    first: CompletedProcess[str]
    published_first: Contents
    second: CompletedProcess[str]
    """With ``--json``."""


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A small demo: two months, eight campaigns, five hundred customers, in the order of loading."""
    folder = tmp_path_factory.mktemp("demo")
    Mca(Settings(home=folder / "home")).succeeds(
        "demo", folder, "--days", 60, "--campaigns", 8, "--customers", 500
    )
    names = ("campaigns.csv", "campaigns_restated.csv", "customers.csv")
    return [folder / name for name in names]


@pytest.fixture(scope="session")
def two_runs_on(
    server_home: Callable[[ServerKind], Settings],
    demo_files: list[Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[ServerKind], TwoRuns]:
    """Both runs on a kind of server, made when first asked for. Also a small fact is copied."""
    made: dict[ServerKind, TwoRuns] = {}
    configuration = shutil.copytree(PROJECT_ROOT / "config", tmp_path_factory.mktemp("two_runs") / "config")
    (configuration / "operations.yml").write_text("publication: {copy_from_rows: 1}\n")
    variables = {"MCA_CONFIG_DIR": str(configuration)}

    def runs_on(kind: ServerKind) -> TwoRuns:
        if kind not in made:
            mca = Mca(server_home(kind).model_copy(update={"database_prefix": "twice"}), variables)
            first = mca("run", "--without-prefect", *demo_files)
            published = mca.contents()
            second = mca("run", "--without-prefect", "--force", "--json", *demo_files)
            made[kind] = TwoRuns(mca, demo_files, first, published, second)
        return made[kind]

    return runs_on


@pytest.fixture
def two_runs(kind: ServerKind, two_runs_on: Callable[[ServerKind], TwoRuns]) -> TwoRuns:
    """Both runs on each kind of server."""
    return two_runs_on(kind)


@pytest.fixture(scope="session")
def any_kind() -> ServerKind:
    """The kind of server for tests that do not turn on it: MariaDB, which starts faster, where it is."""
    installed = [kind for kind in reversed(KINDS) if find_program(Settings(), kind)]
    if not installed:
        pytest.skip("NO DATABASE SERVER: install one with mca server install")
    return installed[0]


@pytest.fixture(scope="session")
def published(
    any_kind: ServerKind, server_home: Callable[[ServerKind], Settings], demo_files: list[Path]
) -> Mca:
    """A warehouse with a publication, for tests whose failed runs leave traces in it."""
    mca = Mca(server_home(any_kind).model_copy(update={"database_prefix": "disturbed"}))
    mca.succeeds("run", "--without-prefect", *demo_files)
    return mca
