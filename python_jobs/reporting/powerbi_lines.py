"""The four classic files for Power BI: their columns, where they come from, and their lines."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from python_jobs.metrics import METRICS
from python_jobs.reporting.cell_lookup import CellLookup
from python_jobs.reporting.csv_file import LINE_END
from python_jobs.reporting.ordered_lines import KeyOfLine, keys_last
from python_jobs.warehouse.aggregates.period_marts import FACT
from python_jobs.warehouse.publishing.fact_changes import OUTLIER_FLAGS
from python_jobs.warehouse.rows.csv_texts import line_parts
from python_jobs.warehouse.rows.packed_numbers import signs
from python_jobs.warehouse.rows.spliced_lines import Cells, Part, splice

if TYPE_CHECKING:
    import pyarrow as pa

    from python_jobs.warehouse.rows.packed_rows import PackedRows
    from python_jobs.warehouse.rows.spliced_lines import Numbers

_MEASURES = ("cost", "impressions", "clicks", "conversions", "revenue")
_METRICS = tuple(metric.name for metric in METRICS)
_FLAGS = (
    *OUTLIER_FLAGS,
    "is_impressions_filled",
    "is_clicks_filled",
    "is_conversions_filled",
    "is_channel_filled",
)


@dataclass(frozen=True)
class ExportColumn:
    """A column of a file and what it is of; one of no mart is computed."""

    name: str
    mart: str
    column: str


@dataclass(frozen=True)
class Export:
    """A file: the mart that it has the rows of, its columns, and the rows' order as SQL.

    ``key_of``: the key of a line of the fact, where the line holds one.
    """

    file_name: str
    mart: str
    columns: tuple[ExportColumn, ...]
    order: str = ""
    key_of: KeyOfLine | None = None

    @property
    def marts(self) -> frozenset[str]:
        """The marts whose cells stand in it."""
        return frozenset(column.mart for column in self.columns if column.mart)

    @property
    def has_flags(self) -> bool:
        """Whether its lines hold outlier flags."""
        return any(column.column in OUTLIER_FLAGS for column in self.columns)

    @property
    def has_names(self) -> bool:
        """Whether its lines hold cells of other marts."""
        return any(column.mart in LOOKED_UP for column in self.columns)


def _of(mart: str, *names: str) -> tuple[ExportColumn, ...]:
    return tuple(ExportColumn(name, mart, name) for name in names)


@dataclass(frozen=True)
class _LookedUp:
    """By which column a mart's cells are found, and whether rows without them are left out."""

    key: str
    required: bool


LOOKED_UP = {
    "dim_campaign": _LookedUp("campaign_key", required=True),
    "dim_channel": _LookedUp("channel_key", required=True),
    "customer_segments": _LookedUp("customer_key", required=False),
}
"""Marts whose cells stand in the lines of others: they are to be read first."""

_CAMPAIGN = ExportColumn("campaign_name", "dim_campaign", "campaign_label")
_OUTCOME = ExportColumn("outcome", "", "outcome")

EXPORTS: tuple[Export, ...] = (
    Export(
        "campaign_data_powerbi.csv",
        FACT,
        (
            *_of(FACT, "date"),
            _CAMPAIGN,
            *_of("dim_campaign", "campaign_id"),
            *_of("dim_channel", "channel"),
            *_of(FACT, *_MEASURES, *_METRICS, *_FLAGS, "campaign_key", "channel_key", "date_key"),
        ),
        key_of=keys_last,
    ),
    Export(
        "channel_performance_powerbi.csv",
        "mart_channel_summary",
        (
            *_of("mart_channel_summary", "channel", "campaigns", "days_active", *_MEASURES, *_METRICS),
            *_of("mart_channel_summary", "mean_ctr_pct", "mean_roas", "mean_roi_pct"),
            *_of("mart_channel_summary", "cost_share_pct", "revenue_share_pct", "roi_rank", "channel_key"),
        ),
        "order by roi_rank is null, roi_rank, channel_key",
    ),
    Export(
        "customer_segments_powerbi.csv",
        "dim_customer",
        (
            *_of("dim_customer", "customer_id"),
            *_of("customer_segments", "segment", "segment_name"),
            *_of("dim_customer", "age", "gender", "country", "sessions", "avg_session_duration"),
            *_of("dim_customer", "pages_per_session", "transactions", "revenue", "customer_key"),
        ),
    ),
    Export(
        "roi_analysis_powerbi.csv",
        FACT,
        (
            *_of(FACT, "date"),
            _CAMPAIGN,
            *_of("dim_channel", "channel"),
            *_of(FACT, "cost", "revenue", "profit", "roas", "roi_pct"),
            _OUTCOME,
        ),
    ),
)


class ExportLines:
    """The lines of an export. Its ``lookups`` are to have all rows of their marts beforehand."""

    def __init__(self, export: Export) -> None:
        """Begin with lookups that have no rows."""
        self._mart = export.mart
        self._groups = [
            (mart, [column.column for column in columns])
            for mart, columns in groupby(export.columns, key=lambda column: column.mart)
        ]
        self.lookups = {
            mart: CellLookup(LOOKED_UP[mart].key, names) for mart, names in self._groups if mart in LOOKED_UP
        }

    def of(self, rows: PackedRows) -> pa.Array:
        """The lines of rows, with their ends."""
        cells = Cells()
        kept = np.ones(len(rows), np.bool_)
        parts: list[Part] = []
        for mart, names in self._groups:
            if mart == self._mart:
                parts += line_parts(rows, names, cells, begun=bool(parts))
            elif mart in self.lookups:
                numbers, found = self.lookups[mart].find(rows, cells)
                parts.append(Part(cells=numbers))
                if LOOKED_UP[mart].required:
                    kept &= found
            else:
                parts.append(Part(cells=_outcomes(rows, cells)))
        return splice(rows, [*parts, Part(cells=cells.number(LINE_END))], cells, kept)


def _outcomes(rows: PackedRows, cells: Cells) -> Numbers:
    """Whether each row of the fact made a profit, as a cell behind a comma."""
    loss, none, profit, undefined = (
        cells.number(b',"%b"' % outcome) for outcome in (b"loss", b"break-even", b"profit", b"undefined")
    )
    by_sign = np.array([loss, none, profit], np.int32)[signs(rows, rows.columns["profit"]) + 1]
    return np.where(rows.nulls(rows.columns["roi_pct"]), np.int32(undefined), by_sign)
