"""Customers on a plane: the two directions in which they differ most (principal components)."""

from dataclasses import dataclass

from python_jobs.analysis.clustering.base import Labels, Matrix, fixed_sample
from python_jobs.analysis_config import SegmentationConfig

# Enough to see the shape of a cloud, few enough to embed in a page.
MAP_POINTS = 2_000


@dataclass(frozen=True)
class SegmentMap:
    """A sample of the customers.

    points: x, y and segment of each. explained_pct: share of the variance along x and along y, in percent.
    axes: per axis, the features by their weight in it, the heaviest first, as pairs of name and loading.
    """

    points: tuple[tuple[float, float, int], ...]
    explained_pct: tuple[float, ...]
    axes: tuple[tuple[tuple[str, float], ...], ...]


def segment_map(matrix: Matrix, labels: Labels, config: SegmentationConfig) -> SegmentMap | None:
    """Project scaled customers; None where customers do not differ in two features.

    Args:
        matrix: customers x features, scaled. labels: segment numbers.
    """
    if len(matrix) < 3 or (matrix.std(axis=0) > 0).sum() < 2:
        return None
    from sklearn.decomposition import PCA

    components = PCA(n_components=2, random_state=config.random_state).fit(matrix)
    rows = fixed_sample(len(matrix), MAP_POINTS, config.random_state)
    plane = components.transform(matrix[rows])
    return SegmentMap(
        points=tuple(
            (round(float(x), 3), round(float(y), 3), int(segment))
            for (x, y), segment in zip(plane, labels[rows], strict=True)
        ),
        explained_pct=tuple(100 * float(share) for share in components.explained_variance_ratio_),
        axes=tuple(
            tuple(
                sorted(
                    zip(config.features, (round(float(value), 3) for value in axis), strict=True),
                    key=lambda pair: -abs(pair[1]),
                )
            )
            for axis in components.components_
        ),
    )
