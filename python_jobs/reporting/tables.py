"""The tables of the marts, once for all reports: a cell is the text shown and the value sorted by."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from python_jobs.language import Language
from python_jobs.metrics import METRIC, METRICS
from python_jobs.reporting.key_figures import Tone, measure_label
from python_jobs.reporting.report_data import ReportData
from python_jobs.reporting.segment_stability import stability_in_words

# A segment's mean per customer of each of these; revenue has its own column.
_BEHAVIOUR = ("transactions", "sessions", "pages_per_session", "age")


@dataclass(frozen=True)
class Cell:
    """``text`` is shown; ``value`` orders it, None last."""

    text: str
    value: float | str | None
    tone: Tone = ""


@dataclass(frozen=True)
class Table:
    """The first column holds names; the others are numbers unless ``text_columns`` says otherwise.

    notes: sentences below the table, e.g. what a mark in it means.
    """

    name: str
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    text_columns: frozenset[int] = frozenset({0})
    notes: tuple[str, ...] = ()


def channel_table(data: ReportData, language: Language) -> Table:
    """Every channel, best ROI first."""
    return Table(
        "channels",
        language.text("Channels, best ROI first"),
        (language.text("Channel"), *performance_header(language, CHANNEL_METRICS)),
        tuple(
            (Cell(row["channel"], row["channel"]), *cells)
            for row, cells in performance_rows(data.marts.channels, language, CHANNEL_METRICS)
        ),
    )


CHANNEL_METRICS = ("roi_pct", "roas", "ctr_pct", "conversion_rate_pct", "cpa")


def performance_header(language: Language, metrics: Sequence[str]) -> tuple[str, ...]:
    """The amounts and these metrics."""
    return tuple(measure_label(name, language) for name in ("cost", "revenue", "profit", *metrics))


def performance_rows(
    rows: pl.DataFrame, language: Language, metrics: Sequence[str]
) -> list[tuple[dict[str, Any], tuple[Cell, ...]]]:
    """Each row with the cells of ``performance_header``."""
    written = money_writer([row["cost"] + row["revenue"] for row in rows.iter_rows(named=True)], language)
    return [
        (
            row,
            (
                *(Cell(written(row[name]), row[name]) for name in ("cost", "revenue", "profit")),
                *(Cell(language.metric(row[name], METRIC[name].unit), row[name]) for name in metrics),
            ),
        )
        for row in rows.iter_rows(named=True)
    ]


def money_writer(amounts: Sequence[float], language: Language) -> Callable[[float], str]:
    """How a table writes amounts: beyond ten million cents say nothing and cost the width of names."""
    return language.money if max(map(abs, amounts), default=0) < 10_000_000 else language.whole_money


def segment_table(data: ReportData, language: Language) -> Table:
    """Every segment with its size and its average customer."""
    header = (
        language.text("Segment"), language.text("Customers"), language.text("Share of customers"),
        language.text("Share of revenue"), language.text("Revenue"), language.text("Transactions"),
        language.text("Sessions"), language.text("Pages per session"), language.text("Age"),
    )  # fmt: skip
    return Table(
        "segments",
        language.text("Customer segments; the last five columns are means per customer"),
        header,
        tuple(
            (
                Cell(f"{row['segment']}. {segment_name(row['segment_name'], language)}", row["segment"]),
                Cell(language.count(row["customers"]), row["customers"]),
                Cell(language.percent(row["customer_share_pct"], 1), row["customer_share_pct"]),
                Cell(language.percent(row["revenue_share_pct"], 1), row["revenue_share_pct"]),
                Cell(language.money(row["mean_revenue"]), row["mean_revenue"]),
                *(Cell(language.decimal(row[f"mean_{name}"], 1), row[f"mean_{name}"]) for name in _BEHAVIOUR),
            )
            for row in data.profiles.iter_rows(named=True)
        ),
        notes=stability_in_words(data.segment_stability, language),
    )


def segment_name(name: str, language: Language) -> str:
    """The name of a segment, which the mart has in English, part by part in the language of the report."""
    return ", ".join(language.text(part) for part in name.split(", "))


def quality_table(data: ReportData, language: Language) -> Table:
    """METRICS.md "Quality figures": one column per raw table."""
    quality = data.marts.quality
    text = partial(_text, language=language)
    lines: list[tuple[str, str, Any]] = [
        (language.text("Rows read"), "rows_in", language.count),
        (language.text("Rows used"), "rows_clean", language.count),
        (language.text("Rows set aside (quarantine)"), "rows_quarantined", language.count),
        (language.text("Rows replaced by a later load"), "rows_superseded", language.count),
        (language.text("Completeness of the raw cells"), "completeness_pct", language.percent),
        (language.text("Cost outliers (flagged, kept)"), "cost_outliers", language.count),
        (language.text("Revenue outliers (flagged, kept)"), "revenue_outliers", language.count),
        (language.text("Cells filled in"), "filled_cells", language.count),
        (language.text("Newest day"), "newest_date", text),
        (language.text("Newest load (UTC)"), "newest_load", text),
        (language.text("Cost on unknown channels"), "unknown_channel_cost_share_pct", language.percent),
    ]
    rows = [
        (Cell(label, label), *(Cell(show(value), _sortable(value)) for value in quality[column]))
        for label, column, show in lines
    ]
    for reason in data.marts.quarantine.iter_rows(named=True):
        label = language.text("Set aside: {reason}", reason=reason["reason"].replace("_", " "))
        own = [
            reason["rows_quarantined"] if t == reason["table_name"] else None for t in quality["table_name"]
        ]
        rows.append((Cell(label, label), *(Cell(_count(value, language), value) for value in own)))
    names = {"campaigns": language.text("Campaigns"), "customers": language.text("Customers")}
    return Table(
        "quality",
        language.text("Data quality"),
        (language.text("Figure"), *(names.get(table, table) for table in quality["table_name"])),
        tuple(rows),
    )


def definition_table(language: Language) -> Table:
    """What each metric means, from the metric list."""
    return Table(
        "definitions",
        language.text("How the metrics are defined"),
        (language.text("Metric"), language.text("Definition")),
        tuple(
            (Cell(label, label), Cell(description, description))
            for label, description in (
                (measure_label(metric.name, language), language.text(metric.description))
                for metric in METRICS
            )
        ),
        frozenset({0, 1}),
    )


def _count(value: int | None, language: Language) -> str:
    return "–" if value is None else language.count(value)  # the reason is one of another table


def _text(value: object, language: Language) -> str:
    return language.undefined if value is None else str(value)[:16]


def _sortable(value: Any) -> float | str | None:
    return value if value is None or isinstance(value, int | float) else str(value)
