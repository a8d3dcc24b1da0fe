"""Revenue against cost per campaign with the line where they are equal."""

from typing import TYPE_CHECKING, Any

import polars as pl

from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.palette import GAIN, GREY, LOSS, TEXT
from python_jobs.reporting.charts.paper import label, paper_figure, ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NAMED = 5
# The room of a name, as parts of the axes.
_NAME_WIDTH, _NAME_HEIGHT = 0.3, 0.05


def make(context: Context) -> Chart | None:
    """The campaigns with the highest cost; without any cost there is nothing to break even with."""
    campaigns = context.data.marts.campaigns.filter((pl.col("cost") > 0) | (pl.col("revenue") > 0))
    if campaigns.is_empty() or not campaigns["cost"].sum():
        return None
    language = context.language
    title = _title(campaigns, context)
    subtitle = language.text(
        "A dot per campaign, {currency}; below the line it earned less than it cost",
        currency=language.currency,
    )
    widest = float(campaigns["cost"].max() or 0)  # type: ignore[arg-type]
    sides = (
        (campaigns.filter(pl.col("profit") >= 0), GAIN, "o", language.text("Profit")),
        (campaigns.filter(pl.col("profit") < 0), LOSS, "v", language.text("Loss")),
    )

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=4.0)
        for part, colour, marker, name in sides:
            if not part.is_empty():
                axes.scatter(part["cost"].to_list(), part["revenue"].to_list(), s=34, color=colour,
                             alpha=0.75, marker=marker, linewidths=0, label=name)  # fmt: skip
        axes.plot(
            [0, widest], [0, widest], color=GREY, linestyle=(0, (4, 3)), label=language.text("Break-even")
        )
        for row in _apart(campaigns, widest):
            right = row["cost"] < 0.7 * widest
            axes.annotate(label(row["campaign_label"], 24), (row["cost"], row["revenue"]), fontsize=8,
                          xytext=(7 if right else -7, 0), textcoords="offset points", va="center",
                          ha="left" if right else "right", color=TEXT)  # fmt: skip
        axes.set_xlabel(language.text("Cost"))
        axes.set_ylabel(language.text("Revenue"))
        axes.set_xlim(left=0)
        axes.set_ylim(bottom=min(0, float(campaigns["revenue"].min() or 0)))  # type: ignore[arg-type]
        axes.xaxis.set_major_formatter(ticks(language.compact_money))
        axes.yaxis.set_major_formatter(ticks(language.compact_money))
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2)
        return figure

    alt = language.text(
        "Scatter plot of cost and revenue; the tables of campaigns name the best and the worst."
    )
    return Chart("campaign_break_even", title, subtitle, alt, draw)


def _apart(campaigns: pl.DataFrame, widest: float) -> list[dict[str, Any]]:
    """The campaigns with the largest profit or loss whose names have room beside each other."""
    highest = max(float(campaigns["revenue"].max() or 0), widest)  # type: ignore[arg-type]
    named: list[dict[str, Any]] = []
    for row in campaigns.sort(pl.col("profit").abs(), descending=True).head(3 * _NAMED).iter_rows(named=True):
        if len(named) < _NAMED and not any(
            abs(row["cost"] - other["cost"]) < _NAME_WIDTH * widest
            and abs(row["revenue"] - other["revenue"]) < _NAME_HEIGHT * highest
            for other in named
        ):
            named.append(row)
    return named


def _title(campaigns: pl.DataFrame, context: Context) -> str:
    language = context.language
    losing = campaigns.filter(pl.col("profit") < 0)
    total = context.data.totals["campaigns"]
    values = {
        "losing": language.count(losing.height),
        "shown": language.count(campaigns.height),
        "total": language.count(total),
        "loss": language.compact_money(-losing["profit"].sum()),
    }
    if total == 1 and losing.is_empty():
        return language.text("The one campaign did not lose money")
    if total == 1:
        return language.text("The one campaign lost {loss}", **values)
    if total > campaigns.height and losing.is_empty():
        return language.text("None of the {shown} biggest campaigns lost money", **values)
    if total > campaigns.height:
        return language.text(
            "{losing} of the {shown} biggest campaigns lost money, {loss} together", **values
        )
    if losing.is_empty():
        return language.text("None of {total} campaigns lost money", **values)
    return language.text("{losing} of {total} campaigns lost money, {loss} together", **values)
