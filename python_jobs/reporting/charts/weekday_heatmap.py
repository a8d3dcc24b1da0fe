"""ROI by weekday and channel as a heat map."""

from typing import TYPE_CHECKING

import polars as pl

from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.channel_roi import SHOWN
from python_jobs.reporting.charts.heat_map import draw_cells, reach_of
from python_jobs.reporting.charts.paper import label, paper_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def make(context: Context) -> Chart | None:
    """One row per channel (the biggest, if many), one column per weekday; empty where there was no cost."""
    language = context.language
    cells = context.data.marts.weekday_channel.filter(pl.col("roi_pct").is_not_null())
    if cells.is_empty():
        return None
    size = (
        cells.group_by("channel").agg(pl.col("cost").sum()).sort("cost", "channel", descending=[True, False])
    )
    names = size["channel"].head(SHOWN).to_list()
    ranked = (
        cells.filter(pl.col("channel").is_in(names))
        .with_columns((pl.col("revenue") - pl.col("cost")).alias("profit"))
        .sort("profit", "channel")
    )
    if ranked["roi_pct"].round(0).n_unique() < 2:
        return None
    lookup = {(row["channel"], row["weekday"]): row["roi_pct"] for row in cells.iter_rows(named=True)}
    grid = [[lookup.get((name, day)) for day in range(1, 8)] for name in names]
    texts = [["" if value is None else language.percent(value, 0) for value in row] for row in grid]
    best, worst = ranked.row(-1, named=True), ranked.row(0, named=True)
    # By profit: the highest ROI often is that of a cell with next to no cost.
    title = language.text(
        "Most profit: {best} on {best_day} ({best_profit}, ROI {best_roi}); least: {worst} on {worst_day} "
        "({worst_profit}, ROI {worst_roi})",
        best=label(best["channel"], 32),
        best_day=language.weekday(best["weekday"]),
        best_profit=language.compact_money(best["profit"]),
        best_roi=language.percent(best["roi_pct"], 0),
        worst=label(worst["channel"], 32),
        worst_day=language.weekday(worst["weekday"]),
        worst_profit=language.compact_money(worst["profit"]),
        worst_roi=language.percent(worst["roi_pct"], 0),
    )
    subtitle = language.text("ROI in percent of the cost by weekday; orange: loss, blue: profit")
    if len(size) > SHOWN:
        subtitle = language.text(
            "ROI in percent of the cost by weekday; orange: loss, blue: profit; the {shown} of {total} "
            "channels with the highest cost",
            shown=language.count(SHOWN),
            total=language.count(len(size)),
        )

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=max(1.5, 0.85 + 0.29 * len(names)))
        draw_cells(axes, grid, reach_of(grid), texts)
        axes.set_xticks(range(7), [language.weekday(day) for day in range(1, 8)])
        axes.set_yticks(range(len(names)), [label(name) for name in names])
        return figure

    alt = language.text("Table of ROI by channel, from {first} to {last}: {rows}.", first=language.weekday(1),
                        last=language.weekday(7), rows="; ".join(
        f"{name} {', '.join(text or language.undefined for text in row)}"
        for name, row in zip(names, texts, strict=True)
    ))  # fmt: skip
    return Chart("weekday_channel_roi", title, subtitle, alt, draw)
