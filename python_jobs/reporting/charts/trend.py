"""Revenue and cost per day with their 7-day averages."""

from typing import TYPE_CHECKING

import polars as pl

from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.page import layout, money_axis
from python_jobs.reporting.charts.palette import COST, REVENUE
from python_jobs.reporting.charts.paper import paper_figure, ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LINES = (("revenue", "Revenue", REVENUE), ("cost", "Cost", COST))


def make(context: Context) -> Chart | None:
    """Trend of the whole period; the title says how many days earned more than they cost."""
    daily = context.data.marts.daily
    if daily.is_empty():
        return None
    language = context.language
    ahead, days = daily.filter(pl.col("profit") > 0).height, daily.height
    if days == 1:
        title = f"One day of figures: {language.compact_money(daily['revenue'][0])} revenue"
    else:
        title = (
            f"Revenue exceeded cost on {ahead:,} of {days:,} days ({language.percent(100 * ahead / days, 0)})"
        )
    subtitle = f"Per day, {language.currency}; thick lines: 7-day average"

    def draw() -> "Figure":
        from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

        figure, axes = paper_figure(title, subtitle)
        days_axis = daily["date"].to_list()
        for column, label, colour in _LINES:
            axes.plot(days_axis, daily[column].to_list(), color=colour, linewidth=0.7, alpha=0.35)
            average = daily[f"{column}_7d_avg"].to_list()
            # A line needs two points: one day is a dot.
            axes.plot(
                days_axis, average, color=colour, linewidth=2, label=label, marker="o" if days == 1 else ""
            )
        if days <= 7:  # a tick per day: a locator would put hours or years there
            axes.set_xticks(days_axis, [f"{day.day} {day:%b %Y}" for day in days_axis])
        else:
            locator = AutoDateLocator(minticks=3, maxticks=9)  # type: ignore[no-untyped-call]
            axes.xaxis.set_major_locator(locator)
            axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
        axes.yaxis.set_major_formatter(ticks(language.compact_money))
        axes.set_ylim(bottom=min(0, axes.get_ylim()[0]))
        axes.legend(loc="upper left", ncols=2)
        return figure

    dates = [str(day) for day in daily["date"]]
    traces = []
    for column, label, colour in _LINES:
        common = {"type": "scatter", "x": dates, "mode": "lines" if days > 1 else "markers"}
        money = f"{language.currency_symbol}%{{y:,.2f}}"
        traces.append(
            {**common, "y": daily[column].to_list(), "name": f"{label}, day", "opacity": 0.35,
             "line": {"color": colour, "width": 1}, "hovertemplate": money}
        )  # fmt: skip
        traces.append(
            {**common, "y": daily[f"{column}_7d_avg"].to_list(), "name": f"{label}, 7-day average",
             "line": {"color": colour, "width": 2.5}, "marker": {"color": colour}, "hovertemplate": money}
        )  # fmt: skip
    spec = {
        "data": traces,
        "layout": layout(
            {"type": "date", "hoverformat": "%a %d %b %Y", **({"tickvals": dates} if days <= 7 else {})},
            {**money_axis(language, ""), "rangemode": "tozero"},
            legend=True,
            hovermode="x unified",
        ),
    }
    alt = f"{title}. Line chart of revenue and cost from {dates[0]} to {dates[-1]}."
    return Chart("revenue_cost_trend", title, subtitle, alt, draw, spec)
