"""Each channel's share of the cost beside its share of the revenue."""

from typing import TYPE_CHECKING

from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.channel_roi import SHOWN
from python_jobs.reporting.charts.palette import COST, FAINT, REVENUE
from python_jobs.reporting.charts.paper import label, name_rows, paper_figure, percent_ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def make(context: Context) -> Chart | None:
    """Channels by cost; needs two of them, and cost and revenue to have shares of."""
    language = context.language
    channels = context.data.marts.channels.drop_nulls(["cost_share_pct", "revenue_share_pct"])
    if len(channels) < 2:
        return None
    shown = channels.sort("cost", "channel", descending=[True, False]).head(SHOWN)
    first = shown.row(0, named=True)
    title = language.text(
        "{channel} takes the most money: {cost_share} of the cost for {revenue_share} of the revenue",
        channel=label(first["channel"], 40),
        cost_share=language.percent(first["cost_share_pct"], 1),
        revenue_share=language.percent(first["revenue_share_pct"], 1),
    )
    subtitle = language.text(
        "Share of the total in percent; where revenue is right of cost, a channel earns more than its part"
    )
    if len(channels) > SHOWN:
        subtitle = language.text(
            "Share of the total in percent; the {shown} of {total} channels with the highest cost",
            shown=language.count(SHOWN),
            total=language.count(len(channels)),
        )
    names = shown["channel"].to_list()
    cost, revenue = shown["cost_share_pct"].to_list(), shown["revenue_share_pct"].to_list()

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=max(2.1, 1.3 + 0.28 * len(names)))
        places = range(len(names))
        axes.hlines(places, cost, revenue, color=FAINT, linewidth=2, zorder=1)
        axes.scatter(
            cost, places, color=COST, s=48, marker="s", label=language.text("Share of cost"), zorder=2
        )
        axes.scatter(revenue, places, color=REVENUE, s=54, label=language.text("Share of revenue"), zorder=2)
        name_rows(axes, names)
        axes.set_xlim(left=min(0, axes.get_xlim()[0]) if min(cost + revenue) < 0 else 0)
        axes.xaxis.set_major_formatter(percent_ticks(language))
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2)
        return figure

    alt = language.text(
        "Dots, cost and revenue: {dots}.",
        dots="; ".join(
            f"{name} {language.percent(spent, 1)}, {language.percent(earned, 1)}"
            for name, spent, earned in zip(names, cost, revenue, strict=True)
        ),
    )
    return Chart("channel_shares", title, subtitle, alt, draw)
