"""Which number a segment gets: by mean revenue at first, then the one it had."""

import numpy as np

from python_jobs.analysis.clustering.base import NOISE, Labels, Matrix
from python_jobs.analysis.segment_model import SegmentModel


def number_by_revenue(labels: Labels, revenue: Matrix) -> dict[int, int]:
    """Number per cluster, from 1 by mean revenue, highest first, the larger first of equals; noise last."""
    found = [int(label) for label in np.unique(labels)]
    mean = {label: float(revenue[labels == label].mean()) for label in found}
    size = {label: int((labels == label).sum()) for label in found}
    ordered = sorted(found, key=lambda label: (label == NOISE, -mean[label], -size[label], label))
    return {label: number for number, label in enumerate(ordered, start=1)}


def number_as_before(
    numbers: dict[int, int], centroids: dict[int, Matrix], previous: SegmentModel
) -> dict[int, int]:
    """Give clusters the numbers of the previous segments that they are nearest to, all together.

    The pairing has the smallest sum of squared distances (Hungarian method). A cluster that is left over gets
    a number that was free; noise stays last.

    Args:
        numbers: per cluster, as ``number_by_revenue`` gave them.
        centroids: per cluster but noise, in the previous model's scaled space.
    """
    from scipy.optimize import linear_sum_assignment

    clusters = sorted(centroids, key=lambda label: numbers[label])
    now = np.stack([centroids[label] for label in clusters])
    distances = ((now[:, None, :] - previous.centroids[None, :, :]) ** 2).sum(axis=2)
    rows, columns = linear_sum_assignment(distances)
    before = [number for number, _, _ in previous.segments]
    given = {clusters[row]: before[column] for row, column in zip(rows, columns, strict=True)}
    free = (number for number in range(1, len(clusters) + len(before) + 1) if number not in before)
    for label in clusters:
        if label not in given:
            given[label] = next(free)
    if NOISE in numbers:
        given[NOISE] = max(given.values(), default=0) + 1
    return given


def renumbered(labels: Labels, numbers: dict[int, int]) -> Labels:
    """Segment number per customer instead of cluster."""
    lookup = np.zeros(max(numbers) + 2, dtype=np.int64)  # the last place is that of NOISE, which is -1
    for label, number in numbers.items():
        lookup[label] = number
    return np.asarray(lookup[labels], dtype=np.int64)
