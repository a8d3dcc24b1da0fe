"""ROI of every channel as bars, best first."""

from typing import TYPE_CHECKING

import polars as pl

from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.page import category_axis, layout, percent_axis
from python_jobs.reporting.charts.paper import label, paper_figure, ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# More bars than this cannot be read; the table has them all.
SHOWN = 20


def make(context: Context) -> Chart | None:
    """Channels with a defined ROI; with many, the ones with the highest cost."""
    language = context.language
    defined = context.data.marts.channels.filter(pl.col("roi_pct").is_not_null())
    if defined.is_empty():
        return None
    shown = defined.sort("cost", descending=True).head(SHOWN).sort("roi_pct")
    best = shown.row(-1, named=True)
    losing = defined.filter(pl.col("profit") < 0).height
    total = defined.height
    among = f"Of the {SHOWN} biggest channels, " if total > SHOWN else ""
    title = f"{among}{best['channel']} has the best ROI, {language.percent(best['roi_pct'], 1)}"
    if total == 1:
        title = f"{best['channel']}, the only channel, has an ROI of {language.percent(best['roi_pct'], 1)}"
    elif losing:
        title += f"; {losing} of {total} channels lost money"
    subtitle = "ROI in percent of the cost; the dashed line is the ROI of all channels together"
    if total > SHOWN:
        subtitle = f"ROI in percent of the cost; the {SHOWN} of {total} channels with the highest cost"
    names, values = shown["channel"].to_list(), shown["roi_pct"].to_list()
    colours = [context.colours[name] for name in names]
    overall = context.data.totals["roi_pct"]
    # Plotly leaves no room for the figures beside the bars.
    lowest, highest = min(0.0, *values), max(0.0, *values)
    room = 0.3 * (highest - lowest or 1.0)
    left, right = lowest - (room if lowest < 0 else 0.0), highest + (room if highest > 0 else 0.0)

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=max(2.4, 1.5 + 0.32 * len(names)))
        bars = axes.barh(range(len(names)), values, color=colours, height=0.68)
        axes.set_yticks(range(len(names)), [label(name) for name in names])
        axes.bar_label(
            bars, [language.percent(value, 1) for value in values], padding=4, fontsize=8.5, color="#14202b"
        )
        axes.set_ylim(-0.6 - max(0, 2 - len(names)), len(names) - 0.4 + max(0, 2 - len(names)))
        axes.axvline(0, color="#3c4650", linewidth=0.9)
        axes.axvline(overall, color="#3c4650", linewidth=1, linestyle=(0, (4, 3)))
        axes.margins(x=0.16)
        axes.xaxis.set_major_formatter(ticks(lambda value: f"{value:,.10g} %"))
        axes.grid(axis="y", visible=False)
        return figure

    spec = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": values,
                "y": names,
                "marker": {"color": colours},
                "text": [language.percent(value, 1) for value in values],
                "textposition": "outside",
                "cliponaxis": False,
                "customdata": [
                    [language.money(row["cost"]), language.money(row["profit"])]
                    for row in shown.iter_rows(named=True)
                ],
                "hovertemplate": "<b>%{y}</b><br>ROI %{text}<br>Cost %{customdata[0]}"
                "<br>Profit %{customdata[1]}<extra></extra>",
            }
        ],
        "layout": layout(
            {**percent_axis("ROI"), "range": [left, right]},
            category_axis(names), height=max(240, 110 + 34 * len(names)),
            shapes=[{"type": "line", "x0": overall, "x1": overall, "yref": "paper", "y0": 0, "y1": 1,
                     "line": {"dash": "dash", "width": 1.2, "color": "#8C8C8C"}}],
        ),
    }  # fmt: skip
    alt = f"{title}. Bars: " + ", ".join(
        f"{name} {language.percent(value, 1)}"
        for name, value in zip(reversed(names), reversed(values), strict=True)
    )
    return Chart("channel_roi", title, subtitle, alt, draw, spec)
