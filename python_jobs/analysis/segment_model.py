"""A fitted segmentation as plain numbers, which can be kept and give other customers their segment."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl

from python_jobs.analysis.clustering.base import Labels, Matrix
from python_jobs.errors import DataError


@dataclass(frozen=True)
class SegmentModel:
    """What turns a customer's features into a segment.

    Attributes:
        means: per feature, what a missing value is taken for (before the logarithm).
        log_features: of these, log(1 + x) is taken first.
        centre, spread: of the StandardScaler, per feature.
        segments: number, name and scaled centroid of each.
    """

    run_id: str
    algorithm: str
    features: tuple[str, ...]
    log_features: tuple[str, ...]
    means: tuple[float, ...]
    centre: tuple[float, ...]
    spread: tuple[float, ...]
    segments: tuple[tuple[int, str, tuple[float, ...]], ...]

    @property
    def names(self) -> dict[int, str]:
        """Name per segment number."""
        return {number: name for number, name, _ in self.segments}

    @property
    def centroids(self) -> Matrix:
        """Segments x features, scaled."""
        return np.array([centroid for _, _, centroid in self.segments], dtype=np.float64)

    def is_like(self, algorithm: str, features: tuple[str, ...], log_features: tuple[str, ...]) -> bool:
        """Whether a model made so has the same space, so that centroids can be compared."""
        made_so = (self.algorithm, self.features, self.log_features)
        return made_so == (algorithm, features, log_features)

    def scaled(self, frame: pl.DataFrame) -> Matrix:
        """Customers x features as the model was fitted on them."""
        values = fill_and_log(frame, dict(zip(self.features, self.means, strict=True)), self.log_features)
        return np.asarray((values - np.array(self.centre)) / np.array(self.spread), dtype=np.float64)

    def segment_of(self, frame: pl.DataFrame) -> Labels:
        """The segment of each customer: that of the nearest centroid, as KMeans has it.

        Args:
            frame: one row per customer with the model's features; null takes the mean of the time.

        Raises:
            DataError: the model is not one of centroids (DBSCAN).
        """
        if self.algorithm != "kmeans":
            raise DataError(
                f"The model of run {self.run_id} was made by {self.algorithm}, which gives no segment to "
                "customers that it has not seen. Choose a model made by kmeans."
            )
        scaled, numbers = self.scaled(frame), np.array([number for number, _, _ in self.segments])
        distances = np.stack([((scaled - centroid) ** 2).sum(axis=1) for centroid in self.centroids])
        return np.asarray(numbers[distances.argmin(axis=0)], dtype=np.int64)

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "SegmentModel":
        """From what ``to_dict`` gave, also after a journey through JSON."""
        lists = ("features", "log_features", "means", "centre", "spread")
        segments = tuple((number, name, tuple(centroid)) for number, name, centroid in values["segments"])
        return cls(**{**values, **{name: tuple(values[name]) for name in lists}, "segments": segments})


def fill_and_log(frame: pl.DataFrame, means: dict[str, float], log_features: tuple[str, ...]) -> Matrix:
    """Features as floats, the missing filled, skewed ones as log(1 + x), of which a negative value is 0."""
    columns = []
    for name, mean in means.items():
        column = pl.col(name).cast(pl.Float64).fill_null(mean)
        columns.append(column.clip(lower_bound=0).log1p() if name in log_features else column)
    return frame.select(columns).to_numpy()
