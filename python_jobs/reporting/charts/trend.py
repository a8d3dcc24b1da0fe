"""Revenue and cost per day with their 7-day averages."""

from typing import TYPE_CHECKING

import polars as pl

from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.palette import COST, REVENUE
from python_jobs.reporting.charts.paper import paper_figure, ticks
from python_jobs.reporting.charts.time_axis import day_axis

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Beyond that many days a line per day is a grey carpet: 700 points are as many as the figure has pixels.
_DAILY_LINES = 750


def make(context: Context) -> Chart | None:
    """Trend of the whole period; the title says how many days earned more than they cost."""
    daily = context.data.marts.daily
    if daily.is_empty():
        return None
    language = context.language
    ahead, days = daily.filter(pl.col("profit") > 0).height, daily.height
    first, last = daily["date"][0], daily["date"][-1]
    if days == 1:
        title = language.text(
            "One day of figures: {revenue} of revenue for {cost} of cost",
            revenue=language.compact_money(daily["revenue"][0]),
            cost=language.compact_money(daily["cost"][0]),
        )
    else:
        title = language.text(
            "Revenue exceeded cost on {ahead} of {days} days ({share})",
            ahead=language.count(ahead),
            days=language.count(days),
            share=language.percent(100 * ahead / days, 0),
        )
    with_days = days <= _DAILY_LINES
    if days == 1:
        subtitle = language.text("{currency} per day", currency=language.currency)
    elif with_days:
        subtitle = language.text(
            "{currency} per day; thick lines: average of 7 days", currency=language.currency
        )
    else:
        subtitle = language.text("{currency} per day, average of 7 days", currency=language.currency)
    lines = (("revenue", language.text("Revenue"), REVENUE, "-"), ("cost", language.text("Cost"), COST, "--"))

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=3.6)
        dates = daily["date"].to_list()
        for column, name, colour, style in lines:
            if with_days:
                axes.plot(dates, daily[column].to_list(), color=colour, linewidth=0.7, alpha=0.35)
            # A line needs two points: one day is a dot.
            axes.plot(dates, daily[f"{column}_7d_avg"].to_list(), color=colour, linestyle=style,
                      linewidth=2 if with_days else 1.2, marker="o" if days == 1 else "",
                      label=name)  # fmt: skip
        day_axis(axes, first, last, language)
        axes.yaxis.set_major_formatter(ticks(language.compact_money))
        axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2)
        return figure

    alt = language.text(
        "Line chart of revenue and cost from {first} to {last}.",
        first=language.day(first),
        last=language.day(last),
    )
    return Chart("revenue_cost_trend", title, subtitle, alt, draw)
