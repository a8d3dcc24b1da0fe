"""Distribution of the ROI of fact rows, counted in SQL into round bins."""

import math

import polars as pl
import sqlalchemy as sa

from python_jobs.warehouse.query_frame import frame

_BINS = 30


def read_roi_histogram(connection: sa.Connection, database: str) -> pl.DataFrame:
    """``from_pct``, ``to_pct``, ``fact_rows`` per bin; empty when no row has an ROI."""
    shape = frame(
        connection,
        "select {columns} from (select min(roi_pct) as lowest, max(roi_pct) as highest, avg(roi_pct) as mean,"
        f" stddev_pop(cast(roi_pct as double)) as spread from {database}.fct_campaign_performance) as shape",
        dict.fromkeys(("lowest", "highest", "mean", "spread"), pl.Float64),
    ).row(0, named=True)
    schema = {"from_pct": pl.Float64, "to_pct": pl.Float64, "fact_rows": pl.Int64}
    if shape["lowest"] is None:
        return pl.DataFrame(schema=schema)
    start, width, bins = histogram_bins(**shape)
    counted = connection.execute(
        sa.text(
            "select least(:last, floor((cast(roi_pct as double) - :start) / :width)) as bin, count(*) "
            f"from {database}.fct_campaign_performance where roi_pct is not null group by 1"
        ),
        {"last": bins - 1, "start": start, "width": width},
    ).all()
    rows = {int(row[0]): int(row[1]) for row in counted}
    return pl.DataFrame(
        [(start + width * i, start + width * (i + 1), rows.get(i, 0)) for i in range(bins)],
        schema=schema,
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
