"""The candidate's ``customer_segments`` and ``segment_profiles``, and the customers that they are made of."""

from collections.abc import Iterable, Iterator

import polars as pl
import sqlalchemy as sa

from python_jobs.analysis.clustering.base import Labels
from python_jobs.analysis.segment_profiles import PROFILE_SCHEMA
from python_jobs.features import FEATURES
from python_jobs.warehouse.aggregates.query_frame import frame
from python_jobs.warehouse.bulk import load_frames
from python_jobs.warehouse.publishing.published_copies import make_way
from python_jobs.warehouse.rows.arrow_rows import arrow_schema, arrow_table
from python_jobs.warehouse.rows.row_packets import stream_rows
from python_jobs.warehouse.rows.table_columns import TableColumn

SEGMENT_TABLES = ("customer_segments", "segment_profiles")

_SEGMENTS_DDL = """
    create table {{table}} (
        customer_key bigint not null,
        customer_id varchar(255) not null,
        segment int not null,
        segment_name varchar(64) not null,
        primary key (customer_key) comment '{mark}',
        index (segment)
    ) engine=InnoDB
"""
_PROFILES_DDL = """
    create table {{table}} (
        segment int not null primary key,
        segment_name varchar(64) not null,
        customers bigint not null,
        customer_share_pct decimal(38,8) not null,
        revenue_share_pct decimal(38,8) null,
        {features}
    ) engine=InnoDB
""".format(features=", ".join(f"{name} decimal(38,8) null" for name in list(PROFILE_SCHEMA)[5:]))

# Features are read as floats, whatever the mart has them in.
_CUSTOMER = (
    TableColumn("customer_key", "bigint", "bigint"),
    TableColumn("customer_id", "varchar", "varchar(255)"),
    *(TableColumn(str(name), "double", "double") for name in FEATURES),
)


def count_customers(engine: sa.Engine, database: str) -> int:
    """How many customers ``dim_customer`` has."""
    with engine.connect() as connection:
        return int(connection.scalar(sa.text(f"select count(*) from {database}.dim_customer")) or 0)


def stream_customers(engine: sa.Engine, database: str, first: int | None = None) -> Iterator[pl.DataFrame]:
    """``customer_key``, ``customer_id`` and the six features as floats, by key, some 40,000 to a frame.

    Args:
        first: only so many. Keys are hashes of ids, so that the first are a sample like any other, and nearly
            the same one from day to day.
    """
    limit = "" if first is None else f"limit {first}"
    names = ", ".join(column.name for column in _CUSTOMER)
    query = f"select {names} from {database}.dim_customer order by customer_key {limit}"
    schema = arrow_schema(_CUSTOMER)
    with engine.connect() as connection:
        for rows in stream_rows(connection, query, _CUSTOMER):
            yield pl.DataFrame(arrow_table(rows, schema))


def read_customers(engine: sa.Engine, database: str, first: int | None = None) -> pl.DataFrame:
    """The same as one frame."""
    none = pl.DataFrame(arrow_schema(_CUSTOMER).empty_table())
    return pl.concat([none, *stream_customers(engine, database, first)])


def segment_rows(customers: pl.DataFrame, labels: Labels, names: dict[int, str]) -> pl.DataFrame:
    """The rows of ``customer_segments`` of some customers."""
    return customers.select(
        "customer_key", "customer_id", pl.Series("segment", labels, dtype=pl.Int64)
    ).with_columns(pl.col("segment").replace_strict(names, return_dtype=pl.String).alias("segment_name"))


def replace_segments(
    engine: sa.Engine, database: str, frames: Iterable[pl.DataFrame], mark: str = ""
) -> None:
    """Make ``customer_segments`` anew from frames of its rows.

    Args:
        mark: what they are made of (content_marks.py).
    """
    _replace(engine, database, "customer_segments", _SEGMENTS_DDL.format(mark=mark), frames)


def replace_profiles(engine: sa.Engine, database: str, profiles: pl.DataFrame) -> None:
    """Make ``segment_profiles`` anew."""
    # Marts have plain column types only, and ratios eight decimals.
    rows = profiles.with_columns(pl.col(pl.Float64).cast(pl.Decimal(38, 8)))
    _replace(engine, database, "segment_profiles", _PROFILES_DDL, [rows])


def read_profiles(engine: sa.Engine, database: str) -> pl.DataFrame:
    """``segment_profiles`` as the segmentation made it, with eight decimals."""
    query = f"select {{columns}} from {database}.segment_profiles order by segment"
    with engine.connect() as connection:
        return frame(connection, query, {name: type(kind) for name, kind in PROFILE_SCHEMA.items()})


def _replace(engine: sa.Engine, database: str, table: str, ddl: str, frames: Iterable[pl.DataFrame]) -> None:
    with engine.begin() as connection:
        make_way(connection, database, table)
        connection.execute(sa.text(ddl.format(table=f"{database}.{table}")))
        load_frames(connection, database, table, frames)
