"""Killed at any moment, a run leaves readers what they had, and the next run ends as if nothing had been."""

import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest

from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import LAYERS, ServerKind, Settings
from python_jobs.warehouse.private_server import server
from tests.conftest import Warehouse
from tests.e2e.faults import (
    Run,
    after,
    after_the_rename,
    before_the_rename,
    filled,
    into,
    kill_dbt,
    kill_pipeline,
    kill_server,
    mart_held,
    raw_table_held,
    small_file_system,
    watching_reader,
    while_dbt_builds,
    while_loading,
)
from tests.e2e.installed import Contents, Mca

Moment = Callable[[Run], None]
Blow = Callable[[Run], None]

FAULTS: dict[str, tuple[Moment, Blow]] = {
    "pipeline while loading": (while_loading, kill_pipeline),
    "server while loading": (while_loading, kill_server),
    "pipeline after ingest": (after("ingest"), kill_pipeline),
    "pipeline at the start of dbt": (into("ingest", 1.5), kill_pipeline),
    "dbt at its start": (into("ingest", 1.5), kill_dbt),
    "pipeline while dbt builds": (while_dbt_builds, kill_pipeline),
    "dbt while it builds": (while_dbt_builds, kill_dbt),
    "server while dbt builds": (while_dbt_builds, kill_server),
    "pipeline after dbt": (after("dbt build"), kill_pipeline),
    "server after dbt": (after("dbt build"), kill_server),
    "pipeline in the segmentation": (into("dbt build", 0.5), kill_pipeline),
    "server in the segmentation": (into("dbt build", 0.5), kill_server),
    "pipeline after the segmentation": (after("segmentation"), kill_pipeline),
    "pipeline in the audit": (into("segmentation", 1.5), kill_pipeline),
    "server in the audit": (into("segmentation", 4), kill_server),
    "pipeline after the audit": (after("audit"), kill_pipeline),
    "pipeline before the rename": (before_the_rename, kill_pipeline),
    "server before the rename": (before_the_rename, kill_server),
    "pipeline after the rename": (after_the_rename, kill_pipeline),
    "server after the rename": (after_the_rename, kill_server),
    "pipeline after the publication": (after("publish"), kill_pipeline),
    "pipeline in the report": (into("publish", 1), kill_pipeline),
    "server in the report": (into("publish", 0.2), kill_server),
}

# What makes a short moment last.
HELD_UNTIL_THE_BLOW: dict[Moment, Callable[[Settings], AbstractContextManager[None]]] = {
    while_loading: raw_table_held,
    before_the_rename: mart_held,
}

# One after the other in one warehouse, on each kind of server; all of them take minutes: pytest -m nightly.
CHAIN = (
    "server while loading",
    "pipeline while dbt builds",
    "server before the rename",
    "pipeline after the rename",
)


@dataclass(frozen=True)
class Undisturbed:
    """What a run on the first two files, and one on all files, publish when nobody disturbs them."""

    before: Contents
    after: Contents


@pytest.fixture
def disturbed(kind: ServerKind, server_home: Callable[[ServerKind], Settings], demo_files: list[Path]) -> Mca:
    """A publication of the first files; the run on all of them is the one to disturb."""
    mca = Mca(server_home(kind).model_copy(update={"database_prefix": "faults"}))
    drop_databases(mca, kind)
    mca.succeeds("run", "--without-prefect", *first_files(demo_files))
    return mca


@pytest.fixture(scope="module")
def undisturbed_on(
    server_home: Callable[[ServerKind], Settings], demo_files: list[Path]
) -> Callable[[ServerKind], Undisturbed]:
    """The marts to compare with, made once per kind of server."""
    made: dict[ServerKind, Undisturbed] = {}

    def on(kind: ServerKind) -> Undisturbed:
        if kind not in made:
            mca = Mca(server_home(kind).model_copy(update={"database_prefix": "calm"}))
            mca.succeeds("run", "--without-prefect", *first_files(demo_files))
            before = mca.contents()
            mca.succeeds("run", "--without-prefect", *demo_files)
            made[kind] = Undisturbed(before, mca.contents())
        return made[kind]

    return on


def first_files(demo_files: list[Path]) -> list[Path]:
    """The demo without its restated rows."""
    return [file for file in demo_files if "restated" not in file.name]


def drop_databases(mca: Mca, kind: ServerKind) -> None:
    server.start(mca.settings)
    for layer in LAYERS:
        Warehouse(mca.settings, kind).query(f"drop database if exists {mca.settings.database(layer)}")


def strike(mca: Mca, files: list[Path], fault: str) -> None:
    """Start a run, disturb it, and wait for its end; afterwards the server runs again."""
    moment, blow = FAULTS[fault]
    with HELD_UNTIL_THE_BLOW.get(moment, nullcontext)(mca.settings):
        run = Run.start(mca, files)
        moment(run)
        blow(run)
        assert run.end() != 0, f"{fault}: the run did not notice:\n{run.output}"
    assert "Traceback" not in run.output, run.output
    server.start(mca.settings)


def assert_nothing_is_partial(mca: Mca, expected: Undisturbed, fault: str) -> None:
    published = mca.contents()
    assert published in (expected.before, expected.after), f"{fault}: neither the old marts nor the new"


def assert_recovered(mca: Mca, kind: ServerKind, files: list[Path], expected: Undisturbed) -> None:
    """The next run ends like an undisturbed one; every file is loaded once, with all its rows."""
    mca.succeeds("run", "--without-prefect", *files)
    assert mca.contents() == expected.after
    raw = mca.settings.database("raw")
    batches = Warehouse(mca.settings, kind).query(
        "select file_name, rows_loaded, "
        f"(select count(*) from {raw}.campaigns as one where one._batch_id = batches.batch_id) "
        f"+ (select count(*) from {raw}.customers as one where one._batch_id = batches.batch_id) "
        f"from {raw}.load_batches as batches where status = 'loaded' order by file_name"
    )
    assert [name for name, _, _ in batches] == sorted(file.name for file in files)
    assert [loaded for _, loaded, _ in batches] == [found for _, _, found in batches]


@pytest.mark.nightly
def test_a_run_disturbed_again_and_again_ends_as_if_nothing_had_been(
    kind: ServerKind,
    disturbed: Mca,
    demo_files: list[Path],
    undisturbed_on: Callable[[ServerKind], Undisturbed],
) -> None:
    expected = undisturbed_on(kind)
    with watching_reader(disturbed.settings) as seen:
        for fault in CHAIN:
            strike(disturbed, demo_files, fault)
            assert_nothing_is_partial(disturbed, expected, fault)
        assert_recovered(disturbed, kind, demo_files, expected)
    assert seen.readings > 100
    assert (seen.mixed, seen.errors) == ([], [])


@pytest.mark.nightly
def test_a_full_disk_stops_the_run_and_costs_nothing(
    kind: ServerKind, demo_files: list[Path], undisturbed_on: Callable[[ServerKind], Undisturbed]
) -> None:
    """The home is a small file system of its own, with less and less room in it."""
    expected = undisturbed_on(kind)
    with small_file_system(megabytes=1200) as home:
        # A MariaDB that cannot write waits for somebody to make room: the step's time limit ends that.
        configuration = shutil.copytree(PROJECT_ROOT / "config", home / "config")
        (configuration / "operations.yml").write_text("timeouts: {build: 60, audit: 60, segmentation: 60}\n")
        settings = Settings(home=home, server=kind, buffer_pool_mb=64)
        mca = Mca(settings, {"MCA_CONFIG_DIR": str(configuration)})
        try:
            mca.succeeds("run", "--without-prefect", *first_files(demo_files))
            with filled(home, leaving_megabytes=8):
                assert re.search(r"\b[78] MB are free", mca.fails("run", "--without-prefect", *demo_files))
            for moment in (while_dbt_builds, after("dbt build")):
                run = Run.start(mca, demo_files)
                moment(run)
                with filled(home, leaving_megabytes=0):
                    assert run.end() == 1, run.output
                assert "Traceback" not in run.output, run.output
                assert "space" in run.output or "MB free" in run.output, run.output
                server.start(mca.settings)
                assert mca.contents() == expected.before
            assert_recovered(mca, kind, demo_files, expected)
        finally:
            server.stop(mca.settings)


@pytest.mark.nightly
@pytest.mark.parametrize("fault", FAULTS)
def test_a_run_disturbed_once(
    fault: str,
    kind: ServerKind,
    disturbed: Mca,
    demo_files: list[Path],
    undisturbed_on: Callable[[ServerKind], Undisturbed],
) -> None:
    expected = undisturbed_on(kind)
    with watching_reader(disturbed.settings) as seen:
        strike(disturbed, demo_files, fault)
        assert_nothing_is_partial(disturbed, expected, fault)
        assert_recovered(disturbed, kind, demo_files, expected)
    assert seen.readings > 100
    assert (seen.mixed, seen.errors) == ([], [])
