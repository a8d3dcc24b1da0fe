"""After a whole build the days that follow find copies, and end where a whole build ends."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from flows import steps
from python_jobs.ingest.withdrawal import withdraw_batch
from python_jobs.settings import Layer
from python_jobs.transform import definition_of
from python_jobs.warehouse.named_lock import named_lock
from python_jobs.warehouse.publishing import publication_lock
from python_jobs.warehouse.publishing.publication import rollback
from python_jobs.warehouse.publishing.publisher import publisher
from python_jobs.warehouse.publishing.spare_copies import (
    Spare,
    copy_published,
    missing_spares,
    wanted_copies,
)
from tests.conftest import Warehouse
from tests.fixtures.candidate import publish_all
from tests.fixtures.daily_builds import FIRST, VARIABLES, build, build_by_hand, file_of, load, load_customers
from tests.fixtures.table_sums import table_sums

FACT = "fct_campaign_performance"
DEFINITION = definition_of(VARIABLES)
PLACES = ("__retired", "__spare")
BOTH = tuple(Spare(mart, mart + place) for mart in ("dim_customer", FACT) for place in PLACES)


def publish_day(warehouse: Warehouse, folder: Path, day: int, days: range) -> None:
    load(warehouse, file_of(folder, f"day-{day}", days, seed=day))
    build(warehouse, f"run-{day}")
    publish_all(warehouse.settings, f"run-{day}")


@pytest.fixture
def published(warehouse: Warehouse, tmp_path: Path) -> Warehouse:
    """Forty days, built whole."""
    load_customers(warehouse, tmp_path, "customers", "A,30,f,de,3,60.5,2,1,9.90", "B,,m,at,1,2,3,4,5")
    publish_day(warehouse, tmp_path, 40, range(40))
    return warehouse


def marks(warehouse: Warehouse, layer: Layer, table: str) -> set[str]:
    """Comments of the indexes, which say what a copy is."""
    database = warehouse.settings.database(layer)
    rows = warehouse.query(
        f"select index_comment from information_schema.statistics where table_schema = '{database}' "
        f"and table_name = '{table}' and index_comment <> ''"
    )
    return {str(mark) for (mark,) in rows}


def definition(warehouse: Warehouse, layer: Layer, table: str) -> set[str]:
    """The lines of its definition, but for its name, those of its constraints and that of the copy."""
    database = warehouse.settings.database(layer)
    ((_, ddl),) = warehouse.query(f"show create table {database}.{table}")
    lines = (re.sub(r"CONSTRAINT `\w+`|COMMENT 'copy .*'|,$", "", line) for line in ddl.splitlines()[1:])
    return {line.strip() for line in lines}


def content(warehouse: Warehouse, layer: Layer, table: str) -> list[tuple[object, ...]]:
    return warehouse.query(f"select * from {warehouse.settings.database(layer)}.{table} order by 1, 2, 3")


def test_a_copy_is_the_published_mart_under_a_name_of_its_own(published: Warehouse) -> None:
    spares = missing_spares(published.settings, DEFINITION, 1)
    assert spares == BOTH
    copy_published(published.settings, spares)
    assert missing_spares(published.settings, DEFINITION, 1) == ()
    for spare in spares:
        assert content(published, "build", spare.place) == content(published, "marts", spare.mart)
        assert definition(published, "build", spare.place) == definition(published, "marts", spare.mart)
    copies = marks_of_all(published, FACT)
    assert len(set().union(*copies)) == 3, "two copies have one name, by which the ledger knows them"
    customers = marks_of_all(published, "dim_customer")
    assert len(set().union(*customers)) == 1, "customers are known by what they are made of"


def marks_of_all(warehouse: Warehouse, mart: str) -> list[set[str]]:
    """Of the published one and its copies."""
    copies = [marks(warehouse, "build", mart + place) for place in PLACES]
    return [marks(warehouse, "marts", mart), *copies]


def test_days_after_a_whole_build_take_a_copy_each_and_end_where_a_whole_build_ends(
    published: Warehouse, tmp_path: Path
) -> None:
    settings = published.settings
    copy_published(settings, missing_spares(settings, DEFINITION, 1))
    third, first, second = marks_of_all(published, FACT)
    publish_day(published, tmp_path, 41, range(38, 42))
    assert marks(published, "marts", FACT) == first, "the fact was built whole"
    assert missing_spares(settings, DEFINITION, 1) == ()
    assert marks(published, "build", f"{FACT}__retired") == second, "the spare has not moved up"
    publish_day(published, tmp_path, 42, range(42, 43))
    assert marks(published, "marts", FACT) == second
    assert missing_spares(settings, DEFINITION, 1) == ()
    load(published, file_of(tmp_path, "day-43", range(41, 44), seed=43))
    build(published, "run-43")
    assert marks(published, "build", FACT) == third
    staging = settings.database("staging")
    unaudited = published.query(f"select count(*) from {staging}.int_days_unaudited")
    assert unaudited == [(6,)], "days 38 to 43 are new to the copy of day 40"
    found = table_sums(published)
    build(published, "whole", whole=True)
    assert found == table_sums(published)


def test_a_build_that_would_find_no_copy_has_one_made(published: Warehouse, tmp_path: Path) -> None:
    settings = published.settings
    for day in (41, 42):
        load(published, file_of(tmp_path, f"day-{day}", range(day - 2, day + 1), seed=day))
        copies = wanted_copies(settings, DEFINITION, from_rows=1)
        assert copies == (Spare(FACT, f"{FACT}__retired"),)
        copy_published(settings, copies)
        assert wanted_copies(settings, DEFINITION, from_rows=1) == (), "there is one now"
        copied = marks(published, "build", f"{FACT}__retired")
        build(published, f"run-{day}")
        assert marks(published, "build", FACT) == copied, "the fact was built whole"
        assert wanted_copies(settings, DEFINITION, from_rows=1) == (), (
            "a candidate that is to be gone on from"
        )
        staging = settings.database("staging")
        assert published.query(f"select count(*) from {staging}.int_days_unaudited") == [(3,)]
        publish_all(settings, f"run-{day}")
    assert marks_of_all(published, FACT)[1], "three copies take turns"
    load(published, file_of(tmp_path, "day-43", range(41, 44), seed=43))
    assert wanted_copies(settings, DEFINITION, from_rows=1) == ()
    build(published, "run-43")
    found = table_sums(published)
    build(published, "whole", whole=True)
    assert found == table_sums(published)


def test_after_a_rollback_what_is_published_then_is_copied(published: Warehouse, tmp_path: Path) -> None:
    settings = published.settings
    oldest = marks(published, "marts", FACT)
    publish_day(published, tmp_path, 41, range(39, 42))
    rollback(settings)
    assert marks(published, "marts", FACT) == oldest
    load(published, file_of(tmp_path, "day-42", range(42, 43), seed=42))
    copies = wanted_copies(settings, DEFINITION, from_rows=1)
    copy_published(settings, copies)
    copied = marks(published, "build", f"{FACT}__retired")
    build(published, "run-42")
    assert marks(published, "build", FACT) == copied, "the fact was built whole"
    unaudited = published.query(
        f"select min(date), max(date) from {settings.database('staging')}.int_days_unaudited"
    )
    assert unaudited == [(FIRST + timedelta(days=39), FIRST + timedelta(days=42))], (
        "what was taken back is new again"
    )
    found = table_sums(published)
    build(published, "whole", whole=True)
    assert found == table_sums(published)


def test_nothing_is_copied_for_a_build_that_is_whole_anyway(published: Warehouse, tmp_path: Path) -> None:
    settings = published.settings
    assert wanted_copies(settings, DEFINITION, from_rows=1), "without anything new the fact is to be had, too"
    assert definition_of({**VARIABLES, "missing_channel": "mode"}) is None
    for other in (None, definition_of({**VARIABLES, "undefined_ratio": 0})):
        assert wanted_copies(settings, other, from_rows=1) == ()
    for from_rows in (None, 10**5):
        assert wanted_copies(settings, DEFINITION, from_rows) == ()
    load(published, file_of(tmp_path, "a fifth", range(33, 41), seed=1))
    assert wanted_copies(settings, DEFINITION, from_rows=1) == ()
    loads = f"{settings.database('raw')}.load_batches"
    ((history,), (a_fifth,)) = published.query(
        f"select batch_id from {loads} where table_name = 'campaigns' order by 1"
    )
    withdraw_batch(settings, a_fifth)
    assert wanted_copies(settings, DEFINITION, from_rows=1)
    withdraw_batch(settings, history)
    assert wanted_copies(settings, DEFINITION, from_rows=1) == ()


def test_copies_of_a_build_before_the_last_whole_one_are_made_again(
    published: Warehouse, tmp_path: Path
) -> None:
    settings = published.settings
    copy_published(settings, missing_spares(settings, DEFINITION, 1))
    load(published, file_of(tmp_path, "day-41", range(41, 42), seed=41))
    variables = {"undefined_ratio": 0}
    build(published, "run-41", **variables)
    publish_all(settings, "run-41")
    definition = definition_of({**VARIABLES, **variables})
    assert missing_spares(settings, definition, 1) == BOTH
    copy_published(settings, missing_spares(settings, definition, 1))
    assert missing_spares(settings, definition, 1) == ()


def test_nothing_is_copied_of_a_fact_that_the_next_build_builds_whole(
    published: Warehouse, tmp_path: Path
) -> None:
    of_customers = tuple(spare for spare in BOTH if spare.mart != FACT)
    assert missing_spares(published.settings, None, 1) == of_customers, "missing_channel: mode, say"
    build_by_hand(published, tmp_path, "*")
    publish_all(published.settings, "by hand")
    assert missing_spares(published.settings, DEFINITION, 1) == (), "not of what was built by hand either"


def test_what_is_small_or_was_built_by_hand_is_not_copied(published: Warehouse) -> None:
    for from_rows in (None, 10**6):
        assert missing_spares(published.settings, DEFINITION, from_rows) == ()
    published.query(f"delete from {published.settings.database('staging')}.ledger_copies")
    assert {spare.mart for spare in missing_spares(published.settings, DEFINITION, 1)} == {"dim_customer"}


def test_what_a_killed_copy_left_is_neither_taken_nor_published(published: Warehouse, tmp_path: Path) -> None:
    build_db, marts = (published.settings.database(layer) for layer in ("build", "marts"))
    published.query(f"create table {build_db}.dim_customer__retired__copying like {marts}.dim_customer")
    assert missing_spares(published.settings, DEFINITION, 1) == BOTH
    publish_day(published, tmp_path, 41, range(41, 42))
    assert published.query(f"show tables from {build_db} like '%copying'") == []
    assert published.query(f"show tables from {marts} like '%copying'") == []


def test_a_copy_that_cannot_be_made_fails_no_run(
    published: Warehouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(publication_lock, "WAIT_SECONDS", 0)
    name = f"{published.settings.database_prefix}_publish"
    with (
        publisher(published.settings) as other,
        named_lock(other, name, wait_seconds=0, refusal=lambda _: AssertionError()),
    ):
        assert steps.missing_spares(published.settings, VARIABLES, 1) == ()
        assert steps.wanted_copies(published.settings, VARIABLES, 1) == ()
        assert not steps.copy_published(published.settings, BOTH)
    assert caplog.text.count("Another publication is under way") == 3
    assert steps.copy_published(published.settings, BOTH)
