"""ROI of every channel as bars, best first."""

from typing import TYPE_CHECKING

import polars as pl

from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.palette import INK, TEXT
from python_jobs.reporting.charts.paper import label, line_of_zero, name_rows, paper_figure, percent_ticks

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
    shown = (
        defined.sort("cost", "channel", descending=[True, False]).head(SHOWN).sort("roi_pct", descending=True)
    )
    title = _title(defined, shown, context)
    subtitle = language.text("ROI in percent of the cost")
    if defined.height > 1:
        subtitle = language.text("ROI in percent of the cost; dashed: all channels together")
    if defined.height > SHOWN:
        subtitle = language.text(
            "ROI in percent of the cost; dashed: all channels together; the {shown} of {total} channels with "
            "the highest cost",
            shown=language.count(SHOWN),
            total=language.count(defined.height),
        )
    names, values = shown["channel"].to_list(), shown["roi_pct"].to_list()
    texts = [language.percent(value, 1) for value in values]
    overall = context.data.totals["roi_pct"]

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=max(1.7, 1.1 + 0.3 * len(names)))
        bars = axes.barh(
            range(len(names)), values, color=[context.colours[name] for name in names], height=0.68
        )
        on_lines = {"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85}
        axes.bar_label(bars, texts, padding=4, fontsize=8.5, color=INK, bbox=on_lines)
        name_rows(axes, names)
        line_of_zero(axes, vertical=True)
        if len(names) > 1:
            axes.axvline(overall, color=TEXT, linewidth=1, linestyle=(0, (4, 3)))
        axes.margins(x=0.16)
        axes.xaxis.set_major_formatter(percent_ticks(language))
        return figure

    alt = language.text(
        "Bars: {bars}.", bars="; ".join(f"{name} {text}" for name, text in zip(names, texts, strict=True))
    )
    return Chart("channel_roi", title, subtitle, alt, draw)


def _title(defined: pl.DataFrame, shown: pl.DataFrame, context: Context) -> str:
    language = context.language
    best = shown.row(0, named=True)
    values = {
        "channel": label(best["channel"], 40),
        "roi": language.percent(best["roi_pct"], 1),
        "losing": language.count(defined.filter(pl.col("profit") < 0).height),
        "total": language.count(defined.height),
        "shown": language.count(SHOWN),
    }
    if defined.height == 1:
        return language.text("{channel}, the only channel, has an ROI of {roi}", **values)
    if round(best["roi_pct"], 1) == round(shown["roi_pct"][-1], 1) and defined.height <= SHOWN:
        return language.text("All {total} channels have the same ROI, {roi}", **values)
    if (defined["profit"] < 0).all():
        return language.text(
            "All {total} channels lost money; {channel} lost the least for its cost (ROI {roi})", **values
        )
    if defined.height > SHOWN and values["losing"] != "0":
        return language.text(
            "Of the {shown} biggest channels, {channel} has the best ROI, {roi}; {losing} of all {total} "
            "lost money",
            **values,
        )
    if defined.height > SHOWN:
        return language.text("Of the {shown} biggest channels, {channel} has the best ROI, {roi}", **values)
    if (defined["profit"] < 0).any():
        return language.text(
            "{channel} has the best ROI, {roi}; {losing} of {total} channels lost money", **values
        )
    return language.text("{channel} has the best ROI, {roi}; no channel lost money", **values)
