"""Segmentation of the candidate on a real server."""

import json

import numpy as np
import pytest

from python_jobs.analysis.customer_segments import segment_customers
from python_jobs.analysis.exploration import explore
from python_jobs.analysis.rescoring import score_published
from python_jobs.analysis_config import SegmentationConfig
from python_jobs.errors import DataError
from python_jobs.features import FEATURES
from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.segment_models import registered_models
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


def test_the_registry_keeps_every_model_and_scores_with_an_old_one(warehouse: Warehouse) -> None:
    database, settings = build(warehouse, 200), warehouse.settings
    config = SegmentationConfig()
    first = segment_customers(settings, config, "run-1")
    segment_customers(settings, config, "run-1")  # a step that is repeated
    assert first.moved_pct is None, "nothing has been published"
    assert first.mean_ari is not None
    marts = settings.database("marts")
    for table in ("dim_customer", "customer_segments"):
        warehouse.query(f"create table {marts}.{table} as select * from {database}.{table}")
    # Ten customers are published with another segment than they will get.
    warehouse.query(
        f"update {marts}.customer_segments set segment = segment + 10 order by customer_key limit 10"
    )
    second = segment_customers(settings, SegmentationConfig(n_clusters=2), "run-2")
    assert [model.run_id for model in registered_models(settings)] == ["run-2", "run-1"]
    same = segment_customers(settings, config, "run-3")
    assert same.moved_pct == pytest.approx(100 * 10 / 200)
    assert len(second.segments) == 2

    scored = score_published(settings, "run-1")
    assert dict(scored.customers["segment"].value_counts().iter_rows()) == {
        entry.segment: entry.customers for entry in first.segments
    }
    assert scored.differing_pct == pytest.approx(5)
    with pytest.raises(DataError, match=r"no-such-run has no registered .* run-3, run-2, run-1"):
        score_published(settings, "no-such-run")

    again = segment_customers(settings, SegmentationConfig(model="run-2"), "run-4")
    assert [entry.customers for entry in again.segments] == [entry.customers for entry in second.segments]


def test_more_customers_than_a_model_is_fitted_on_get_the_nearest_segment(warehouse: Warehouse) -> None:
    database = build(warehouse, 1500)
    config = SegmentationConfig(fit_rows=1000)
    summary = segment_customers(warehouse.settings, config, "run-1")
    assert (summary.customers, summary.fitted_on) == (1500, 1000)
    (model,) = registered_models(warehouse.settings)
    assert (model.customers, model.description["fitted_on"]) == (1500, 1000)

    columns = ", ".join(f"cast({name} as double)" for name in FEATURES)
    rows = warehouse.query(
        f"select segment, {columns} from {database}.dim_customer "
        f"join {database}.customer_segments using (customer_key) order by customer_key"
    )
    found, values = np.array([row[0] for row in rows]), np.array([row[1:] for row in rows], dtype=float)
    assert len(found) == 1500
    fitted = values[:1000]  # keys are hashes: the first are a sample
    fitted_mean = np.nanmean(fitted, axis=0)
    scaled = (np.where(np.isnan(values), fitted_mean, values) - fitted_mean) / np.where(
        np.isnan(fitted), fitted_mean, fitted
    ).std(axis=0)
    centroids = {number: scaled[:1000][found[:1000] == number].mean(axis=0) for number in set(found)}
    distances = np.array([((scaled - centroids[number]) ** 2).sum(axis=1) for number in sorted(centroids)])
    assert (distances.argmin(axis=0) + 1 == found).mean() > 0.995

    spread = ", ".join(
        f"avg(cast({name} as double)), stddev_samp(cast({name} as double))" for name in FEATURES
    )
    of_customers = warehouse.query(
        f"select segment, count(*), {spread} from {database}.dim_customer "
        f"join {database}.customer_segments using (customer_key) group by segment order by segment"
    )
    kept = ", ".join(f"mean_{name}, std_{name}" for name in FEATURES)
    profiles = warehouse.query(
        f"select segment, customers, {kept} from {database}.segment_profiles order by segment"
    )
    assert np.allclose(np.array(of_customers, dtype=float), np.array(profiles, dtype=float), rtol=1e-6)
    assert sum(segment.customer_share_pct for segment in summary.segments) == pytest.approx(100)

    again = segment_customers(warehouse.settings, config, "run-2")
    assert again.segments == summary.segments


def test_without_customers_the_tables_are_there_and_empty(warehouse: Warehouse) -> None:
    database = build(warehouse, 0)
    summary = segment_customers(warehouse.settings, SegmentationConfig(), "run-1")
    assert summary.model_folder is None
    assert warehouse.query(f"select count(*) from {database}.customer_segments") == [(0,)]
    assert warehouse.query(f"select count(*) from {database}.segment_profiles") == [(0,)]


def test_exploration_reads_the_candidate(warehouse: Warehouse) -> None:
    build(warehouse, 0)
    assert explore(warehouse.settings).findings == ("There are no campaign figures yet.",)
