"""Published segments stand while customers, configuration and code are the same, and only then."""

import shutil

import pytest

from python_jobs.analysis import standing_segments
from python_jobs.analysis.customer_segments import SegmentationSummary, segment_customers
from python_jobs.analysis.model_registry import published_model_of, read_model
from python_jobs.analysis_config import SegmentationConfig
from python_jobs.warehouse.publishing.publication import rollback
from python_jobs.warehouse.segment_models import registered_model
from tests.conftest import Warehouse
from tests.fixtures.candidate import create_candidate, publish_all
from tests.fixtures.marts import plausible_marts


def candidate(warehouse: Warehouse, made_of: str | None, customers: int = 150) -> None:
    """A candidate whose customers bear the mark that dbt gives them; None for some built by hand."""
    create_candidate(warehouse.settings, plausible_marts(days=10, customers=customers))
    if made_of is not None:
        warehouse.query(
            f"alter table {warehouse.settings.database('build')}.dim_customer "
            f"drop primary key, add primary key (customer_key) comment 'made of {made_of}'"
        )


def segment(warehouse: Warehouse, run_id: str, **changed: int) -> SegmentationSummary:
    return segment_customers(warehouse.settings, SegmentationConfig(**changed), run_id)


def contents(warehouse: Warehouse) -> list[list[tuple[object, ...]]]:
    build = warehouse.settings.database("build")
    return [
        warehouse.query(f"select * from {build}.{table} order by 1")
        for table in ("customer_segments", "segment_profiles")
    ]


@pytest.fixture
def published(warehouse: Warehouse) -> Warehouse:
    """Customers and their segments, published."""
    candidate(warehouse, "these")
    segment(warehouse, "run-1")
    publish_all(warehouse.settings, "run-1")
    return warehouse


def test_segments_of_the_same_customers_are_taken_over_with_their_model(published: Warehouse) -> None:
    settings = published.settings
    first = published_model_of(settings)
    # Nothing but a copy would have this.
    published.query(f"update {settings.database('marts')}.customer_segments set segment_name = 'Marked'")
    candidate(published, "these")
    summary = segment(published, "run-2")
    assert (summary.stands, summary.moved_pct, summary.customers) == (True, 0, 150)
    segments, profiles = contents(published)
    assert {row[3] for row in segments} == {"Marked"}
    assert [(row[0], row[1], row[2]) for row in profiles] == [
        (one.segment, one.name, one.customers) for one in summary.segments
    ]
    again = segment(published, "run-2")  # a step that is repeated
    assert (again, contents(published)) == (summary, [segments, profiles])

    assert summary.model_folder == settings.outputs / "run-2" / "model"
    before, now = (read_model(settings.outputs / run / "model") for run in ("run-1", "run-2"))
    assert now == before | {"run_id": "run-2", "moved_pct": 0.0}
    assert now["map"]["points"]
    assert (summary.model_folder / "model.joblib").exists()
    registered = registered_model(settings, "run-2")
    assert registered is not None
    assert registered.description == {name: now[name] for name in now if name != "map"}
    publish_all(settings, "run-2")
    assert published_model_of(settings) == first
    candidate(published, "these")
    assert segment(published, "run-3").stands, "copies are not known for what they are"


def test_the_oldest_copy_is_taken_where_it_bears_the_mark_of_what_is_published(published: Warehouse) -> None:
    build, marts = (published.settings.database(layer) for layer in ("build", "marts"))
    ((mark,),) = published.query(
        "select index_comment from information_schema.statistics where index_name = 'PRIMARY' "
        f"and table_schema = '{marts}' and table_name = 'customer_segments'"
    )
    for comment, names in ((mark, {"Oldest"}), ("made of others", {"Published"})):
        candidate(published, "these")
        published.query(f"update {marts}.customer_segments set segment_name = 'Published'")
        published.query(f"create table {build}.customer_segments__retired like {marts}.customer_segments")
        published.query(
            f"alter table {build}.customer_segments__retired drop primary key, "
            f"add primary key (customer_key) comment '{comment}'"
        )
        published.query(
            f"insert into {build}.customer_segments__retired "
            f"select customer_key, customer_id, segment, 'Oldest' from {marts}.customer_segments"
        )
        assert segment(published, "run-2").stands
        assert {row[3] for row in contents(published)[0]} == names


def test_they_are_found_anew_after_any_change(published: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = published.settings.outputs / "run-1" / "model"
    candidate(published, "others", customers=160)
    assert not segment(published, "customers").stands
    candidate(published, None)
    assert not segment(published, "by-hand").stands
    candidate(published, "these")
    assert not segment(published, "configuration", n_clusters=2).stands
    with monkeypatch.context() as patch:
        patch.setattr(standing_segments, "library_versions", lambda: {"numpy": "0"})
        assert not segment(published, "versions").stands
    written = (folder / "model.json").read_text()
    (folder / "model.json").write_text("{")
    assert not segment(published, "model-damaged").stands
    (folder / "model.json").write_text(written)
    shutil.move(folder, folder.with_name("gone"))
    found = segment(published, "model-gone")
    assert not found.stands
    assert found.moved_pct == 0
    shutil.move(folder.with_name("gone"), folder)
    assert segment(published, "nothing").stands


def test_after_a_rollback_those_that_are_published_then_stand(published: Warehouse) -> None:
    candidate(published, "others", customers=160)
    segment(published, "run-2")
    publish_all(published.settings, "run-2")
    rollback(published.settings)
    candidate(published, "others", customers=160)
    assert not segment(published, "run-3").stands
    candidate(published, "these")
    summary = segment(published, "run-4")
    assert summary.stands
    assert summary.customers == 150
