"""Distribution of the ROI of fact rows, counted in SQL into round bins."""

import math

import polars as pl
import sqlalchemy as sa

from python_jobs.period import Period
from python_jobs.warehouse.period_marts import FACT, mart
from python_jobs.warehouse.query_frame import Columns, frame

_BINS = 30
HISTOGRAM_COLUMNS: Columns = {"from_pct": pl.Float64, "to_pct": pl.Float64, "fact_rows": pl.Int64}


def read_roi_histogram(connection: sa.Connection, database: str, period: Period | None) -> pl.DataFrame:
    """``from_pct``, ``to_pct``, ``fact_rows`` per bin; empty when no row has an ROI."""
    fact = mart(database, FACT, period)
    shape = frame(
        connection,
        "select {columns} from (select min(roi_pct) as lowest, max(roi_pct) as highest, avg(roi_pct) as mean,"
        f" stddev_pop(cast(roi_pct as double)) as spread from {fact}) as shape",
        dict.fromkeys(("lowest", "highest", "mean", "spread"), pl.Float64),
    ).row(0, named=True)
    if shape["lowest"] is None:
        return pl.DataFrame(schema=dict(HISTOGRAM_COLUMNS))
    start, width, bins = histogram_bins(**shape)
    counted = connection.execute(
        sa.text(
            "select least(:last, floor((cast(roi_pct as double) - :start) / :width)) as bin, count(*) "
            f"from {fact} where roi_pct is not null group by 1"
        ),
        {"last": bins - 1, "start": start, "width": width},
    ).all()
    rows = {int(row[0]): int(row[1]) for row in counted}
    return pl.DataFrame(
        [(start + width * i, start + width * (i + 1), rows.get(i, 0)) for i in range(bins)],
        schema=dict(HISTOGRAM_COLUMNS),
        orient="row",
    )


def histogram_bins(lowest: float, highest: float, mean: float, spread: float) -> tuple[float, float, int]:
    """Start, width and number of round bins; what lies beyond three deviations shares the last."""
    end = min(highest, mean + 3 * spread)
    width = _round_width((end - lowest) / _BINS)
    start = math.floor(lowest / width) * width
    return start, width, max(1, math.floor((end - start) / width) + 1)


def _round_width(width: float) -> float:
    if width <= 0:
        return 1.0
    magnitude = 10.0 ** math.floor(math.log10(width))
    return next(step * magnitude for step in (1, 2, 2.5, 5, 10) if step * magnitude >= width)
