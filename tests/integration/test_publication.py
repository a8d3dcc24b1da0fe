"""Publication on real servers: refused when incomplete, reversible. test_readers.py has what readers see."""

import pytest
import sqlalchemy as sa

from python_jobs.errors import DataError, ServerError
from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.publishing import publication, publication_lock
from python_jobs.warehouse.publishing.publication import candidate_tables, publish, read_publication, rollback
from python_jobs.warehouse.publishing.publication_lock import publication_lock as held
from python_jobs.warehouse.publishing.publication_row import Publication
from python_jobs.warehouse.publishing.publication_status import status
from tests.conftest import Warehouse
from tests.fixtures.candidate import create_candidate


@pytest.fixture
def candidate(warehouse: Warehouse) -> Warehouse:
    create_candidate(warehouse.settings)
    return warehouse


def candidates(warehouse: Warehouse) -> tuple[str, ...]:
    engine = engine_for(warehouse.settings, "publisher")
    try:
        return candidate_tables(engine, warehouse.settings)
    finally:
        engine.dispose()


def publish_all(warehouse: Warehouse, run_id: str) -> Publication:
    return publish(warehouse.settings, run_id, candidates(warehouse), git_revision="abc1234")


def tables(warehouse: Warehouse, layer: str, kind: str = "BASE TABLE") -> set[str]:
    database = f"{warehouse.settings.database_prefix}_{layer}"
    return {
        str(name)
        for (name,) in warehouse.query(
            "select table_name from information_schema.tables "
            f"where table_schema = '{database}' and table_type = '{kind}'"
        )
    }


def test_a_publication_moves_every_table_and_leaves_views_behind(candidate: Warehouse) -> None:
    expected = set(candidates(candidate)) | {"publication"}

    made = publish_all(candidate, "run-1")

    marts = candidate.settings.database("marts")
    totals = candidate.query(f"select count(*), sum(cost) from {marts}.fct_campaign_performance")
    assert (made.run_id, made.git_revision, made.fact_rows, made.cost) == ("run-1", "abc1234", *totals[0])
    assert made.rows["fct_campaign_performance"] == made.fact_rows
    assert tables(candidate, "marts") == expected
    assert tables(candidate, "build") == set()
    assert tables(candidate, "build", "VIEW") == expected
    assert candidates(candidate) == ()
    engine = engine_for(candidate.settings, "transformer")  # who may not read the marts themselves
    with engine.connect() as connection:
        view = f"{candidate.settings.database('build')}.fct_campaign_performance"
        assert connection.scalar(sa.text(f"select count(*) from {view}")) == made.fact_rows
    engine.dispose()
    events = candidate.query(f"select event, run_id from {candidate.settings.database('ops')}.publications")
    assert events == [("publish", "run-1")]


def test_publishing_a_published_run_again_changes_nothing(candidate: Warehouse) -> None:
    first = publish_all(candidate, "run-1")
    assert publish(candidate.settings, "run-1", ()) == first
    assert tables(candidate, "previous") == set()


def test_tables_may_come_and_go_between_publications(candidate: Warehouse) -> None:
    build = candidate.settings.database("build")
    candidate.query(f"create table {build}.mart_old (id int primary key)")
    publish_all(candidate, "run-1")
    create_candidate(candidate.settings)
    candidate.query(f"create table {build}.mart_new (id int primary key)")

    publish_all(candidate, "run-2")

    assert "mart_new" in tables(candidate, "marts")
    assert "mart_old" not in tables(candidate, "marts")
    assert "mart_old" in tables(candidate, "previous")
    assert tables(candidate, "build", "VIEW") == tables(candidate, "marts")


def test_rollback_and_back_again(candidate: Warehouse) -> None:
    publish_all(candidate, "run-1")
    with pytest.raises(DataError, match="no earlier publication"):
        rollback(candidate.settings)
    create_candidate(candidate.settings)
    publish_all(candidate, "run-2")

    assert rollback(candidate.settings).run_id == "run-1"
    now = status(candidate.settings)
    assert now.marts is not None
    assert now.previous is not None
    assert (now.marts.run_id, now.previous.run_id, now.candidate) == ("run-1", "run-2", ())
    assert rollback(candidate.settings).run_id == "run-2"
    events = candidate.query(
        f"select event, run_id from {candidate.settings.database('ops')}.publications order by publication_id"
    )
    assert events[2:] == [("rollback", "run-1"), ("rollback", "run-2")]


def test_an_empty_candidate_is_refused(candidate: Warehouse) -> None:
    publish_all(candidate, "run-1")
    with pytest.raises(DataError, match="nothing to publish"):
        publish_all(candidate, "run-2")


@pytest.mark.parametrize("mart", ["dim_channel", "mart_data_quality"])
def test_a_candidate_without_one_of_the_marts_is_refused(candidate: Warehouse, mart: str) -> None:
    publish_all(candidate, "run-1")
    published = tables(candidate, "marts")
    create_candidate(candidate.settings)
    build, marts = candidate.settings.database("build"), candidate.settings.database("marts")
    # As after `dbt run --exclude` one: what is there in its place is a view of what is published.
    candidate.query(f"drop table {build}.{mart}")
    candidate.query(f"create view {build}.{mart} as select * from {marts}.{mart}")
    with pytest.raises(DataError, match=f"has no table {mart} .*Build the whole project"):
        publish_all(candidate, "run-2")
    assert tables(candidate, "marts") == published
    now = read_publication(candidate.settings)
    assert now is not None
    assert now.run_id == "run-1"


def test_killed_before_the_rename_leaves_the_marts_and_the_rerun_completes(
    candidate: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_all(candidate, "run-1")
    create_candidate(candidate.settings)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publication, "flip", killed)
        with pytest.raises(KeyboardInterrupt):
            publish_all(candidate, "run-2")
    published = read_publication(candidate.settings)
    assert published is not None
    assert published.run_id == "run-1"
    assert publish_all(candidate, "run-2").run_id == "run-2"


def test_two_publications_at_once_are_kept_apart(
    candidate: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication_lock, "WAIT_SECONDS", 0)
    engine = engine_for(candidate.settings, "publisher")
    refused = pytest.raises(ServerError, match=r"Another publication is under way \(database session \d+\)")
    with engine.connect() as connection, held(connection, candidate.settings), refused:
        publish_all(candidate, "run-1")
    engine.dispose()
    assert publish_all(candidate, "run-1").run_id == "run-1"
