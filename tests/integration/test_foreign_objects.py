"""What users made in our databases is never moved or dropped; where it is in the way, nothing happens."""

import pytest

from python_jobs.errors import DataError
from python_jobs.warehouse.publishing.publication import read_publication, rollback
from tests.conftest import Warehouse
from tests.fixtures.candidate import create_candidate, publish_all, publish_candidate

IN_THE_WAY = {
    "view": (
        "create view {marts}.mart_own as select 1 as one",
        "drop view {marts}.mart_own",
        "view .*mart_own has the name of a mart",
    ),
    "table": (
        "create table {marts}.mart_own (id int)",
        "drop table {marts}.mart_own",
        "table .*mart_own has the name of a mart",
    ),
    "trigger": (
        "create trigger {marts}.t before insert on {marts}.dim_channel for each row set @x = 1",
        "drop trigger {marts}.t",
        "has a trigger.*show triggers from",
    ),
    "foreign key": (
        "create table {marts}.notes (k bigint, "
        "foreign key (k) references {marts}.dim_campaign (campaign_key))",
        "drop table {marts}.notes",
        "notes has a foreign key to .*dim_campaign",
    ),
}
"""How it is made, how it is removed, what is said about it."""


def snapshot(warehouse: Warehouse) -> list[tuple[str, ...]]:
    layers = [warehouse.settings.database(layer) for layer in ("marts", "previous")]
    places = ", ".join(f"'{layer}'" for layer in layers)
    return warehouse.query(
        "select table_schema, table_name, table_type from information_schema.tables "
        f"where table_schema in ({places}) order by 1, 2"
    )


def test_what_is_in_the_way_is_named_and_nothing_moves(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    marts = settings.database("marts")
    publish_candidate(settings, "run-1")
    create_candidate(settings)
    warehouse.query(f"create table {settings.database('build')}.mart_own (id int primary key)")
    for make, remove, message in IN_THE_WAY.values():
        warehouse.query(make.format(marts=marts))
        before = snapshot(warehouse)
        with pytest.raises(DataError, match=message):
            publish_all(settings, "run-2")
        assert snapshot(warehouse) == before
        warehouse.query(remove.format(marts=marts))
    published = read_publication(settings)
    assert published is not None
    assert published.run_id == "run-1"
    assert publish_all(settings, "run-2").run_id == "run-2"


def test_own_tables_and_views_stay_where_they_are(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    marts = settings.database("marts")
    publish_candidate(settings, "run-1")
    warehouse.query(f"create table {marts}.notes as select 'keep me' as note")
    warehouse.query(
        f"create view {marts}.spend as select sum(cost) as cost from {marts}.fct_campaign_performance"
    )
    publish_candidate(settings, "run-2")
    publish_candidate(settings, "run-3")
    rollback(settings)
    assert warehouse.query(f"select note from {marts}.notes") == [("keep me",)]
    [(cost,)] = warehouse.query(f"select cost from {marts}.spend")
    published = read_publication(settings)
    assert published is not None
    assert (published.run_id, published.cost) == ("run-2", cost)
