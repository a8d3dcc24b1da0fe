"""Which figures of a day go together: correlations of the daily sums."""

from typing import TYPE_CHECKING

import polars as pl

from python_jobs.language import Language
from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.heat_map import draw_cells
from python_jobs.reporting.charts.paper import paper_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Of 14 days, a correlation of 0.53 comes by chance once in twenty times; of fewer they say nothing.
MIN_DAYS = 14


def make(context: Context) -> Chart | None:
    """Pearson's coefficients of the daily figures that vary; needs two weeks of them."""
    language = context.language
    daily = context.data.marts.daily
    names = {name: text for name, text in _names(language).items() if daily[name].n_unique() > 1}
    if len(daily) < MIN_DAYS or len(names) < 3:
        return None
    grid = correlations(daily, list(names))
    texts = [[language.ratio(value) for value in row] for row in grid]
    title = _title(names, grid, language)
    subtitle = language.text(
        "Correlation of the sums of {days} days: 1 they rise together, 0 unrelated, −1 one falls as the "
        "other rises; it does not tell which is the cause",
        days=language.count(len(daily)),
    )

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=1.0 + 0.34 * len(names))
        draw_cells(axes, grid, 1.0, texts, size=9)
        axes.set_xticks(range(len(names)), list(names.values()))
        axes.set_yticks(range(len(names)), list(names.values()))
        return figure

    labels = list(names.values())
    alt = language.text("Correlations: {pairs}.", pairs="; ".join(
        f"{labels[row]}, {labels[column]} {texts[row][column]}"
        for row in range(len(names)) for column in range(row)
    ))  # fmt: skip
    return Chart("correlation", title, subtitle, alt, draw)


def correlations(daily: pl.DataFrame, names: list[str]) -> list[list[float]]:
    """Pearson's r of every pair of columns, each of which varies."""
    import numpy as np

    matrix = np.corrcoef(daily.select(pl.col(names).cast(pl.Float64)).to_numpy(), rowvar=False)
    return [[float(value) for value in row] for row in np.clip(matrix, -1, 1)]


def _names(language: Language) -> dict[str, str]:
    return {
        "cost": language.text("Cost"),
        "impressions": language.text("Impressions"),
        "clicks": language.text("Clicks"),
        "conversions": language.text("Conversions"),
        "revenue": language.text("Revenue"),
        "profit": language.text("Profit"),
    }


def _title(names: dict[str, str], grid: list[list[float]], language: Language) -> str:
    columns = list(names)
    if "profit" not in names:
        return language.text("How the figures of a day go together")
    # Profit is made of cost and revenue: only with the others is a correlation news.
    others = [name for name in ("impressions", "clicks", "conversions", "cost") if name in names]
    row = grid[columns.index("profit")]
    if not others:
        return language.text("How the figures of a day go together")
    strongest = max(others, key=lambda name: abs(row[columns.index(name)]))
    return language.text(
        "Most closely related to a day's profit: {measure} (correlation {value})",
        measure=names[strongest],
        value=language.ratio(row[columns.index(strongest)]),
    )
