"""ROI by weekday and channel as a heat map."""

from typing import TYPE_CHECKING

import polars as pl

from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.channel_roi import SHOWN
from python_jobs.reporting.charts.page import category_axis, layout
from python_jobs.reporting.charts.palette import DIVERGING
from python_jobs.reporting.charts.paper import label, paper_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


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
    lookup = {(row["channel"], row["weekday"]): row["roi_pct"] for row in cells.iter_rows(named=True)}
    grid = [[lookup.get((name, day)) for day in range(1, 8)] for name in names]
    # A cell that had next to no cost is not the best of anything.
    ranked = cells.filter(pl.col("cost") >= pl.col("cost").sum() / len(cells) / 10).sort("roi_pct")
    if len(ranked) < 2:
        return None
    best, worst = ranked.row(-1, named=True), ranked.row(0, named=True)
    title = (
        f"Best on {_NAMES[best['weekday'] - 1]} by {best['channel']} ({language.percent(best['roi_pct'], 0)}), "
        f"worst on {_NAMES[worst['weekday'] - 1]} by {worst['channel']} ({language.percent(worst['roi_pct'], 0)})"
    )
    subtitle = "ROI in percent of the cost by weekday; orange: loss, blue: profit"
    # Symmetric, so that white is break-even; capped, so that one extreme does not bleach the rest.
    present = sorted(abs(value) for row in grid for value in row if value is not None)
    reach = max(present[int(0.8 * (len(present) - 1))], 1.0)

    def draw() -> "Figure":
        import numpy as np
        from matplotlib.colors import LinearSegmentedColormap

        figure, axes = paper_figure(title, subtitle, height=max(2.2, 1.3 + 0.33 * len(names)))
        values = np.array(
            [[np.nan if value is None else value for value in row] for row in grid], dtype=float
        )
        colours = LinearSegmentedColormap.from_list("roi", DIVERGING)
        axes.imshow(values, aspect="auto", cmap=colours, vmin=-reach, vmax=reach)
        for (row, column), value in np.ndenumerate(values):
            if not np.isnan(value):
                strong = abs(value) > 0.72 * reach
                axes.text(column, row, language.percent(value, 0), ha="center", va="center", fontsize=8,
                          color="white" if strong else "#14202b")  # fmt: skip
        axes.set_xticks(range(7), DAYS)
        axes.set_yticks(range(len(names)), [label(name) for name in names])
        axes.grid(visible=False)
        axes.spines[:].set_visible(False)
        return figure

    spec = {
        "data": [
            {
                "type": "heatmap",
                "z": grid,
                "x": list(_NAMES),
                "y": names,
                "colorscale": DIVERGING,
                "zmin": -reach,
                "zmax": reach,
                "showscale": False,
                "xgap": 2,
                "ygap": 2,
                "text": [["" if v is None else language.percent(v, 0) for v in row] for row in grid],
                "texttemplate": "%{text}",
                "hovertemplate": "<b>%{y}</b>, %{x}<br>ROI %{z:.2f} %<extra></extra>",
            }
        ],
        "layout": layout(
            {"tickvals": list(_NAMES), "ticktext": list(DAYS), "side": "top", "showgrid": False},
            {**category_axis(names), "autorange": "reversed", "showgrid": False},
            height=max(240, 90 + 34 * len(names)),
        ),
    }
    return Chart("weekday_channel_roi", title, subtitle, f"{title}. Heat map.", draw, spec)
