"""Customer segmentation as a pure function: a frame of customers in, numbered and named segments out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from python_jobs.analysis.clustering import ALGORITHMS, NOISE, ScoredK
from python_jobs.analysis.clustering.base import Labels, Matrix
from python_jobs.analysis.segment_map import SegmentMap, segment_map
from python_jobs.analysis.segment_model import SegmentModel, fill_and_log
from python_jobs.analysis.segment_names import NOISE_NAME, segment_names
from python_jobs.analysis.segment_numbers import number_as_before, number_by_revenue, renumbered
from python_jobs.analysis.segment_profiles import PROFILE_SCHEMA, profile_segments
from python_jobs.analysis.stability import Stability, stability_of
from python_jobs.analysis_config import SegmentationConfig
from python_jobs.features import FEATURES


@dataclass(frozen=True)
class Segmentation:
    """A finished segmentation.

    labels: segment number per row of the frame: those of the previous model where there is one, else from 1
        by mean revenue; noise comes last.
    names: name per segment number.
    profiles: one row per segment, the columns of ``segment_profiles``.
    centroids: one row per segment, the mean of each feature used, in the feature's own unit.
    scaler, model: the fitted StandardScaler and estimator; None without customers.
    scores: what was tried (one entry unless ``n_clusters: auto``).
    notes: what a reader must know about the result, as sentences.
    description: the model as plain numbers; None without customers.
    stability: agreement under the bootstrap; None for a single segment.
    map: customers on a plane; None where there is nothing to draw.
    """

    labels: Labels
    names: dict[int, str]
    profiles: pl.DataFrame
    centroids: pl.DataFrame
    scaler: Any
    model: Any
    scores: tuple[ScoredK, ...]
    notes: tuple[str, ...]
    description: SegmentModel | None = None
    stability: Stability | None = None
    map: SegmentMap | None = None


def segment(
    frame: pl.DataFrame,
    config: SegmentationConfig,
    *,
    run_id: str = "",
    previous: SegmentModel | None = None,
) -> Segmentation:
    """Segment customers (METRICS.md "Segmentation").

    Args:
        frame: one row per customer with the six features as floats; null is missing and takes the mean.
        config: algorithm, features and number of clusters.
        run_id: whose model it becomes.
        previous: the model that readers know; segments keep its numbers where both have the same features.
    """
    if frame.is_empty():
        return Segmentation(
            np.empty(0, dtype=np.int64), {}, pl.DataFrame(schema=PROFILE_SCHEMA), pl.DataFrame(), None, None,
            (), ("There are no customers: no segments were made.",),
        )  # fmt: skip
    from threadpoolctl import threadpool_limits

    # Beside a server at work, threads wait for each other turning: a fit of 0.3 s takes 2 s of both cores.
    with threadpool_limits(1):
        return _segment(frame, config, run_id, previous)


def _segment(
    frame: pl.DataFrame, config: SegmentationConfig, run_id: str, previous: SegmentModel | None
) -> Segmentation:
    from sklearn.preprocessing import StandardScaler

    means, notes = _means(frame, config)
    values = fill_and_log(frame, means, config.log_features)
    scaler = StandardScaler()
    scaled: Matrix = scaler.fit_transform(values)
    notes += _constant_features(frame, config)
    algorithm = ALGORITHMS[config.algorithm]
    clustering = algorithm(scaled, config)
    clusters = [int(label) for label in np.unique(clustering.labels)]
    centroids = {label: scaled[clustering.labels == label].mean(axis=0) for label in clusters}
    numbers = number_by_revenue(clustering.labels, frame["revenue"].fill_null(0).to_numpy())
    if previous is not None and previous.is_like(config.algorithm, config.features, config.log_features):
        in_old_space = {
            label: (centroid * scaler.scale_ + scaler.mean_ - previous.centre) / previous.spread
            for label, centroid in centroids.items()
            if label != NOISE
        }
        numbers = number_as_before(numbers, in_old_space, previous) if in_old_space else numbers
    labels = renumbered(clustering.labels, numbers)
    names = _names(frame, labels, has_noise=NOISE in clusters)
    filled = frame.select(pl.col(name).cast(pl.Float64).fill_null(mean) for name, mean in means.items())
    description = SegmentModel(
        run_id=run_id,
        algorithm=config.algorithm,
        features=config.features,
        log_features=config.log_features,
        means=tuple(means.values()),
        centre=tuple(map(float, scaler.mean_)),
        spread=tuple(map(float, scaler.scale_)),
        segments=tuple(
            (numbers[label], names[numbers[label]], tuple(map(float, centroids[label])))
            for label in sorted(clusters, key=lambda label: numbers[label])
            if label != NOISE
        ),
    )
    return Segmentation(
        labels=labels,
        names=names,
        profiles=profile_segments(frame, labels, names),
        centroids=filled.with_columns(segment=pl.Series(labels)).group_by("segment").mean().sort("segment"),
        scaler=scaler,
        model=clustering.model,
        scores=clustering.scores,
        notes=(*notes, *clustering.notes),
        description=description,
        stability=stability_of(scaled, clustering.labels, algorithm, config),
        map=segment_map(scaled, labels, config),
    )


def with_model(frame: pl.DataFrame, model: SegmentModel, config: SegmentationConfig) -> Segmentation:
    """Give customers the segments of an earlier model; nothing is fitted.

    Raises:
        DataError: the model is not one of centroids.
    """
    labels = model.segment_of(frame)
    profiles = profile_segments(frame, labels, model.names)
    return Segmentation(
        labels=labels,
        names=model.names,
        profiles=profiles,
        centroids=profiles.select("segment"),
        scaler=None,
        model=None,
        scores=(),
        notes=(),
        description=model,
        map=segment_map(model.scaled(frame), labels, config),
    )


def _means(frame: pl.DataFrame, config: SegmentationConfig) -> tuple[dict[str, float], list[str]]:
    """Mean of the known values per feature, 0 where there are none, and a note on each of those."""
    known: dict[str, float | None] = {
        name: frame[name].cast(pl.Float64).mean()  # type: ignore[misc]
        for name in config.features
    }
    notes = [
        f"No customer has a value for {name}: it was left out of account."
        for name, mean in known.items()
        if mean is None
    ]
    return {name: mean or 0.0 for name, mean in known.items()}, notes


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
