"""What every clustering algorithm takes and gives, and how a clustering is scored."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from python_jobs.analysis_config import SegmentationConfig

Matrix = NDArray[np.float64]
"""Customers × features."""
Labels = NDArray[np.int64]
"""A cluster number from 0 per customer, or ``NOISE``."""
NOISE = -1
# Of distances that are in memory at once; all of 5,000 rows would be 200 MB.
_DISTANCES_MB = 16


@dataclass(frozen=True)
class ScoredK:
    """Scores of one clustering. A score that needs two clusters is None for one.

    inertia: sum of squared distances to the own centroid (squared units of the matrix).
    silhouette: -1 to 1, higher is better. davies_bouldin: from 0, lower is better. calinski_harabasz: from 0,
    higher is better.
    """

    k: int
    inertia: float
    silhouette: float | None
    davies_bouldin: float | None
    calinski_harabasz: float | None = None


@dataclass(frozen=True)
class Clustering:
    """Labels, the fitted estimator (kept in the model registry), the scores of every k tried, and notes."""

    labels: Labels
    model: Any
    scores: tuple[ScoredK, ...]
    notes: tuple[str, ...] = ()


Algorithm = Callable[[Matrix, SegmentationConfig], Clustering]
"""Takes a scaled matrix of at least one row. Never fails for lack of variety: it notes it."""


def fixed_sample(rows: int, size: int, random_state: int) -> NDArray[np.int64]:
    """Row numbers of a sample without replacement, in order; all rows when there are no more."""
    if rows <= size:
        return np.arange(rows)
    chosen = np.random.default_rng(random_state).choice(rows, size, replace=False)
    return np.sort(chosen).astype(np.int64)


def score(matrix: Matrix, labels: Labels, inertia: float, config: SegmentationConfig) -> ScoredK:
    """Score a clustering; the silhouette on a fixed sample, because on all rows it takes quadratic time."""
    from sklearn import config_context
    from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

    k = len(np.unique(labels))
    silhouette = davies_bouldin = calinski_harabasz = None
    rows = fixed_sample(len(matrix), config.silhouette_sample, config.random_state)
    if 1 < len(np.unique(labels[rows])) < len(rows):
        with config_context(working_memory=_DISTANCES_MB):
            silhouette = float(silhouette_score(matrix[rows], labels[rows]))
        davies_bouldin = float(davies_bouldin_score(matrix, labels))
        calinski_harabasz = float(calinski_harabasz_score(matrix, labels))
    return ScoredK(k, inertia, silhouette, davies_bouldin, calinski_harabasz)
