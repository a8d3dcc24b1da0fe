"""How the ROI of single campaign days is distributed."""

from typing import TYPE_CHECKING

import polars as pl

from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.page import layout, percent_axis
from python_jobs.reporting.charts.palette import GAIN, GREY, LOSS
from python_jobs.reporting.charts.paper import paper_figure, ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Fewer have no distribution worth a figure.
MIN_ROWS = 10


def make(context: Context) -> Chart | None:
    """Counted in SQL; the last bar holds everything above its start."""
    language = context.language
    bins = context.data.marts.roi_histogram
    total = int(bins["fact_rows"].sum())
    if total < MIN_ROWS:
        return None
    below = int(bins.filter(pl.col("to_pct") <= 0)["fact_rows"].sum())
    straddling = bins.filter((pl.col("from_pct") < 0) & (pl.col("to_pct") > 0)).height
    if straddling:
        title = f"ROI of {language.count(total)} campaign days"
    else:
        title = f"{language.percent(100 * below / total, 0)} of {language.count(total)} campaign days earned less than they cost"
    subtitle = (
        "Number of campaign days (one campaign, channel and day) by ROI in percent; "
        "the last bar includes all above"
    )
    starts, ends = bins["from_pct"].to_list(), bins["to_pct"].to_list()
    counts = bins["fact_rows"].to_list()
    colours = [
        LOSS if end <= 0 else GAIN if start >= 0 else GREY for start, end in zip(starts, ends, strict=True)
    ]
    width = ends[0] - starts[0]

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=3.4)
        axes.bar(starts, counts, width=0.92 * width, align="edge", color=colours)
        axes.axvline(0, color="#3c4650", linewidth=1)
        axes.xaxis.set_major_formatter(ticks(lambda value: f"{value:,.10g} %"))
        axes.yaxis.set_major_formatter(ticks(language.compact))
        axes.set_xlabel("ROI")
        axes.set_ylabel("Campaign days")
        axes.grid(axis="x", visible=False)
        return figure

    spec = {
        "data": [
            {
                "type": "bar",
                "x": [start + width / 2 for start in starts],
                "y": counts,
                "width": 0.94 * width,
                "marker": {"color": colours},
                "customdata": [
                    f"{start:g} % and more" if start == starts[-1] else f"{start:g} to {end:g} %"
                    for start, end in zip(starts, ends, strict=True)
                ],
                "hovertemplate": "ROI %{customdata}<br>%{y:,} campaign days<extra></extra>",
            }
        ],
        "layout": layout(
            percent_axis("ROI"), {"title": {"text": "Campaign days"}, "separatethousands": True}, height=340
        ),
    }
    return Chart("roi_distribution", title, subtitle, f"{title}. Histogram.", draw, spec)
