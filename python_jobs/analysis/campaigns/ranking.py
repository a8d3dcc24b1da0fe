"""Campaigns and channels by ROI, and what may be said of each: one of three conversions is not the best."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from python_jobs.analysis.campaigns.roi_interval import roi_interval, spread_of
from python_jobs.analysis_config import CampaignsConfig
from python_jobs.insights import RankedCampaign, RankedChannel
from python_jobs.language import Language


def rank_campaigns(
    returns: pl.DataFrame, config: CampaignsConfig, language: Language
) -> tuple[RankedCampaign, ...]:
    """Campaigns with cost by the size of their profit or loss.

    Args:
        returns: as read by ``read_returns``, ``with_running``.
    """
    total = 0 if returns.is_empty() else int(returns["campaigns"][0])
    return tuple(
        RankedCampaign(
            row["campaign"],
            **_figures(row),
            **_certainty(row, total, config, language),
            is_running=row["is_running"],
        )
        for row in _with_intervals(returns, total, config)
    )


def rank_channels(
    days: pl.DataFrame, config: CampaignsConfig, language: Language
) -> tuple[RankedChannel, ...]:
    """Channels with cost by the size of their profit or loss.

    Args:
        days: as read by ``read_channel_days``.
    """
    spread = spread_of(days, "channel").filter(pl.col("cost") > 0).sort("channel")
    return tuple(
        RankedChannel(row["channel"], **_figures(row), **_certainty(row, len(spread), config, language))
        for row in _with_intervals(spread, len(spread), config)
    )


def _with_intervals(spread: pl.DataFrame, total: int, config: CampaignsConfig) -> Iterator[dict[str, Any]]:
    if spread.is_empty():
        return
    low, high = roi_interval(spread, config.confidence)
    # Of 200 campaigns that just break even, five are outside their 95 % interval by chance. What is called
    # certain holds for all of them together (Bonferroni).
    joint_low, joint_high = roi_interval(spread, 1 - (1 - config.confidence) / total)
    ranked = spread.with_columns(
        (pl.col("revenue") - pl.col("cost")).alias("profit"),
        pl.Series("low", low),
        pl.Series("high", high),
        pl.Series("joint_low", joint_low),
        pl.Series("joint_high", joint_high),
    )
    yield from ranked.sort(pl.col("profit").abs(), descending=True, maintain_order=True).iter_rows(named=True)


def _figures(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("cost", "revenue", "profit", "conversions")},
        "roi_pct": 100 * row["profit"] / row["cost"],
        "roi_low_pct": row["low"],
        "roi_high_pct": row["high"],
        "joint_low_pct": row["joint_low"],
        "joint_high_pct": row["joint_high"],
    }


def _certainty(
    row: dict[str, Any], total: int, config: CampaignsConfig, language: Language
) -> dict[str, Any]:
    reason = _doubt(row, total, config, language)
    return {"is_certain": not reason, "reason": reason}


def _doubt(row: dict[str, Any], total: int, config: CampaignsConfig, language: Language) -> str:
    """Why it may be called neither good nor bad; empty if it may."""
    is_loss = row["profit"] < 0
    # So much cost without conversions says something too: what its channels would have brought for it.
    volume = max(row["conversions"], row["expected_conversions"] or 0) if is_loss else row["conversions"]
    if volume < config.min_conversions:
        return language.plural(
            "Too little data: {number} conversion.",
            "Too little data: {number} conversions.",
            row["conversions"],
        )
    if row["low"] <= 0 <= row["high"]:
        return language.text(
            "Chance cannot be ruled out: at {confidence} confidence, ROI is between {low} and {high}.",
            confidence=language.percent(100 * config.confidence, 0),
            low=language.percent(row["low"], 0),
            high=language.percent(row["high"], 0),
        )
    if row["joint_low"] <= 0 <= row["joint_high"]:
        return language.text(
            "Chance cannot be ruled out: of {number} that just break even, some would seem this far from it.",
            number=language.count(total),
        )
    return ""
