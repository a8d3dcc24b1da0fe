"""The charts of the reports; a further one is one file and one line in ``CHARTS``."""

import gc
from pathlib import Path

from python_jobs.reporting.charts import (
    break_even,
    campaign_intervals,
    channel_roi,
    channel_shares,
    concentration,
    correlation,
    funnel,
    k_selection,
    monthly_roi,
    profit_calendar,
    profit_change,
    roi_by_channel,
    roi_distribution,
    segment_map,
    segment_profile,
    trend,
    weekday_heatmap,
)
from python_jobs.reporting.charts.base import Chart, ChartMaker, Context
from python_jobs.reporting.charts.paper import in_style

CHARTS: tuple[ChartMaker, ...] = (
    trend.make,
    monthly_roi.make,
    channel_roi.make,
    channel_shares.make,
    roi_by_channel.make,
    profit_change.make,
    campaign_intervals.make,
    break_even.make,
    concentration.make,
    weekday_heatmap.make,
    profit_calendar.make,
    roi_distribution.make,
    correlation.make,
    funnel.make,
    segment_map.make,
    segment_profile.make,
    k_selection.make,
)


def make_charts(context: Context) -> tuple[Chart, ...]:
    """Every chart that the data has something to draw for, in the order of the report."""
    return tuple(chart for chart in (make(context) for make in CHARTS) if chart is not None)


def draw_charts(charts: tuple[Chart, ...], folder: Path) -> dict[str, Path]:
    """Draw the charts as PNG files and return the paths by chart name."""
    folder.mkdir(parents=True, exist_ok=True)
    files = figure_files(charts, folder)
    for chart in charts:
        files[chart.name].write_bytes(in_style(chart.draw))
        # A figure refers to itself, so that it stays until it is looked for: 20 MB at the end.
        gc.collect()
    return files


def figure_files(charts: tuple[Chart, ...], folder: Path) -> dict[str, Path]:
    """Where the charts are drawn, by name."""
    return {chart.name: folder / f"{chart.name}.png" for chart in charts}
