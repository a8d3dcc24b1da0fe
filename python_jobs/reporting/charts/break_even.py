"""Revenue against cost per campaign with the line where they are equal."""

from typing import TYPE_CHECKING

import polars as pl

from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.page import layout, money_axis
from python_jobs.reporting.charts.palette import GAIN, GREY, LOSS
from python_jobs.reporting.charts.paper import label, paper_figure, ticks
from python_jobs.reporting.fonts import shortened

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def make(context: Context) -> Chart | None:
    """The campaigns with the highest cost; without any cost there is nothing to break even with."""
    campaigns = context.data.marts.campaigns.filter((pl.col("cost") > 0) | (pl.col("revenue") > 0))
    campaigns = campaigns if campaigns["cost"].sum() else campaigns.clear()
    if campaigns.is_empty():
        return None
    language = context.language
    losing = campaigns.filter(pl.col("profit") < 0)
    total = context.data.totals["campaigns"]
    among = f"{total:,} campaigns" if total == len(campaigns) else f"the {len(campaigns):,} biggest campaigns"
    if losing.is_empty():
        title = f"None of {among} lost money" if total > 1 else "The one campaign did not lose money"
    else:
        title = f"{len(losing):,} of {among} lost money, {language.compact_money(-losing['profit'].sum())} together"
    subtitle = f"Each dot is a campaign, {language.currency}; below the line it earned less than it cost"
    highest = float(max(campaigns["revenue"]))
    widest = float(max(campaigns["cost"]))
    edge = max(widest, highest)

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=4.4)
        for side, colour, marker, name in (
            (pl.col("profit") >= 0, GAIN, "o", "Profit"),
            (pl.col("profit") < 0, LOSS, "v", "Loss"),
        ):
            part = campaigns.filter(side)
            axes.scatter(part["cost"].to_list(), part["revenue"].to_list(), s=34, color=colour, alpha=0.75,
                         marker=marker, linewidths=0, label=name)  # fmt: skip
        axes.plot([0, widest], [0, widest], color=GREY, linestyle=(0, (4, 3)), label="Break-even")
        for row in campaigns.sort(pl.col("profit").abs(), descending=True).head(4).iter_rows(named=True):
            right = row["cost"] < 0.7 * widest
            axes.annotate(label(row["campaign_label"], 24), (row["cost"], row["revenue"]), fontsize=8,
                          xytext=(7 if right else -7, 0), textcoords="offset points", va="center",
                          ha="left" if right else "right", color="#3c4650")  # fmt: skip
        axes.set_xlabel("Cost")
        axes.set_ylabel("Revenue")
        axes.set_xlim(left=0)
        axes.set_ylim(bottom=0)
        axes.xaxis.set_major_formatter(ticks(language.compact_money))
        axes.yaxis.set_major_formatter(ticks(language.compact_money))
        axes.legend(loc="upper left", ncols=3)
        return figure

    def dots(part: pl.DataFrame, name: str, colour: str, symbol: str) -> dict[str, object]:
        return {
            "type": "scatter", "mode": "markers", "name": name,
            "x": part["cost"].to_list(), "y": part["revenue"].to_list(),
            "marker": {"color": colour, "size": 9, "symbol": symbol, "opacity": 0.8},
            "customdata": [
                [shortened(row["campaign_label"], 80), language.money(row["cost"]),
                 language.money(row["revenue"]), language.percent(row["roi_pct"], 1)]
                for row in part.iter_rows(named=True)
            ],
            "hovertemplate": "<b>%{customdata[0]}</b><br>Cost %{customdata[1]}<br>Revenue %{customdata[2]}"
            "<br>ROI %{customdata[3]}<extra></extra>",
        }  # fmt: skip

    spec = {
        "data": [
            dots(campaigns.filter(pl.col("profit") >= 0), "Profit", GAIN, "circle"),
            dots(losing, "Loss", LOSS, "triangle-down"),
            {"type": "scatter", "mode": "lines", "x": [0, edge], "y": [0, edge], "name": "Break-even",
             "line": {"dash": "dash", "color": GREY}, "hoverinfo": "skip"},
        ],
        "layout": layout(
            {**money_axis(language, "Cost"), "range": [0, 1.06 * widest]},
            {**money_axis(language, "Revenue"), "range": [0, 1.06 * edge]},
            legend=True, height=430,
        ),
    }  # fmt: skip
    return Chart(
        "campaign_break_even", title, subtitle, f"{title}. Scatter plot of cost and revenue.", draw, spec
    )
