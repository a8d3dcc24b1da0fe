"""What the analysis of campaigns found, as tables: certainty of ROI, profit changes, unusual days, waste."""

from dataclasses import fields, replace

import polars as pl

from python_jobs.insights import Insights, ProfitChange, RankedCampaign
from python_jobs.language import Language
from python_jobs.reporting.coverage import period_in_words
from python_jobs.reporting.key_figures import measure_label
from python_jobs.reporting.report_data import ReportData
from python_jobs.reporting.tables import Cell, Table, money_writer, performance_header, performance_rows

_ROWS = 10
_EFFECTS = ("volume", "price", "conversion", "value")


def campaign_tables(data: ReportData, language: Language) -> tuple[Table, ...]:
    """The campaigns with the most and with the least profit; no table without rows."""
    frames = (
        ("best-campaigns", language.text("Campaigns with the most profit"), data.marts.best_campaigns),
        ("worst-campaigns", language.text("Campaigns with the least profit"), data.marts.worst_campaigns),
    )
    ranking = {ranked.campaign: ranked for ranked in data.insights.ranking}
    tables = [
        _campaigns(name, caption, rows, ranking, language)
        for name, caption, rows in frames
        if not rows.is_empty()
    ]
    if ranking and tables:
        note = language.text(
            "The interval is where the ROI lies in all likelihood, given how its conversions and their "
            "values vary. Too little data: chance cannot be ruled out, so the campaign is called neither "
            "good nor bad."
        )
        tables[-1] = replace(tables[-1], notes=(note,))
    return tuple(tables)


def _campaigns(
    name: str, caption: str, rows: pl.DataFrame, ranking: dict[str, RankedCampaign], language: Language
) -> Table:
    metrics = ("roi_pct",) if ranking else ("roi_pct", "roas", "cpa")
    header = (language.text("Campaign"), *performance_header(language, metrics))
    cells = [
        (row, (Cell(row["campaign_label"], row["campaign_label"]), *figures))
        for row, figures in performance_rows(rows, language, metrics)
    ]
    if not ranking:
        return Table(name, caption, header, tuple(figures for _, figures in cells))
    return Table(
        name,
        caption,
        (*header, language.text("ROI interval"), language.text("Conversions"), language.text("Reading")),
        tuple(
            (
                *figures,
                _interval(ranking.get(row["campaign_label"]), language),
                Cell(language.count(row["conversions"]), row["conversions"]),
                _reading(ranking.get(row["campaign_label"]), language),
            )
            for row, figures in cells
        ),
        frozenset({0, len(header) + 2}),
    )


def _interval(ranked: RankedCampaign | None, language: Language) -> Cell:
    if ranked is None:
        return Cell(language.undefined, None, "muted")
    low, high = language.percent(ranked.roi_low_pct, 0), language.percent(ranked.roi_high_pct, 0)
    return Cell(language.text("{low} to {high}", low=low, high=high), ranked.roi_low_pct)


def _reading(ranked: RankedCampaign | None, language: Language) -> Cell:
    if ranked is None:
        return Cell(language.undefined, None, "muted")
    if not ranked.is_certain:
        return Cell(language.text("too little data"), "too little data", "muted")
    if ranked.profit > 0:
        return Cell(language.text("earns"), "earns", "good")
    return Cell(language.text("loses"), "loses", "bad")


def profit_change_table(insights: Insights, language: Language) -> Table | None:
    """What moved profit, by channel and effect, with the totals; None without two periods."""
    changes = insights.profit_changes
    if not changes:
        return None
    total = ProfitChange(
        language.text("Total"),
        *(
            sum(getattr(change, field.name) for change in changes)
            for field in fields(ProfitChange)
            if field.name != "channel"
        ),
    )
    written = money_writer([amount for row in changes for amount in (row.before, row.after)], language)
    columns = ("before", "after", "change", *_EFFECTS)
    return Table(
        "profit-changes",
        language.text(
            "Profit of {period} compared with {earlier}",
            period=period_in_words(insights.changed_period, language),
            earlier=period_in_words(insights.compared_period, language),
        ),
        (
            language.text("Channel"),
            language.text("Profit before"),
            language.text("Profit now"),
            language.text("Change"),
            language.text("by volume"),
            language.text("by price"),
            language.text("by conversion"),
            language.text("by value"),
        ),
        tuple(
            (
                Cell(row.channel, row.channel),
                *(Cell(written(getattr(row, name)), getattr(row, name)) for name in columns),
            )
            for row in (*changes, total)
        ),
        notes=(
            language.text(
                "Volume: more or fewer clicks. Price: cost per click. Conversion: conversions per click. "
                "Value: revenue per conversion. The four add up to the change."
            ),
        ),
    )


def anomaly_table(insights: Insights, language: Language) -> Table | None:
    """The days on which a channel's figure was far from usual; None without one."""
    if not insights.anomalies:
        return None
    shown = insights.anomalies[:_ROWS]

    def amount(measure: str, value: float) -> str:
        return language.money(value) if measure in ("cost", "revenue") else language.compact(value)

    return Table(
        "anomalies",
        language.text("Unusual days"),
        (
            language.text("Channel"),
            language.text("Day"),
            language.text("Measure"),
            language.text("Figure"),
            language.text("Usual"),
            language.text("Deviation"),
        ),
        tuple(
            (
                Cell(anomaly.channel, anomaly.channel),
                Cell(language.short_day(anomaly.date), anomaly.date.isoformat()),
                Cell(measure_label(anomaly.measure, language), anomaly.measure),
                Cell(amount(anomaly.measure, anomaly.value), anomaly.value),
                Cell(amount(anomaly.measure, anomaly.expected), anomaly.expected),
                Cell(language.decimal(anomaly.score, 1), anomaly.score),
            )
            for anomaly in shown
        ),
        frozenset({0, 1, 2}),
        (
            language.text(
                "Usual is what the same weekday of the weeks before had. The deviation is a robust z-score: "
                "how many times the usual scatter the figure is away."
            ),
            *_more(len(insights.anomalies), language),
        ),
    )


def waste_table(insights: Insights, language: Language) -> Table | None:
    """Campaigns that cost money and brought no conversion; None without one."""
    if not insights.waste:
        return None
    return Table(
        "waste",
        language.text("Cost without a conversion"),
        (
            language.text("Campaign"),
            language.text("Cost"),
            language.text("Clicks"),
            language.text("Expected conversions"),
        ),
        tuple(
            (
                Cell(waste.campaign, waste.campaign),
                Cell(language.money(waste.cost), waste.cost),
                Cell(language.count(waste.clicks), waste.clicks),
                Cell(language.decimal(waste.expected_conversions, 1), waste.expected_conversions),
            )
            for waste in insights.waste[:_ROWS]
        ),
        notes=(
            language.text(
                "Expected conversions: what the same cost brings at the cost per conversion of its channels."
            ),
            *_more(len(insights.waste), language),
        ),
    )


def _more(number: int, language: Language) -> tuple[str, ...]:
    if number <= _ROWS:
        return ()
    return (
        language.text(
            "The {shown} with the most money at stake, of {number}.",
            shown=language.count(_ROWS),
            number=language.count(number),
        ),
    )
