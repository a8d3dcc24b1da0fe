"""Clustering algorithms behind one function type; a third is one file and one line here."""

from python_jobs.analysis.clustering import dbscan, kmeans
from python_jobs.analysis.clustering.base import NOISE, Algorithm, Clustering, ScoredK

ALGORITHMS: dict[str, Algorithm] = {"kmeans": kmeans.cluster, "dbscan": dbscan.cluster}

__all__ = ["ALGORITHMS", "NOISE", "Algorithm", "Clustering", "ScoredK"]
