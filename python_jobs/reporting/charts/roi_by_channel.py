"""The ROI of single campaign days as a box per channel, from quartiles that SQL computed."""

from typing import TYPE_CHECKING

import polars as pl

from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.channel_roi import SHOWN
from python_jobs.reporting.charts.paper import label, line_of_zero, name_rows, paper_figure, percent_ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Fewer rows have no quartiles worth a box.
MIN_ROWS = 5
# A box beside one twenty times as wide is a line: the axis ends where most whiskers do.
_CLIPPED = 4.0


def make(context: Context) -> Chart | None:
    """Boxes by median, highest first; with many channels, the ones with the most rows."""
    language = context.language
    boxes = context.data.marts.roi_quartiles.filter(pl.col("fact_rows") >= MIN_ROWS)
    if boxes.is_empty() or (boxes["upper_quartile"] - boxes["lower_quartile"] < 1e-6).all():
        return None
    shown = (
        boxes.sort("fact_rows", "channel", descending=[True, False])
        .head(SHOWN)
        .sort("median", "channel", descending=[True, False])
    )
    title = _title(shown, context)
    subtitle = language.text(
        "ROI of campaign days in percent; box: the middle half, line: median, whiskers: within 1.5 box "
        "lengths; the days beyond them are not drawn"
    )
    if len(boxes) > SHOWN:
        subtitle = language.text(
            "ROI of campaign days in percent; box: the middle half, line: median, whiskers: within 1.5 box "
            "lengths; the {shown} of {total} channels with the most campaign days",
            shown=language.count(SHOWN),
            total=language.count(len(boxes)),
        )
    names = shown["channel"].to_list()
    statistics = [
        {
            "whislo": row["lower_whisker"],
            "q1": row["lower_quartile"],
            "med": row["median"],
            "q3": row["upper_quartile"],
            "whishi": row["upper_whisker"],
        }
        for row in shown.iter_rows(named=True)
    ]

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=max(1.9, 1.2 + 0.3 * len(names)))
        drawn = axes.bxp(
            statistics, positions=range(len(names)), orientation="horizontal", widths=0.62, showfliers=False,
            patch_artist=True, manage_ticks=False, medianprops={"color": "black", "linewidth": 1.6},
        )  # fmt: skip
        for patch, name in zip(drawn["boxes"], names, strict=True):
            patch.set_facecolor(context.colours[name])
            patch.set_alpha(0.75)
        name_rows(axes, names)
        line_of_zero(axes, vertical=True)
        left, right = _span(shown)
        axes.set_xlim(left, right)
        axes.xaxis.set_major_formatter(percent_ticks(language))
        return figure

    alt = language.text(
        "Boxes, median and middle half: {boxes}.",
        boxes="; ".join(
            f"{row['channel']} {language.percent(row['median'], 1)} "
            f"({language.percent(row['lower_quartile'], 1)}, {language.percent(row['upper_quartile'], 1)})"
            for row in shown.iter_rows(named=True)
        ),
    )
    return Chart("roi_by_channel", title, subtitle, alt, draw)


def _title(shown: pl.DataFrame, context: Context) -> str:
    language = context.language
    best, worst = shown.row(0, named=True), shown.row(-1, named=True)
    values = {
        "best": label(best["channel"], 32),
        "best_roi": language.percent(best["median"], 0),
        "worst": label(worst["channel"], 32),
        "worst_roi": language.percent(worst["median"], 0),
    }
    if len(shown) == 1:
        return language.text(
            "Half of the campaign days of {best} have an ROI of {best_roi} or more", **values
        )
    return language.text(
        "The typical campaign day returns most on {best} (median ROI {best_roi}), least on {worst} "
        "({worst_roi})",
        **values,
    )


def _span(shown: pl.DataFrame) -> tuple[float, float]:
    lowest, highest = shown["lower_whisker"].min(), shown["upper_whisker"].max()
    low, high = min(0.0, float(lowest or 0)), max(0.0, float(highest or 0))  # type: ignore[arg-type]
    middle = max(float(shown["upper_quartile"].max() or 0), 0.0)  # type: ignore[arg-type]
    high = min(high, max(_CLIPPED * middle, 1.0)) if middle else high
    room = 0.04 * ((high - low) or 1.0)
    return low - room, high + room
