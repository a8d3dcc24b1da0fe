"""Segmentation of the candidate on a real server."""

import json

import pytest

from python_jobs.analysis.customer_segments import segment_customers
from python_jobs.analysis.exploration import explore
from python_jobs.analysis_config import SegmentationConfig
from python_jobs.warehouse.connections import engine_for
from tests.conftest import Warehouse
from tests.fixtures.marts import Marts, create_marts, plausible_customers


def build(warehouse: Warehouse, customers: int) -> str:
    database = warehouse.settings.database("build")
    create_marts(
        engine_for(warehouse.settings, "transformer"), database, Marts([], plausible_customers(customers))
    )
    return database


def test_every_customer_gets_one_segment_and_the_tables_agree(warehouse: Warehouse) -> None:
    database = build(warehouse, 300)
    summary = segment_customers(warehouse.settings, SegmentationConfig(), "run-1")
    assert warehouse.query(
        f"select count(*) from {database}.customer_segments s "
        f"join {database}.dim_customer c on c.customer_key = s.customer_key and c.customer_id = s.customer_id"
    ) == [(300,)]
    counted = warehouse.query(
        f"select segment, segment_name, count(*) from {database}.customer_segments group by 1, 2 order by 1"
    )
    assert counted == warehouse.query(
        f"select segment, segment_name, customers from {database}.segment_profiles order by segment"
    )
    assert counted == [(entry.segment, entry.name, entry.customers) for entry in summary.segments]
    by_sql = warehouse.query(
        f"select avg(revenue) from {database}.dim_customer c "
        f"join {database}.customer_segments s on s.customer_key = c.customer_key where segment = 1"
    )[0][0]
    assert summary.segments[0].mean_revenue == pytest.approx(float(by_sql))


def test_a_second_run_replaces_the_tables_with_the_same_content(warehouse: Warehouse) -> None:
    database = build(warehouse, 120)
    content = f"select * from {database}.customer_segments order by customer_key"
    segment_customers(warehouse.settings, SegmentationConfig(), "run-1")
    first = warehouse.query(content)
    segment_customers(warehouse.settings, SegmentationConfig(), "run-2")
    assert warehouse.query(content) == first


def test_the_model_is_registered_and_can_be_loaded(warehouse: Warehouse) -> None:
    import joblib

    build(warehouse, 120)
    summary = segment_customers(warehouse.settings, SegmentationConfig(n_clusters="auto", k_max=4), "run-1")
    assert summary.model_folder == warehouse.settings.outputs / "run-1" / "model"
    description = json.loads((summary.model_folder / "model.json").read_text())
    assert [entry["k"] for entry in description["scores"]] == [2, 3, 4]
    assert description["customers"] == 120
    assert joblib.load(summary.model_folder / "model.joblib")["model"].n_clusters == len(summary.segments)


def test_without_customers_the_tables_are_there_and_empty(warehouse: Warehouse) -> None:
    database = build(warehouse, 0)
    summary = segment_customers(warehouse.settings, SegmentationConfig(), "run-1")
    assert summary.model_folder is None
    assert warehouse.query(f"select count(*) from {database}.customer_segments") == [(0,)]
    assert warehouse.query(f"select count(*) from {database}.segment_profiles") == [(0,)]


def test_exploration_reads_the_candidate(warehouse: Warehouse) -> None:
    build(warehouse, 0)
    assert explore(warehouse.settings).findings == ("There are no campaign figures yet.",)
