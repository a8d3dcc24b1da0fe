"""How much of a clustering is the luck of the sample: agreement under the bootstrap."""

from dataclasses import dataclass

import numpy as np

from python_jobs.analysis.clustering.base import Algorithm, Labels, Matrix, fixed_sample
from python_jobs.analysis_config import SegmentationConfig

RESAMPLES = 20
# 20 fits of 2,000 customers with ten starts each take about a second; more customers agree no differently.
SAMPLE_ROWS = 2_000
_UNSCORED = 0


@dataclass(frozen=True)
class Stability:
    """``mean_ari``: adjusted Rand index between the clustering and those of the resamples; 1 is the same."""

    mean_ari: float
    resamples: int


def stability_of(
    matrix: Matrix, labels: Labels, algorithm: Algorithm, config: SegmentationConfig
) -> Stability | None:
    """Cluster bootstrap samples anew and compare on the customers drawn (Hennig 2007, with the ARI).

    Args:
        matrix: what was clustered. labels: its clusters, at least two; None is returned for one.
    """
    from sklearn.metrics import adjusted_rand_score

    clusters = len(np.unique(labels))
    if clusters < 2:
        return None
    # Nobody looks at the scores of the resamples, which took as long as their fits.
    config = config.model_copy(update={"silhouette_sample": _UNSCORED})
    if config.n_clusters == "auto":
        config = replace_k(config, clusters)
    sample = fixed_sample(len(matrix), SAMPLE_ROWS, config.random_state)
    random = np.random.default_rng(config.random_state)
    agreement = []
    for _ in range(RESAMPLES):
        drawn = random.choice(sample, len(sample), replace=True)
        again = algorithm(matrix[drawn], config).labels
        # A customer drawn twice agrees with itself: count everybody once.
        _, once = np.unique(drawn, return_index=True)
        agreement.append(adjusted_rand_score(labels[drawn[once]], again[once]))
    return Stability(float(np.mean(agreement)), RESAMPLES)


def replace_k(config: SegmentationConfig, k: int) -> SegmentationConfig:
    """The same configuration with a number of clusters instead of a search for one."""
    return config.model_copy(update={"n_clusters": k})
