"""What analysis and reports start from: aggregates of the marts, small whatever the size of the fact."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class MartAggregates:
    """Frames of the marts, amounts as floats.

    totals: one row: ``fact_rows``, ``campaigns``, ``channels``, first and last date, measures, metrics and
        ``cost_without_conversions``.
    daily: one row per day with figures. channels: one per channel, best ROI first.
    campaigns: the ones with the highest cost, at most ``CAMPAIGNS_BY_COST``.
    best_campaigns, worst_campaigns: by profit, at most ``RANKED_CAMPAIGNS`` each, no campaign in both.
    weekday_channel: ``weekday`` (1 = Monday), ``channel``, ``cost``, ``revenue``, ``roi_pct``.
    roi_histogram: ``from_pct``, ``to_pct``, ``fact_rows``; the last bin holds all above its start.
    quality, quarantine: as in ``mart_data_quality`` and ``mart_quarantine_reasons``.
    roi_quartiles: one box per channel, the columns of ``roi_quartiles.QUARTILE_COLUMNS``.
    """

    totals: pl.DataFrame
    daily: pl.DataFrame
    channels: pl.DataFrame
    campaigns: pl.DataFrame
    best_campaigns: pl.DataFrame
    worst_campaigns: pl.DataFrame
    weekday_channel: pl.DataFrame
    roi_histogram: pl.DataFrame
    quality: pl.DataFrame
    quarantine: pl.DataFrame
    roi_quartiles: pl.DataFrame
