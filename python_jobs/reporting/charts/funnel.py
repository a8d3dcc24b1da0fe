"""From impressions to clicks to conversions."""

from typing import TYPE_CHECKING

from python_jobs.language import Language
from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.palette import BLUE, INK
from python_jobs.reporting.charts.paper import name_rows, paper_figure, ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SHADES = (BLUE, "#3E95C6", "#7DB8DA")


def make(context: Context) -> Chart | None:
    """Bars on a logarithmic scale, because each step is a small part of the one before."""
    language = context.language
    totals = context.data.totals
    values = [totals[step] for step in ("impressions", "clicks", "conversions")]
    if not any(values):
        return None
    names = [language.text("Impressions"), language.text("Clicks"), language.text("Conversions")]
    impressions, clicks, conversions = values
    title = _title(impressions, clicks, conversions, language)
    subtitle = language.text(
        "Totals of the period on a logarithmic scale; in brackets the share of the step before"
    )
    rates = (None, totals["ctr_pct"], totals["conversion_rate_pct"])
    texts = [
        language.count(value) + (f"  ({language.percent(rate)})" if rate is not None else "")
        for value, rate in zip(values, rates, strict=True)
    ]

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=1.9)
        # The scale begins at 1: a bar of 1 is as short as it gets, one of 0 is none.
        bars = axes.barh(range(3), [max(value, 1) for value in values], color=_SHADES, height=0.7)
        axes.bar_label(bars, texts, padding=5, fontsize=9, color=INK)
        name_rows(axes, names)
        axes.set_xscale("log")
        axes.set_xlim(0.9, max(*values, 10) ** 1.32)
        axes.xaxis.set_major_formatter(ticks(language.compact))
        axes.minorticks_off()
        return figure

    alt = language.text(
        "Bars: {bars}.", bars="; ".join(f"{name} {text}" for name, text in zip(names, texts, strict=True))
    )
    return Chart("funnel", title, subtitle, alt, draw)


def _title(impressions: int, clicks: int, conversions: int, language: Language) -> str:
    if not impressions:
        return language.text("No impressions were recorded")
    if not conversions:
        return language.plural(
            "{number} impression brought no conversion",
            "{number} impressions brought no conversion",
            impressions,
        )
    values = {
        "impressions": language.compact(impressions / conversions),
        "clicks": language.compact(clicks / conversions),
    }
    if not clicks:
        return language.text("One conversion takes {impressions} impressions", **values)
    return language.text("One conversion takes {impressions} impressions and {clicks} clicks", **values)
