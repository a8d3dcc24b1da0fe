"""Customer segmentation as a pure function: a frame of customers in, numbered and named segments out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from python_jobs.analysis.clustering import ALGORITHMS, NOISE, ScoredK
from python_jobs.analysis.clustering.base import Labels, Matrix
from python_jobs.analysis.segment_names import NOISE_NAME, segment_names
from python_jobs.analysis.segment_profiles import PROFILE_SCHEMA, profile_segments
from python_jobs.analysis_config import FEATURES, SegmentationConfig


@dataclass(frozen=True)
class Segmentation:
    """A finished segmentation.

    labels: segment number from 1 per row of the frame; 1 has the highest mean revenue, noise comes last.
    names: name per segment number.
    profiles: one row per segment, the columns of ``segment_profiles``.
    centroids: one row per segment, the mean of each feature used, in the feature's own unit.
    scaler, model: the fitted StandardScaler and estimator; None without customers.
    scores: what was tried (one entry unless ``n_clusters: auto``).
    notes: what a reader must know about the result, as sentences.
    """

    labels: Labels
    names: dict[int, str]
    profiles: pl.DataFrame
    centroids: pl.DataFrame
    scaler: Any
    model: Any
    scores: tuple[ScoredK, ...]
    notes: tuple[str, ...]


def segment(frame: pl.DataFrame, config: SegmentationConfig) -> Segmentation:
    """Segment customers (METRICS.md "Segmentation").

    Args:
        frame: one row per customer with the six features as floats; null is missing and takes the mean.
        config: algorithm, features and number of clusters.
    """
    if frame.is_empty():
        return Segmentation(
            np.empty(0, dtype=np.int64), {}, pl.DataFrame(schema=PROFILE_SCHEMA), pl.DataFrame(), None, None,
            (), ("There are no customers: no segments were made.",),
        )  # fmt: skip
    from sklearn.preprocessing import StandardScaler

    filled, notes = _fill_with_mean(frame, config)
    scaler = StandardScaler()
    scaled: Matrix = scaler.fit_transform(filled.to_numpy())
    notes += _constant_features(frame, config)
    clustering = ALGORITHMS[config.algorithm](scaled, config)
    labels = number_by_revenue(clustering.labels, frame["revenue"].fill_null(0).to_numpy())
    names = _names(frame, labels, has_noise=bool((clustering.labels == NOISE).any()))
    profiles = profile_segments(frame, labels, names)
    centroids = filled.with_columns(pl.Series("segment", labels)).group_by("segment").mean().sort("segment")
    return Segmentation(
        labels, names, profiles, centroids, scaler, clustering.model, clustering.scores,
        (*notes, *clustering.notes),
    )  # fmt: skip


def number_by_revenue(labels: Labels, revenue: Matrix) -> Labels:
    """Renumber clusters from 1 by mean revenue, highest first, the larger first of equals; noise last."""
    found = [int(label) for label in np.unique(labels)]
    mean = {label: float(revenue[labels == label].mean()) for label in found}
    size = {label: int((labels == label).sum()) for label in found}
    ordered = sorted(found, key=lambda label: (label == NOISE, -mean[label], -size[label], label))
    lookup = np.zeros(max(found) + 2, dtype=np.int64)  # the last place is that of NOISE, which is -1
    for number, label in enumerate(ordered, start=1):
        lookup[label] = number
    return lookup[labels]


def _fill_with_mean(frame: pl.DataFrame, config: SegmentationConfig) -> tuple[pl.DataFrame, list[str]]:
    features = frame.select(pl.col(list(config.features)).cast(pl.Float64))
    notes = [
        f"No customer has a value for {name}: it was left out of account."
        for name in features.columns
        if features[name].null_count() == len(features)
    ]
    return features.with_columns(pl.all().fill_null(pl.all().mean())).fill_null(0.0), notes


def _constant_features(frame: pl.DataFrame, config: SegmentationConfig) -> list[str]:
    return [
        f"{name} is the same for every customer and does not tell segments apart."
        for name in config.features
        if len(frame) > 1 and frame[name].n_unique() == 1 and frame[name].null_count() == 0
    ]


def _names(frame: pl.DataFrame, labels: Labels, *, has_noise: bool) -> dict[int, str]:
    known = frame.select(pl.col(list(FEATURES)).cast(pl.Float64))
    overall = known.mean().row(0, named=True)
    spread = known.std().row(0, named=True)
    means = {
        number: known.filter(pl.Series(labels == number)).mean().row(0, named=True)
        for number in (int(label) for label in np.unique(labels))
    }
    named = list(means)[:-1] if has_noise and len(means) > 1 else list(means)
    distances: list[dict[str, float]] = [
        {
            name: (means[number][name] - overall[name]) / spread[name]
            for name in FEATURES
            if spread[name] and means[number][name] is not None
        }
        for number in named
    ]
    ratios = [
        means[number]["revenue"] / overall["revenue"]
        if overall["revenue"] and means[number]["revenue"] is not None
        else None
        for number in named
    ]
    names = dict(zip(named, segment_names(distances, ratios), strict=True))
    return names | {number: NOISE_NAME for number in means if number not in names}
