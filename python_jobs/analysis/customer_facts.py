"""Customers summed up chunk by chunk: how many, what range, and what each segment is like."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from python_jobs.analysis.clustering.base import Labels
from python_jobs.analysis.segment_profiles import PROFILE_SCHEMA
from python_jobs.features import FEATURES, Feature


@dataclass(frozen=True)
class CustomerFacts:
    """What a model's description says of its customers.

    ``fitted_on`` is how many of them the model was fitted on; ``ranges`` maps each feature to its ``min``,
    ``max`` and number of ``missing`` values.
    """

    number: int
    fitted_on: int
    ranges: Mapping[Feature, dict[str, Any]]


def facts_of(frame: pl.DataFrame) -> CustomerFacts:
    """The facts of customers that are all in memory, and all of whom the model was fitted on."""
    ranges = {
        name: {"min": frame[name].min(), "max": frame[name].max(), "missing": frame[name].null_count()}
        for name in FEATURES
    }
    return CustomerFacts(len(frame), len(frame), ranges)


@dataclass
class SegmentSums:
    """Sums per segment, of as many chunks as there are.

    Attributes:
        shift: per feature a value near its mean. Squares are summed of the distance to it: sums of squares of
            large numbers would leave no digits for a small variance.
    """

    shift: Mapping[str, float]
    _chunks: list[pl.DataFrame] = field(default_factory=list)

    def add(self, frame: pl.DataFrame, labels: Labels) -> None:
        """Count customers with the six features and their segments."""
        moved = {name: pl.col(name) - self.shift[name] for name in FEATURES}
        self._chunks.append(
            frame.group_by(pl.Series("segment", labels)).agg(
                pl.len().cast(pl.Int64).alias("customers"),
                *(pl.col(name).count().cast(pl.Int64).alias(f"known_{name}") for name in FEATURES),
                *(moved[name].sum().alias(f"sum_{name}") for name in FEATURES),
                *((moved[name] ** 2).sum().alias(f"squares_{name}") for name in FEATURES),
                *(pl.col(name).min().alias(f"min_{name}") for name in FEATURES),
                *(pl.col(name).max().alias(f"max_{name}") for name in FEATURES),
            )
        )

    def facts(self, fitted_on: int) -> CustomerFacts:
        """The facts of all customers that were added."""
        sums = self._summed()
        number = int(sums["customers"].sum())
        ranges = {
            name: {
                "min": sums[f"min_{name}"].min(),
                "max": sums[f"max_{name}"].max(),
                "missing": number - int(sums[f"known_{name}"].sum()),
            }
            for name in FEATURES
        }
        return CustomerFacts(number, fitted_on, ranges)

    def profiles(self, names: Mapping[int, str]) -> pl.DataFrame:
        """As ``profile_segments`` has them: one row per segment, standard deviations of the sample."""
        total = pl.col("sum_revenue") + pl.col("known_revenue") * self.shift["revenue"]
        profiles = self._summed().with_columns(
            pl.col("segment").replace_strict(dict(names), return_dtype=pl.String).alias("segment_name"),
            (100 * pl.col("customers") / pl.col("customers").sum()).alias("customer_share_pct"),
            pl.when(total.sum() != 0).then(100 * total / total.sum()).alias("revenue_share_pct"),
            *(self._mean(name) for name in FEATURES),
            *(_deviation(name) for name in FEATURES),
        )
        return profiles.select(PROFILE_SCHEMA.keys())

    def _summed(self) -> pl.DataFrame:
        added: Sequence[str] = ("known", "sum", "squares")
        return (
            pl.concat(self._chunks)
            .group_by("segment")
            .agg(
                pl.col("customers").sum(),
                *(pl.col(f"{kind}_{name}").sum() for kind in added for name in FEATURES),
                *(pl.col(f"min_{name}").min() for name in FEATURES),
                *(pl.col(f"max_{name}").max() for name in FEATURES),
            )
            .sort("segment")
        )

    def _mean(self, name: str) -> pl.Expr:
        known = pl.col(f"known_{name}")
        return pl.when(known > 0).then(pl.col(f"sum_{name}") / known + self.shift[name]).alias(f"mean_{name}")


def _deviation(name: str) -> pl.Expr:
    known, total = pl.col(f"known_{name}"), pl.col(f"sum_{name}")
    variance = (pl.col(f"squares_{name}") - total**2 / known) / (known - 1)
    return pl.when(known > 1).then(variance.clip(lower_bound=0).sqrt()).alias(f"std_{name}")
