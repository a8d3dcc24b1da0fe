"""Clustering algorithms behind one function type; a third is one file and one line here."""

import os

# scikit-learn asks how many cores there are through programs that a container may not have, and warns.
os.environ.setdefault("LOKY_MAX_CPU_COUNT", str(os.cpu_count() or 1))

from python_jobs.analysis.clustering import dbscan, kmeans
from python_jobs.analysis.clustering.base import NOISE, Algorithm, Clustering, ScoredK

ALGORITHMS: dict[str, Algorithm] = {"kmeans": kmeans.cluster, "dbscan": dbscan.cluster}

__all__ = ["ALGORITHMS", "NOISE", "Algorithm", "Clustering", "ScoredK"]
