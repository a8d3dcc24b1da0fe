"""How the ROI of fact rows is distributed: histogram and boxes, by SQL that sorts no rows and returns few."""

import polars as pl
import sqlalchemy as sa

from python_jobs.period import Period
from python_jobs.printable import printable
from python_jobs.warehouse.aggregates.fact_shape import FactShape
from python_jobs.warehouse.aggregates.period_marts import FACT, mart
from python_jobs.warehouse.aggregates.roi_histogram import histogram_bins, no_histogram, read_roi_histogram
from python_jobs.warehouse.aggregates.roi_quartiles import QUARTILE_COLUMNS, box, no_roi_quartiles, unclear
from python_jobs.warehouse.aggregates.roi_spans import SpanReader, Spans, replaced

# Of more rows, boxes are as exact as their buckets, a tenth of a percent wide below 100 %: nobody sees more,
# and going through five million rows takes 3 s.
_EXACT_ROWS = 1_000_000
# Values that are read at once; beyond that, buckets are made narrower first.
_VALUES = 100_000
_NARROWER = 1_024


def read_roi_distribution(
    connection: sa.Connection,
    database: str,
    period: Period | None,
    shape: FactShape,
    max_values: int = _VALUES,
    exact_rows: int = _EXACT_ROWS,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Histogram of all rows, and one box per channel with a defined ROI, most rows first; ROI in percent.

    Up to a million rows boxes are exact: the fact is gone through once, for the values in the few buckets
    where a quartile or the end of a whisker lies. Of more rows, they lie evenly in their buckets.

    Args:
        shape: of the same rows.
        max_values: how many values may come from the server at once.
        exact_rows: how many rows the fact may have for exact boxes.
    """
    fact = mart(database, FACT, period)
    if shape.roi is None:
        return no_histogram(), no_roi_quartiles()
    query = sa.text(f"select channel_key, channel from {database}.dim_channel")
    channels = {int(key): name for key, name in connection.execute(query)}
    histogram = read_roi_histogram(connection, fact, histogram_bins(shape.roi), shape.spans)
    spans = shape.spans
    if shape.fact_rows <= exact_rows:
        spans = _clear(SpanReader(connection, fact), spans, max_values)
    boxes = [(channels[key], *box(some)) for key, some in spans.items()]
    boxes.sort(key=lambda row: (-row[1], row[0]))
    named = [(printable(name), *figures) for name, *figures in boxes]
    return histogram, pl.DataFrame(named, schema=dict(QUARTILE_COLUMNS), orient="row")


def _clear(reader: SpanReader, spans: Spans, max_values: int) -> Spans:
    """The spans, in which every channel's box is exact."""
    scale = 1
    while wanted := {channel: some for channel, all_ in spans.items() if (some := unclear(all_))}:
        found = reader.values(wanted, scale, max_values)
        if found is None:
            found = reader.finer(wanted, scale, _NARROWER)
            scale *= _NARROWER
        spans = {
            channel: replaced(some, wanted.get(channel, ()), found.get(channel, ()))
            for channel, some in spans.items()
        }
    return spans
