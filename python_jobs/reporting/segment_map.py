"""Where a sample of the customers lies on the plane of the two principal components, from the run's model."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from python_jobs.settings import Settings


@dataclass(frozen=True)
class SegmentMap:
    """The map of a segmentation.

    Attributes:
        points: x, y and segment of each customer of the sample.
        explained_pct: the part of the variance that each of the two axes shows.
        axes: for each axis the features with their loadings.
    """

    points: tuple[tuple[float, float, int], ...]
    explained_pct: tuple[float, ...]
    axes: tuple[tuple[tuple[str, float], ...], ...]


def read_segment_map(settings: Settings, run_id: str) -> SegmentMap | None:
    """The map that a run's model keeps; None where it registered no model or the model has no map."""
    path = settings.outputs / run_id / "model" / "model.json"
    try:
        stored = json.loads(path.read_text(encoding="utf-8")).get("map")
    except FileNotFoundError:
        return None
    if not stored:
        return None
    return SegmentMap(
        tuple((float(x), float(y), int(segment)) for x, y, segment in stored["points"]),
        tuple(float(share) for share in stored["explained_pct"]),
        tuple(tuple((str(name), float(loading)) for name, loading in axis) for axis in stored["axes"]),
    )
