"""Each channel's share of the cost beside its share of the revenue."""

from typing import TYPE_CHECKING

from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.channel_roi import SHOWN
from python_jobs.reporting.charts.page import category_axis, layout, percent_axis
from python_jobs.reporting.charts.palette import COST, REVENUE
from python_jobs.reporting.charts.paper import label, paper_figure, ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def make(context: Context) -> Chart | None:
    """Channels by cost; needs two of them, and cost and revenue to have shares of."""
    language = context.language
    channels = context.data.marts.channels.drop_nulls(["cost_share_pct", "revenue_share_pct"])
    if len(channels) < 2:
        return None
    shown = channels.sort("cost", descending=True).head(SHOWN).reverse()
    first = shown.row(-1, named=True)
    title = (
        f"{first['channel']} takes the most money: {language.percent(first['cost_share_pct'], 1)} of the cost for "
        f"{language.percent(first['revenue_share_pct'], 1)} of the revenue"
    )
    subtitle = "Share of total in percent; revenue right of cost earns more than its part"
    names = shown["channel"].to_list()
    cost, revenue = shown["cost_share_pct"].to_list(), shown["revenue_share_pct"].to_list()

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=max(2.4, 1.6 + 0.3 * len(names)))
        places = range(len(names))
        for place, spent, earned in zip(places, cost, revenue, strict=True):
            axes.plot([spent, earned], [place, place], color="#b6bec6", linewidth=2, zorder=1)
        axes.scatter(cost, places, color=COST, s=48, marker="s", label="Share of cost", zorder=2)
        axes.scatter(revenue, places, color=REVENUE, s=54, label="Share of revenue", zorder=2)
        axes.set_yticks(places, [label(name) for name in names])
        axes.set_ylim(-0.6, len(names) - 0.4)
        axes.set_xlim(left=0)
        axes.xaxis.set_major_formatter(ticks(lambda value: f"{value:g} %"))
        figure.legend(loc="outside lower center", ncols=2)
        return figure

    def dots(name: str, values: list[float], colour: str, symbol: str) -> dict[str, object]:
        return {
            "type": "scatter", "mode": "markers", "x": values, "y": names, "name": name,
            "marker": {"color": colour, "size": 12, "symbol": symbol},
            "hovertemplate": "<b>%{y}</b><br>" + name + " %{x:.2f} %<extra></extra>",
        }  # fmt: skip

    spec = {
        "data": [
            dots("Share of cost", cost, COST, "square"),
            dots("Share of revenue", revenue, REVENUE, "circle"),
        ],
        "layout": layout(
            {**percent_axis("Share of total"), "rangemode": "tozero"},
            category_axis(names),
            legend=True,
            height=max(260, 130 + 32 * len(names)),
        ),
    }
    return Chart("channel_shares", title, subtitle, f"{title}. The channel table has all shares.", draw, spec)
