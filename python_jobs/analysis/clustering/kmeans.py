"""KMeans with a given number of clusters, or the number with the best silhouette."""

import numpy as np

from python_jobs.analysis.clustering.base import Clustering, Labels, Matrix, ScoredK, fixed_sample, score
from python_jobs.analysis_config import SegmentationConfig

# The search tries nine k with ten starts each; beyond this many rows a sample orders the k the same way.
SEARCH_ROWS = 50_000


def cluster(matrix: Matrix, config: SegmentationConfig) -> Clustering:
    """Fit KMeans (k-means++, n_init 10, max_iter 300: METRICS.md) on all rows."""
    notes: list[str] = []
    distinct = _distinct_points(matrix, at_most=config.k_max if config.n_clusters == "auto" else 50)
    if config.n_clusters == "auto":
        scores, notes = _search(matrix, config, distinct)
        k = best_k(scores)
    else:
        scores, k = (), min(config.n_clusters, distinct)
        if k < config.n_clusters:
            notes.append(
                f"{config.n_clusters} segments were asked for, but the customers have only {distinct} "
                f"different combination{'s' if distinct > 1 else ''} of the features: {k} made."
            )
    model, labels, inertia = _fit(matrix, k, config.random_state)
    if not scores:
        scores = (score(matrix, labels, inertia, config),)
    return Clustering(labels, model, scores, tuple(notes))


def score_each_k(matrix: Matrix, ks: range, config: SegmentationConfig) -> tuple[ScoredK, ...]:
    """The score table: one fit per k on the whole matrix."""
    return tuple(
        score(matrix, labels, inertia, config)
        for _, labels, inertia in (_fit(matrix, k, config.random_state) for k in ks)
    )


def best_k(scores: tuple[ScoredK, ...]) -> int:
    """The k with the highest silhouette, the smaller one of equals; 1 when no k has a silhouette."""
    scored = [(entry.silhouette, -entry.k) for entry in scores if entry.silhouette is not None]
    return -max(scored)[1] if scored else 1


def _search(
    matrix: Matrix, config: SegmentationConfig, distinct: int
) -> tuple[tuple[ScoredK, ...], list[str]]:
    notes = []
    sample = matrix[fixed_sample(len(matrix), SEARCH_ROWS, config.random_state)]
    if len(sample) < len(matrix):
        notes.append(
            f"k was chosen on a fixed sample of {len(sample):,} of {len(matrix):,} customers; the chosen one "
            "was then fitted on all."
        )
    highest = min(config.k_max, distinct)
    if highest < config.k_min:
        notes.append(
            f"The customers have only {distinct} different combination{'s' if distinct > 1 else ''} of the "
            "features: too few to choose a number of segments, one made."
        )
        return (), notes
    return score_each_k(sample, range(config.k_min, highest + 1), config), notes


def _fit(matrix: Matrix, k: int, random_state: int) -> tuple[object, Labels, float]:
    from sklearn.cluster import KMeans

    model = KMeans(n_clusters=k, init="k-means++", n_init=10, max_iter=300, random_state=random_state)
    labels = np.asarray(model.fit_predict(matrix), dtype=np.int64)
    return model, labels, float(model.inertia_)


def _distinct_points(matrix: Matrix, at_most: int) -> int:
    # Sorting a million rows takes seconds, and the first thousands nearly always settle it.
    for rows in (matrix[:10_000], matrix):
        distinct = len(np.unique(rows, axis=0))
        if distinct >= at_most:
            return at_most
    return distinct
