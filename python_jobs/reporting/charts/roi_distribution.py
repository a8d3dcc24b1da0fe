"""How the ROI of single campaign days is distributed."""

from typing import TYPE_CHECKING

import polars as pl

from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.palette import GAIN, GREY, LOSS
from python_jobs.reporting.charts.paper import line_of_zero, paper_figure, percent_ticks, ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Fewer have no distribution worth a figure.
MIN_ROWS = 10


def make(context: Context) -> Chart | None:
    """Counted in SQL; the last bar holds everything above its start."""
    language = context.language
    bins = context.data.marts.roi_histogram
    total = int(bins["fact_rows"].sum())
    if total < MIN_ROWS or bins.filter(pl.col("fact_rows") > 0).height < 2:
        return None
    below = int(bins.filter(pl.col("to_pct") <= 0)["fact_rows"].sum())
    straddling = bins.filter((pl.col("from_pct") < 0) & (pl.col("to_pct") > 0)).height
    if straddling:
        title = language.text("ROI of {days} campaign days", days=language.count(total))
    else:
        title = language.text(
            "{share} of {days} campaign days earned less than they cost",
            share=language.percent(100 * below / total, 0),
            days=language.count(total),
        )
    subtitle = language.text(
        "Number of campaign days (one campaign, channel and day) by ROI in percent; the last bar includes "
        "all above"
    )
    starts, ends = bins["from_pct"].to_list(), bins["to_pct"].to_list()
    counts = bins["fact_rows"].to_list()
    colours = [
        LOSS if end <= 0 else GAIN if start >= 0 else GREY for start, end in zip(starts, ends, strict=True)
    ]
    width = ends[0] - starts[0]

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=2.9)
        axes.bar(starts, counts, width=0.92 * width, align="edge", color=colours)
        line_of_zero(axes, vertical=True)
        axes.xaxis.set_major_formatter(percent_ticks(language))
        axes.yaxis.set_major_formatter(ticks(language.compact))
        axes.set_xlabel(language.text("ROI"))
        axes.set_ylabel(language.text("Campaign days"))
        axes.grid(axis="x", visible=False)
        return figure

    most = bins.sort("fact_rows", descending=True).row(0, named=True)
    alt = language.text(
        "Histogram; the most campaign days, {days}, have an ROI from {low} to {high}.",
        days=language.count(most["fact_rows"]),
        low=language.percent(most["from_pct"], 0),
        high=language.percent(most["to_pct"], 0),
    )
    return Chart("roi_distribution", title, subtitle, alt, draw)
