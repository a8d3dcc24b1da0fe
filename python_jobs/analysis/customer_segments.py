"""Segments the customers of the candidate marts and writes the result back beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from python_jobs.analysis.clustering import ScoredK
from python_jobs.analysis.model_registry import model_of, published_model_of, register_model
from python_jobs.analysis.segment_profiles import PROFILE_SCHEMA
from python_jobs.analysis.segmentation import Segmentation, segment, with_model
from python_jobs.analysis_config import FEATURES, SegmentationConfig
from python_jobs.settings import Settings
from python_jobs.warehouse.bulk import load_frame
from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.segment_models import moved_share_pct

READ_ROWS = 50_000

_SEGMENTS_DDL = """
    create table {table} (
        customer_key bigint not null primary key,
        customer_id varchar(255) not null,
        segment int not null,
        segment_name varchar(64) not null,
        index (segment)
    ) engine=InnoDB
"""
_PROFILES_DDL = """
    create table {{table}} (
        segment int not null primary key,
        segment_name varchar(64) not null,
        customers bigint not null,
        customer_share_pct decimal(38,8) not null,
        revenue_share_pct decimal(38,8) null,
        {features}
    ) engine=InnoDB
""".format(features=", ".join(f"{name} decimal(38,8) null" for name in list(PROFILE_SCHEMA)[5:]))


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
    segments: tuple[SegmentSize, ...]
    scores: tuple[ScoredK, ...]
    notes: tuple[str, ...]
    model_folder: Path | None
    """None when there was no customer to fit a model to."""
    mean_ari: float | None = None
    """Stability: mean adjusted Rand index under the bootstrap; None for a single segment."""
    moved_pct: float | None = None
    """Share of the published customers that have another segment now, in percent; None the first time."""


def segment_customers(settings: Settings, config: SegmentationConfig, run_id: str) -> SegmentationSummary:
    """Read ``dim_customer`` of the build, segment it, write ``customer_segments`` and ``segment_profiles``.

    Segments keep the numbers that they have in the publication. Running it again replaces both tables with
    the same content.

    Raises:
        DataError: ``config.model`` names a run without a model that can be used.
    """
    # A million segments take 4 s by file and most of a minute by inserts; bulk.py offers no other file.
    engine = engine_for(settings, "transformer", local_infile=True)
    database = settings.database("build")
    try:
        customers = read_customers(engine, database)
        if config.model is not None and not customers.is_empty():
            segmentation = with_model(customers, model_of(settings, config.model), config)
        else:
            previous = published_model_of(settings)
            segmentation = segment(customers, config, run_id=run_id, previous=previous)
        _write(engine, database, customers, segmentation)
    finally:
        engine.dispose()
    folder = moved = None
    if not customers.is_empty():
        moved = moved_share_pct(settings)
        folder = register_model(settings, run_id, customers, config, segmentation, moved)
    return SegmentationSummary(
        run_id=run_id,
        algorithm=config.algorithm,
        customers=len(customers),
        segments=_sizes(segmentation.profiles),
        scores=segmentation.scores,
        notes=segmentation.notes,
        model_folder=folder,
        mean_ari=segmentation.stability.mean_ari if segmentation.stability else None,
        moved_pct=moved,
    )


def read_customers(engine: sa.Engine, database: str) -> pl.DataFrame:
    """``customer_key``, ``customer_id`` and the six features as floats, one row per customer by key."""
    # The server turns decimals into doubles: a million Decimal objects would take minutes and gigabytes.
    features = ", ".join(f"cast({name} as double) as {name}" for name in FEATURES)
    query = f"select customer_key, customer_id, {features} from {database}.dim_customer order by customer_key"
    schema: dict[str, type[pl.DataType]] = {"customer_key": pl.Int64, "customer_id": pl.String}
    schema |= dict.fromkeys(map(str, FEATURES), pl.Float64)
    with engine.connect().execution_options(stream_results=True, max_row_buffer=READ_ROWS) as connection:
        parts = [
            pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")
            for rows in connection.execute(sa.text(query)).partitions(READ_ROWS)
        ]
    return pl.concat(parts) if parts else pl.DataFrame(schema=schema)


def _write(engine: sa.Engine, database: str, customers: pl.DataFrame, segmentation: Segmentation) -> None:
    segments = customers.select("customer_key", "customer_id").with_columns(
        pl.Series("segment", segmentation.labels, dtype=pl.Int64)
    )
    segments = segments.with_columns(
        pl.col("segment").replace_strict(segmentation.names, return_dtype=pl.String).alias("segment_name")
    )
    # Marts have plain column types only, and ratios eight decimals.
    profiles = segmentation.profiles.with_columns(pl.col(pl.Float64).cast(pl.Decimal(38, 8)))
    tables: Sequence[tuple[str, str, pl.DataFrame]] = (
        ("customer_segments", _SEGMENTS_DDL, segments),
        ("segment_profiles", _PROFILES_DDL, profiles),
    )
    with engine.begin() as connection:
        for table, ddl, frame in tables:
            # After a publication the name is a view of what is published. This order fits both.
            connection.execute(sa.text(f"drop table if exists {database}.{table}"))
            connection.execute(sa.text(f"drop view if exists {database}.{table}"))
            connection.execute(sa.text(ddl.format(table=f"{database}.{table}")))
            load_frame(connection, database, table, frame)


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
