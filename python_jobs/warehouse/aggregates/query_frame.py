"""Small query results as typed Polars frames."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl
import sqlalchemy as sa

from python_jobs.printable import printable
from python_jobs.warehouse.aggregates.metric_frames import Columns

_Conversion = Callable[[Any], Any]


def _as_it_is(value: Any) -> Any:
    return value


# Aggregates of whole numbers come as Decimal from either server.
_CONVERSIONS: Mapping[type[pl.DataType], _Conversion] = {pl.Int64: int, pl.String: printable}


def frame(connection: sa.Connection, query: str, columns: Columns) -> pl.DataFrame:
    """Run a query into a frame; ``{columns}`` in it stands for the column list, decimals as doubles.

    Texts are for people: hidden characters of a name are shown as codes (:func:`printable`).
    """
    selected = ", ".join(
        f"cast({name} as double) as {name}" if kind is pl.Float64 else name for name, kind in columns.items()
    )
    rows = connection.execute(sa.text(query.format(columns=selected))).all()
    read = [_CONVERSIONS.get(kind, _as_it_is) for kind in columns.values()]
    return pl.DataFrame([_converted(row, read) for row in rows], schema=dict(columns), orient="row")


def _converted(row: Sequence[Any], read: Sequence[_Conversion]) -> tuple[Any, ...]:
    return tuple(None if value is None else convert(value) for value, convert in zip(row, read, strict=True))
