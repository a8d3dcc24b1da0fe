"""What no summary knows of the fact's rows, read in one scan."""

import polars as pl
import sqlalchemy as sa

from python_jobs.period import Period
from python_jobs.warehouse.aggregates.period_marts import FACT, mart
from python_jobs.warehouse.aggregates.query_frame import Columns, frame

ROI_SHAPE = ("lowest", "highest", "mean", "spread")
_COLUMNS: Columns = {
    "fact_rows": pl.Int64,
    "cost_without_conversions": pl.Float64,
    **dict.fromkeys(ROI_SHAPE, pl.Float64),
}


def read_fact_shape(connection: sa.Connection, database: str, period: Period | None) -> pl.DataFrame:
    """One row: ``fact_rows``, ``cost_without_conversions``, and of the rows' ROI, in percent, ``lowest``,
    ``highest``, ``mean`` and ``spread`` (standard deviation), which are null where no row has one.
    """
    return frame(
        connection,
        "select {columns} from (select count(*) as fact_rows, "
        "coalesce(sum(case when conversions = 0 then cost end), 0) as cost_without_conversions, "
        "min(roi_pct) as lowest, max(roi_pct) as highest, avg(roi_pct) as mean, "
        f"stddev_pop(cast(roi_pct as double)) as spread from {mart(database, FACT, period)}) as shape",
        _COLUMNS,
    )
