"""Profit of every day as a calendar; of many years, of every month."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.heat_map import Grid, draw_cells, reach_of
from python_jobs.reporting.charts.paper import blank_figure, paper_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Fewer days are no calendar; more years would not fit on a page, and their days could not be told apart.
MIN_DAYS = 14
_MAX_YEARS = 3
_SHOWN_YEARS = 20


def make(context: Context) -> Chart | None:
    """A block of weeks per year, or a row of months per year where there are more than three."""
    daily = context.data.marts.daily
    if len(daily) < MIN_DAYS:
        return None
    language = context.language
    best, worst = daily.sort("profit").row(-1, named=True), daily.sort("profit").row(0, named=True)
    first, last = daily["date"][0], daily["date"][-1]
    if last.year - first.year >= _MAX_YEARS:
        return _of_months(daily, context)
    title = language.text(
        "The best day was {best_day} ({best}), the worst {worst_day} ({worst})",
        best_day=language.short_day(best["date"]),
        best=language.compact_money(best["profit"]),
        worst_day=language.short_day(worst["date"]),
        worst=language.compact_money(worst["profit"]),
    )
    subtitle = language.text(
        "Profit per day, {currency}; a column per week; orange: loss, blue: profit, empty: no figures",
        currency=language.currency,
    )
    alt = language.text("Calendar of the days' profit.")
    return Chart("profit_calendar", title, subtitle, alt, lambda: _days(title, subtitle, daily, context))


def _days(title: str, subtitle: str, daily: pl.DataFrame, context: Context) -> "Figure":
    profits = dict(zip(daily["date"].to_list(), daily["profit"].to_list(), strict=True))
    first, last = daily["date"][0], daily["date"][-1]
    years = [
        (max(first, date(year, 1, 1)), min(last, date(year, 12, 31)))
        for year in range(first.year, last.year + 1)
    ]
    blocks = [_weeks(beginning, end, profits) for beginning, end in years]
    reach = reach_of([list(profits.values())], 0.95)
    widest = max(len(block[0]) for block in blocks)
    figure = blank_figure(title, subtitle, height=0.55 + 1.3 * len(blocks))
    drawn = figure.subplots(len(blocks), 1, squeeze=False)[:, 0]
    for axes, block, (beginning, end) in zip(drawn, blocks, years, strict=True):
        draw_cells(axes, block, reach)
        axes.set_xlim(-0.5, max(widest, 30) - 0.5)
        _mark_weeks(axes, beginning, end, context)
    return figure


def _weeks(first: date, last: date, profits: dict[date, float]) -> Grid:
    """Seven rows, Monday first, with a column per week."""
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // 7 + 1
    days = [[monday + timedelta(days=7 * week + weekday) for week in range(weeks)] for weekday in range(7)]
    return [[profits.get(day) if first <= day <= last else None for day in row] for row in days]


def _mark_weeks(axes: "Axes", first: date, last: date, context: Context) -> None:
    language = context.language
    monday = first - timedelta(days=first.weekday())
    begun = [date(first.year, month, 1) for month in range(first.month, last.month + 1)]
    # The month that is cut off by the period's beginning is named only if its name has room.
    named = [day for day in begun if day >= first or first.day <= 15]
    weeks = [(max(day, first) - monday).days // 7 for day in named]
    axes.set_title(str(first.year), loc="left", fontsize=8, pad=3)
    axes.set_xticks(weeks, [language.month_name(day.month) for day in named], ha="left", fontsize=7.5)
    axes.set_yticks([0, 2, 4, 6], [language.weekday(day) for day in (1, 3, 5, 7)], fontsize=7.5)


def _of_months(daily: pl.DataFrame, context: Context) -> Chart:
    language = context.language
    months = (
        daily.group_by(pl.col("date").dt.truncate("1mo").alias("month"))
        .agg(pl.col("profit").sum())
        .sort("month")
    )
    profits = {(row["month"].year, row["month"].month): row["profit"] for row in months.iter_rows(named=True)}
    last = daily["date"][-1].year
    years = list(range(max(daily["date"][0].year, last - _SHOWN_YEARS + 1), last + 1))
    grid = [[profits.get((year, month)) for month in range(1, 13)] for year in years]
    texts = [["" if value is None else language.compact(value) for value in row] for row in grid]
    shown = months.filter(pl.col("month").dt.year() >= years[0]).sort("profit")
    best, worst = shown.row(-1, named=True), shown.row(0, named=True)
    title = language.text(
        "The best month was {best_month} ({best}), the worst {worst_month} ({worst})",
        best_month=language.month(best["month"]),
        best=language.compact_money(best["profit"]),
        worst_month=language.month(worst["month"]),
        worst=language.compact_money(worst["profit"]),
    )
    subtitle = language.text(
        "Profit per month, {currency}; orange: loss, blue: profit, empty: no figures",
        currency=language.currency,
    )

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=0.85 + 0.3 * len(years))
        draw_cells(axes, grid, reach_of(grid, 0.95), texts, size=7.5)
        # The year stands at the row: of "Jan 2024" only the month.
        axes.set_xticks(range(12), [language.month_name(month) for month in range(1, 13)])
        axes.set_yticks(range(len(years)), [str(year) for year in years])
        return figure

    alt = language.text("Table of the months' profit, by year: {rows}.", rows="; ".join(
        f"{year} {', '.join(text or language.undefined for text in row)}"
        for year, row in zip(years, texts, strict=True)
    ))  # fmt: skip
    return Chart("profit_calendar", title, subtitle, alt, draw)
