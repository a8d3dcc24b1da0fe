"""The tables of the reports, once for paper and page: a cell is the text shown and the value sorted by."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from python_jobs.language import Language
from python_jobs.metrics import METRIC, METRICS
from python_jobs.reporting.report_data import ReportData


@dataclass(frozen=True)
class Cell:
    """``text`` is shown; ``value`` orders it, None last."""

    text: str
    value: float | str | None


@dataclass(frozen=True)
class Table:
    """The first column holds names; the others are numbers unless ``text_columns`` says otherwise."""

    name: str
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    text_columns: frozenset[int] = frozenset({0})


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the whole period. ``hint`` says what it is made of."""

    label: str
    value: str
    hint: str


def key_figures(data: ReportData, language: Language) -> tuple[KeyFigure, ...]:
    """Amounts to the cent, then the metrics a manager asks for."""
    totals = data.totals
    money = [
        KeyFigure(
            "Revenue",
            language.money(totals["revenue"]),
            language.plural("{number} conversion", "{number} conversions", totals["conversions"]),
        ),
        KeyFigure(
            "Cost",
            language.money(totals["cost"]),
            language.plural("{number} impression", "{number} impressions", totals["impressions"]),
        ),
        KeyFigure("Profit", language.money(totals["profit"]), "revenue minus cost"),
    ]
    hints = {
        "roi_pct": "profit over cost",
        "roas": "revenue over cost",
        "ctr_pct": language.plural("{number} click", "{number} clicks", totals["clicks"]),
        "conversion_rate_pct": "conversions over clicks",
        "cpa": "cost over conversions",
        "conversion_value": "revenue over conversions",
    }
    return (*money, *(
        KeyFigure(METRIC[name].label, language.metric(totals[name], METRIC[name].unit), hint)
        for name, hint in hints.items()
    ))  # fmt: skip


def channel_table(data: ReportData, language: Language) -> Table:
    """Every channel, best ROI first."""
    return _performance(
        "channels", "Channels, best ROI first", "Channel", "channel", data.marts.channels, language,
        ("roi_pct", "roas", "ctr_pct", "conversion_rate_pct", "cpa"),
    )  # fmt: skip


def campaign_tables(data: ReportData, language: Language) -> tuple[Table, ...]:
    """The campaigns with the most and with the least profit; no table without rows."""
    tables = (
        ("best-campaigns", "Campaigns with the most profit", data.marts.best_campaigns),
        ("worst-campaigns", "Campaigns with the least profit", data.marts.worst_campaigns),
    )
    return tuple(
        _performance(name, caption, "Campaign", "campaign_label", rows, language, ("roi_pct", "roas", "cpa"))
        for name, caption, rows in tables
        if not rows.is_empty()
    )


def _performance(
    name: str, caption: str, heading: str, column: str, rows: pl.DataFrame, language: Language,
    metrics: Sequence[str],
) -> Table:  # fmt: skip
    shown = [METRIC[metric] for metric in metrics]
    largest = max((row["cost"] + row["revenue"] for row in rows.iter_rows(named=True)), default=0)
    # Beyond ten million cents say nothing and cost the width that names need.
    amount_text = language.money if largest < 10_000_000 else language.whole_money
    return Table(
        name,
        caption,
        (heading, "Cost", "Revenue", "Profit", *(metric.label for metric in shown)),
        tuple(
            (
                Cell(row[column], row[column]),
                *(Cell(amount_text(row[amount]), row[amount]) for amount in ("cost", "revenue", "profit")),
                *(Cell(language.metric(row[m.name], m.unit), row[m.name]) for m in shown),
            )
            for row in rows.iter_rows(named=True)
        ),
    )


def segment_table(data: ReportData, language: Language) -> Table:
    """Every segment with its size and its average customer."""
    header = (
        "Segment", "Customers", "Share of customers", "Share of revenue", "Revenue", "Transactions",
        "Sessions", "Pages per session", "Age",
    )  # fmt: skip
    return Table(
        "segments",
        "Customer segments; the last five columns are means per customer",
        header,
        tuple(
            (
                Cell(f"{row['segment']}. {row['segment_name']}", row["segment"]),
                Cell(language.count(row["customers"]), row["customers"]),
                Cell(language.percent(row["customer_share_pct"], 1), row["customer_share_pct"]),
                Cell(language.percent(row["revenue_share_pct"], 1), row["revenue_share_pct"]),
                Cell(language.money(row["mean_revenue"]), row["mean_revenue"]),
                *(
                    Cell(language.decimal(row[f"mean_{name}"], 1), row[f"mean_{name}"])
                    for name in ("transactions", "sessions", "pages_per_session", "age")
                ),
            )
            for row in data.profiles.iter_rows(named=True)
        ),
    )


def quality_table(data: ReportData, language: Language) -> Table:
    """METRICS.md "Quality figures": one column per raw table."""
    quality = data.marts.quality
    text = partial(_text, language=language)
    lines: list[tuple[str, str, Any]] = [
        ("Rows read", "rows_in", language.count),
        ("Rows used", "rows_clean", language.count),
        ("Rows set aside (quarantine)", "rows_quarantined", language.count),
        ("Rows replaced by a later load", "rows_superseded", language.count),
        ("Completeness of the raw cells", "completeness_pct", language.percent),
        ("Cost outliers (flagged, kept)", "cost_outliers", language.count),
        ("Revenue outliers (flagged, kept)", "revenue_outliers", language.count),
        ("Cells filled in", "filled_cells", language.count),
        ("Newest day", "newest_date", text),
        ("Newest load (UTC)", "newest_load", text),
        ("Cost on unknown channels", "unknown_channel_cost_share_pct", language.percent),
    ]
    rows = [
        (Cell(label, label), *(Cell(show(value), _sortable(value)) for value in quality[column]))
        for label, column, show in lines
    ]
    for reason in data.marts.quarantine.iter_rows(named=True):
        label = f"Set aside: {reason['reason'].replace('_', ' ')}"
        own = [
            reason["rows_quarantined"] if t == reason["table_name"] else None for t in quality["table_name"]
        ]
        rows.append((Cell(label, label), *(Cell(language.count(value), value) for value in own)))
    return Table(
        "quality", "Data quality", ("Figure", *(t.title() for t in quality["table_name"])), tuple(rows)
    )


def definition_table() -> Table:
    """What each metric means, from the metric list."""
    return Table(
        "definitions",
        "How the metrics are defined",
        ("Metric", "Definition"),
        tuple(
            (Cell(metric.label, metric.label), Cell(metric.description, metric.description))
            for metric in METRICS
        ),
        frozenset({0, 1}),
    )


def _text(value: object, language: Language) -> str:
    return language.undefined if value is None else str(value)[:16]


def _sortable(value: Any) -> float | str | None:
    return value if value is None or isinstance(value, int | float) else str(value)
