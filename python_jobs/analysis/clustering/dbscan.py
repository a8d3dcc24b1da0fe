"""DBSCAN: clusters are dense regions, what lies outside of them is noise."""

import numpy as np

from python_jobs.analysis.clustering.base import (
    NOISE,
    Clustering,
    Labels,
    Matrix,
    ScoredK,
    fixed_sample,
    score,
)
from python_jobs.analysis_config import SegmentationConfig

# DBSCAN keeps every neighbourhood in memory: a sample is clustered, the others join the nearest core point.
FIT_ROWS = 20_000


def cluster(matrix: Matrix, config: SegmentationConfig) -> Clustering:
    """Fit DBSCAN with the configured radius and density; noise is labelled ``NOISE``."""
    from sklearn.cluster import DBSCAN

    rows = fixed_sample(len(matrix), FIT_ROWS, config.random_state)
    model = DBSCAN(eps=config.dbscan_eps, min_samples=config.dbscan_min_samples).fit(matrix[rows])
    notes = []
    if len(rows) == len(matrix):
        labels = np.asarray(model.labels_, dtype=np.int64)
    else:
        labels = _join_nearest_core(matrix, model, config.dbscan_eps)
        notes.append(
            f"DBSCAN was fitted on a fixed sample of {len(rows):,} of {len(matrix):,} customers; the others "
            "were given to the nearest core customer within the radius."
        )
    noise = float(np.mean(labels == NOISE))
    if noise == 1:
        notes.append(
            "DBSCAN found no dense group. Raise segmentation.dbscan_eps or lower dbscan_min_samples in "
            "config/analysis.yml."
        )
    clustered = labels != NOISE
    scores: tuple[ScoredK, ...] = ()
    if clustered.any():
        members, own = matrix[clustered], labels[clustered]
        scores = (score(members, own, _inertia(members, own), config),)
    return Clustering(labels, model, scores, tuple(notes))


def _join_nearest_core(matrix: Matrix, model: object, eps: float) -> Labels:
    from sklearn.neighbors import NearestNeighbors

    cores: Matrix = model.components_  # type: ignore[attr-defined]
    core_labels: Labels = model.labels_[model.core_sample_indices_]  # type: ignore[attr-defined]
    if len(cores) == 0:
        return np.full(len(matrix), NOISE, dtype=np.int64)
    distance, nearest = NearestNeighbors(n_neighbors=1).fit(cores).kneighbors(matrix)
    return np.where(distance[:, 0] <= eps, core_labels[nearest[:, 0]], NOISE).astype(np.int64)


def _inertia(matrix: Matrix, labels: Labels) -> float:
    return sum(
        float(((members - members.mean(axis=0)) ** 2).sum())
        for members in (matrix[labels == label] for label in np.unique(labels))
    )
