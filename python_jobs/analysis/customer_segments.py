"""Segments the customers of the candidate marts and writes the result back beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import sqlalchemy as sa

from python_jobs.analysis.clustering import ScoredK
from python_jobs.analysis.customer_facts import CustomerFacts, SegmentSums, facts_of
from python_jobs.analysis.model_registry import model_folder, model_of, published_model_of, register_model
from python_jobs.analysis.segment_tables import (
    count_customers,
    read_customers,
    read_profiles,
    replace_profiles,
    replace_segments,
    segment_rows,
    stream_customers,
)
from python_jobs.analysis.segmentation import Segmentation, segment, with_model
from python_jobs.analysis.standing_segments import keep_segments, made_of
from python_jobs.analysis_config import SegmentationConfig
from python_jobs.features import FEATURES
from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.segment_models import moved_share_pct


@dataclass(frozen=True)
class SegmentSize:
    """One segment as a run reports it; shares in percent, mean revenue in the report's currency."""

    segment: int
    name: str
    customers: int
    customer_share_pct: float
    revenue_share_pct: float | None
    mean_revenue: float | None


@dataclass(frozen=True)
class SegmentationSummary:
    """What the segmentation of a run came to."""

    run_id: str
    algorithm: str
    customers: int
    fitted_on: int
    """How many of them the model was fitted on; fewer than all past ``fit_rows``."""
    segments: tuple[SegmentSize, ...]
    scores: tuple[ScoredK, ...]
    notes: tuple[str, ...]
    model_folder: Path | None
    """None when there was no customer to fit a model to."""
    mean_ari: float | None = None
    """Stability: mean adjusted Rand index under the bootstrap; None for a single segment."""
    moved_pct: float | None = None
    """Share of the published customers that have another segment now, in percent; None the first time."""
    stands: bool = False
    """Whether nothing was found anew, because it would come to the same as is published."""


def segment_customers(settings: Settings, config: SegmentationConfig, run_id: str) -> SegmentationSummary:
    """Read ``dim_customer`` of the build, segment it, write ``customer_segments`` and ``segment_profiles``.

    Where the published segments are of the same customers, they are taken over. Else segments keep the
    numbers that they have in the publication. Running it again replaces both tables with the same content.
    More than ``config.fit_rows`` customers are never in memory together (kmeans).

    Raises:
        DataError: ``config.model`` names a run without a model that can be used.
    """
    # A million segments take 4 s by file and most of a minute by inserts; bulk.py offers no other file.
    engine = engine_for(settings, "transformer", local_infile=True)
    database = settings.database("build")
    try:
        source = made_of(engine, database, config)
        kept = keep_segments(settings, run_id, source)
        if kept is not None:
            return _as_before(settings, kept, read_profiles(engine, database))
        # DBSCAN cannot give a segment to customers one by one.
        is_sampled = config.algorithm == "kmeans" and count_customers(engine, database) > config.fit_rows
        customers = read_customers(engine, database, config.fit_rows if is_sampled else None)
        segmentation = _segmentation(settings, config, run_id, customers)
        if is_sampled:
            profiles, facts = _give_segments(
                engine, database, segmentation, len(customers), source.mark(run_id)
            )
        else:
            profiles, facts = segmentation.profiles, facts_of(customers)
            rows = segment_rows(customers, segmentation.labels, segmentation.names)
            replace_segments(engine, database, [rows], source.mark(run_id))
        replace_profiles(engine, database, profiles)
    finally:
        engine.dispose()
        # A run needs most memory later, and what Arrow has read customers into would lie beside that unused.
        pa.default_memory_pool().release_unused()
    folder = moved = None
    if not customers.is_empty():
        moved = moved_share_pct(settings)
        folder = register_model(settings, run_id, facts, config, segmentation, moved)
    return SegmentationSummary(
        run_id=run_id,
        algorithm=config.algorithm,
        customers=facts.number,
        fitted_on=facts.fitted_on,
        segments=_sizes(profiles),
        scores=segmentation.scores,
        notes=segmentation.notes,
        model_folder=folder,
        mean_ari=segmentation.stability.mean_ari if segmentation.stability else None,
        moved_pct=moved,
    )


def _segmentation(
    settings: Settings, config: SegmentationConfig, run_id: str, customers: pl.DataFrame
) -> Segmentation:
    if config.model is not None and not customers.is_empty():
        return with_model(customers, model_of(settings, config.model), config)
    return segment(customers, config, run_id=run_id, previous=published_model_of(settings))


def _as_before(settings: Settings, model: dict[str, Any], profiles: pl.DataFrame) -> SegmentationSummary:
    """What a run came to that has kept the published segments."""
    return SegmentationSummary(
        run_id=model["run_id"],
        algorithm=model["parameters"]["algorithm"],
        customers=model["customers"],
        fitted_on=model["fitted_on"],
        segments=_sizes(profiles),
        scores=tuple(ScoredK(**scores) for scores in model["scores"]),
        notes=tuple(model["notes"]),
        model_folder=model_folder(settings.outputs / model["run_id"]),
        mean_ari=(model["stability"] or {}).get("mean_ari"),
        moved_pct=model["moved_pct"],
        stands=True,
    )


def _give_segments(
    engine: sa.Engine, database: str, segmentation: Segmentation, fitted_on: int, mark: str
) -> tuple[pl.DataFrame, CustomerFacts]:
    """Give every customer the segment that is nearest, chunk by chunk; the profiles and facts of all."""
    model = segmentation.description
    assert model is not None
    means = segmentation.profiles.select(pl.col(f"mean_{name}").mean().alias(name) for name in FEATURES)
    sums = SegmentSums({name: mean or 0.0 for name, mean in means.row(0, named=True).items()})

    def rows() -> Iterator[pl.DataFrame]:
        for customers in stream_customers(engine, database):
            labels = model.segment_of(customers)
            sums.add(customers, labels)
            yield segment_rows(customers, labels, segmentation.names)

    replace_segments(engine, database, rows(), mark)
    return sums.profiles(segmentation.names), sums.facts(fitted_on)


def _sizes(profiles: pl.DataFrame) -> tuple[SegmentSize, ...]:
    return tuple(
        SegmentSize(
            segment=row["segment"],
            name=row["segment_name"],
            customers=row["customers"],
            customer_share_pct=row["customer_share_pct"],
            revenue_share_pct=row["revenue_share_pct"],
            mean_revenue=row["mean_revenue"],
        )
        for row in profiles.iter_rows(named=True)
    )
