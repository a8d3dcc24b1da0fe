"""What the customers of each segment are like: the mart ``segment_profiles``."""

from collections.abc import Mapping

import polars as pl

from python_jobs.analysis.clustering.base import Labels
from python_jobs.features import FEATURES

PROFILE_SCHEMA: dict[str, pl.DataType] = {
    "segment": pl.Int64(),
    "segment_name": pl.String(),
    "customers": pl.Int64(),
    "customer_share_pct": pl.Float64(),
    "revenue_share_pct": pl.Float64(),
    **{f"{statistic}_{name}": pl.Float64() for name in FEATURES for statistic in ("mean", "std")},
}


def profile_segments(frame: pl.DataFrame, labels: Labels, names: Mapping[int, str]) -> pl.DataFrame:
    """Size, shares, mean and sample standard deviation of every feature per segment.

    Means are those of the known values; a standard deviation of fewer than two of them is null, and so is a
    revenue share when there is no revenue at all.

    Args:
        frame: one row per customer with the six features. labels: its segment numbers.
    """
    total_revenue = float(frame["revenue"].sum() or 0)
    profiles = (
        frame.select(pl.col(list(FEATURES)).cast(pl.Float64))
        .with_columns(pl.Series("segment", labels))
        .group_by("segment")
        .agg(
            pl.len().cast(pl.Int64).alias("customers"),
            pl.col("revenue").sum().alias("total"),
            *(pl.col(name).mean().alias(f"mean_{name}") for name in FEATURES),
            *(pl.col(name).std().alias(f"std_{name}") for name in FEATURES),
        )
        .with_columns(
            pl.col("segment").replace_strict(dict(names), return_dtype=pl.String).alias("segment_name"),
            (100 * pl.col("customers") / len(frame)).alias("customer_share_pct"),
            (100 * pl.col("total") / (total_revenue or None)).cast(pl.Float64).alias("revenue_share_pct"),
        )
        .sort("segment")
    )
    return profiles.select(PROFILE_SCHEMA.keys())
