"""The clustering algorithms, among them KMeans against published figures."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from python_jobs.analysis.clustering import ALGORITHMS, NOISE, ScoredK, dbscan, kmeans
from python_jobs.analysis.clustering.base import Matrix, fixed_sample
from python_jobs.analysis_config import SegmentationConfig


def blobs(centres: list[float], each: int = 60) -> Matrix:
    """Tight groups on a line, well apart."""
    random = np.random.default_rng(1)
    return np.concatenate([random.normal(centre, 0.1, (each, 2)) for centre in centres])


@pytest.mark.real_data
def test_kmeans_gives_the_published_scores_of_the_mall_customers(real_data: Callable[[str], Path]) -> None:
    folder = real_data("mall_customers")
    expected = json.loads((folder / "expected.json").read_text())
    customers = pl.read_csv(folder / "Mall_Customers.csv")
    matrix = customers.select(expected["features"]).to_numpy().astype(float)
    scores = {entry.k: entry for entry in kmeans.score_each_k(matrix, range(1, 8), SegmentationConfig())}
    for k, inertia in expected["inertia"].items():
        assert scores[int(k)].inertia == pytest.approx(inertia, rel=1e-9)
    for k, silhouette in expected["silhouette"].items():
        assert scores[int(k)].silhouette == pytest.approx(silhouette, rel=1e-9)
    assert scores[1].silhouette is None


def test_auto_takes_the_number_of_groups_and_keeps_every_score() -> None:
    clustering = kmeans.cluster(blobs([0, 5, 10, 15]), SegmentationConfig(n_clusters="auto", k_max=6))
    assert len(np.unique(clustering.labels)) == 4
    assert [entry.k for entry in clustering.scores] == [2, 3, 4, 5, 6]
    assert all(entry.davies_bouldin is not None for entry in clustering.scores)


def test_of_equal_silhouettes_the_smaller_k_is_taken() -> None:
    scores = tuple(ScoredK(k, 1.0, 0.5, 1.0) for k in (4, 2, 3))
    assert kmeans.best_k(scores) == 2


def test_fewer_different_customers_than_clusters_are_noted() -> None:
    matrix = np.array([[0.0, 0.0]] * 5 + [[1.0, 1.0]] * 5)
    clustering = kmeans.cluster(matrix, SegmentationConfig(n_clusters=3))
    assert len(np.unique(clustering.labels)) == 2
    assert "only 2 different combinations" in clustering.notes[0]


def test_dbscan_finds_dense_groups_and_leaves_the_outlier_out() -> None:
    matrix = np.concatenate([blobs([0, 5]), [[50.0, 50.0]]])
    clustering = dbscan.cluster(matrix, SegmentationConfig(algorithm="dbscan"))
    assert clustering.labels[-1] == NOISE
    assert len(np.unique(clustering.labels[:-1])) == 2


def test_dbscan_on_a_sample_gives_the_others_to_the_nearest_core(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = blobs([0, 5], each=200)
    whole = dbscan.cluster(matrix, SegmentationConfig(algorithm="dbscan")).labels
    monkeypatch.setattr(dbscan, "FIT_ROWS", 100)
    sampled = dbscan.cluster(matrix, SegmentationConfig(algorithm="dbscan"))
    assert (sampled.labels == whole).all()
    assert "100 of 400" in sampled.notes[0]


@pytest.mark.parametrize("algorithm", sorted(ALGORITHMS))
def test_every_algorithm_takes_one_customer(algorithm: str) -> None:
    clustering = ALGORITHMS[algorithm](np.zeros((1, 6)), SegmentationConfig())
    assert clustering.labels.shape == (1,)


def test_the_sample_is_the_same_every_time_and_in_order() -> None:
    first, second = fixed_sample(1000, 10, 42), fixed_sample(1000, 10, 42)
    assert (first == second).all()
    assert (np.diff(first) > 0).all()
    assert list(fixed_sample(3, 10, 42)) == [0, 1, 2]
