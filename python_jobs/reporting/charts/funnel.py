"""From impressions to clicks to conversions."""

import math
from typing import TYPE_CHECKING

from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.page import category_axis, layout
from python_jobs.reporting.charts.palette import BLUE
from python_jobs.reporting.charts.paper import paper_figure, ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_STEPS = ("Impressions", "Clicks", "Conversions")
_SHADES = (BLUE, "#3E95C6", "#7DB8DA")


def make(context: Context) -> Chart | None:
    """Bars on a logarithmic scale, because each step is a small part of the one before."""
    language = context.language
    totals = context.data.totals
    values = [totals[step.lower()] for step in _STEPS]
    if not any(values):
        return None
    title = "No impressions were recorded"
    if values[0] and values[2]:
        title = f"One conversion takes {language.compact(values[0] / values[2])} impressions"
        if values[1]:
            title += f" and {language.compact(values[1] / values[2])} clicks"
    elif values[0]:
        title = f"{language.compact(values[0])} impressions brought no conversion"
    subtitle = "Totals of the period on a logarithmic scale; in brackets the share of the step before"
    rates = (None, totals["ctr_pct"], totals["conversion_rate_pct"])
    texts = [
        language.count(value) + (f"  ({language.percent(rate)})" if rate is not None else "")
        for value, rate in zip(values, rates, strict=True)
    ]

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=2.5)
        bars = axes.barh(range(3), [max(value, 1) for value in values], color=_SHADES, height=0.7)
        axes.bar_label(bars, texts, padding=5, fontsize=9, color="#14202b")
        axes.set_yticks(range(3), _STEPS)
        axes.invert_yaxis()
        axes.set_xscale("log")
        axes.set_xlim(1, max(*values, 10) ** 1.32)
        axes.xaxis.set_major_formatter(ticks(language.compact))
        axes.grid(axis="y", visible=False)
        axes.minorticks_off()
        return figure

    spec = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": [max(value, 1) for value in values],
                "y": list(_STEPS),
                "text": texts,
                "textposition": "auto",
                "marker": {"color": list(_SHADES)},
                "hovertemplate": "<b>%{y}</b> %{text}<extra></extra>",
            }
        ],
        "layout": layout(
            {
                "type": "log",
                "exponentformat": "B",
                "dtick": 2,
                "range": [0, math.log10(max(*values, 10)) + 0.3],
            },
            {**category_axis(list(_STEPS)), "autorange": "reversed"},
            height=240,
        ),
    }
    alt = f"{title}. " + ", ".join(f"{step} {text}" for step, text in zip(_STEPS, texts, strict=True))
    return Chart("funnel", title, subtitle, alt, draw, spec)
