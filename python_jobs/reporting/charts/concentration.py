"""How few campaigns make up most of the cost, and most of the profit (Pareto curves)."""

from typing import TYPE_CHECKING

from python_jobs.insights import ParetoPoint
from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.palette import BLUE, COST, FAINT
from python_jobs.reporting.charts.paper import paper_figure, percent_ticks, ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST_PCT = 80.0
# Of fewer campaigns any two or three are most.
MIN_CAMPAIGNS = 5


def make(context: Context) -> Chart | None:
    """Both curves over the number of campaigns; without profit only the one of cost."""
    concentration = context.data.insights.concentration
    if concentration is None or concentration.campaigns < MIN_CAMPAIGNS or not concentration.spend:
        return None
    language = context.language
    title = language.text(
        "{share} of the cost goes to {few} of {total} campaigns",
        few=language.count(_most(concentration.spend).campaigns),
        total=language.count(concentration.campaigns),
        share=language.percent(_most(concentration.spend).share_pct, 0),
    )
    if concentration.profit:
        earning = _most(concentration.profit)
        title = language.text(
            "{share} of the cost goes to {few} of {total} campaigns; {profit_share} of the profits come from "
            "{earning}",
            few=language.count(_most(concentration.spend).campaigns),
            total=language.count(concentration.campaigns),
            share=language.percent(_most(concentration.spend).share_pct, 0),
            earning=language.count(earning.campaigns),
            profit_share=language.percent(earning.share_pct, 0),
        )
    subtitle = language.text(
        "Share in percent of the biggest campaigns together; profit: of the campaigns that made one"
    )
    curves = [(concentration.spend, COST, "--", language.text("Cost"))]
    if concentration.profit:
        curves.append((concentration.profit, BLUE, "-", language.text("Profit")))

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=3.0)
        for points, colour, style, name in curves:
            axes.plot(
                [0, *(point.campaigns for point in points)], [0, *(point.share_pct for point in points)],
                color=colour, linestyle=style, linewidth=2, label=name,
            )  # fmt: skip
            most = _most(points)
            axes.plot([most.campaigns], [most.share_pct], marker="o", markersize=6, color=colour)
        axes.axhline(_MOST_PCT, color=FAINT, linewidth=1, linestyle=(0, (2, 2)))
        axes.set_xlim(0, concentration.campaigns)
        axes.set_ylim(0, 104)
        axes.locator_params(axis="x", integer=True)
        axes.xaxis.set_major_formatter(ticks(language.count))
        axes.yaxis.set_major_formatter(percent_ticks(language))
        axes.set_xlabel(language.text("Number of campaigns, the biggest first"))
        axes.legend(loc="lower right")
        return figure

    alt = language.text("Rising curves that flatten.")
    return Chart("campaign_concentration", title, subtitle, alt, draw)


def _most(points: tuple[ParetoPoint, ...]) -> ParetoPoint:
    return next((point for point in points if point.share_pct >= _MOST_PCT), points[-1])
