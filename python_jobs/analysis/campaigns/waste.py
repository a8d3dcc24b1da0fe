"""Campaigns that cost money and brought no conversion, where that is more than bad luck."""

import polars as pl

from python_jobs.analysis_config import CampaignsConfig
from python_jobs.insights import Waste


def wasted_spend(returns: pl.DataFrame, config: CampaignsConfig) -> tuple[Waste, ...]:
    """Campaigns without a conversion whose cost brings some on their channels, dearest first.

    Where three conversions are expected, none comes by chance in exp(-3) = 5 % of the cases: the rule of
    three, Hanley and Lippman-Hand (1983), If nothing goes wrong, is everything all right?, JAMA 249.

    Args:
        returns: as read by ``read_returns``, ``with_running``.
    """
    silent = returns.filter(
        (pl.col("conversions") == 0)
        & (pl.col("revenue") == 0)  # its conversions are just not counted
        & (pl.col("expected_conversions") >= config.waste_expected_conversions)
    )
    return tuple(
        Waste(row["campaign"], row["cost"], row["clicks"], row["expected_conversions"], row["is_running"])
        for row in silent.sort("cost", descending=True, maintain_order=True).iter_rows(named=True)
    )
