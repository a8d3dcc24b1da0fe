"""Polars frames into tables, as fast as the server takes them and without a value changed on the way.

LOAD DATA LOCAL turns errors into warnings and then stores 0 or a cut text, so any warning here is a failure.
"""

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

import polars as pl
import sqlalchemy as sa
from pymysql.constants import CLIENT

from python_jobs.errors import DataError
from python_jobs.warehouse import local_infile

# Rows per INSERT of the fallback: past some hundred rows a statement the server gets no faster.
_INSERT_ROWS = 2_000
# Enough to see what is wrong; a bad column gives one warning per row.
_WARNINGS_SHOWN = 3

# The escapes of LOAD DATA ... ESCAPED BY '\\', the backslash itself first.
_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\0", "\\0"))


def load_frame(connection: sa.Connection, database: str, table: str, frame: pl.DataFrame) -> int:
    """Append one frame to a table; see :func:`load_frames`."""
    return load_frames(connection, database, table, [frame])


def load_frames(connection: sa.Connection, database: str, table: str, frames: Iterable[pl.DataFrame]) -> int:
    """Append frames to a table, column names of the frame = those of the table.

    Goes by LOAD DATA LOCAL where client and server allow it, else by multi-row inserts. Commits nothing.

    Args:
        frames: columns of text, integers, decimals, dates, datetimes or booleans; null becomes NULL.

    Returns:
        The number of rows appended.

    Raises:
        DataError: the server would have changed a value; the connection's transaction is rolled back.
    """
    append = _append_by_file if _may_send_files(connection) else _append_by_insert
    rows = 0
    for frame in frames:
        if frame.height:
            rows += append(connection, f"`{database}`.`{table}`", frame)
    return rows


def _may_send_files(connection: sa.Connection) -> bool:
    driver_connection = connection.connection.dbapi_connection
    client_allows = bool(getattr(driver_connection, "client_flag", 0) & CLIENT.LOCAL_FILES)
    return client_allows and bool(connection.exec_driver_sql("select @@global.local_infile").scalar_one())


def _append_by_file(connection: sa.Connection, target: str, frame: pl.DataFrame) -> int:
    # A file without a name, so that a killed load leaves nothing behind.
    with tempfile.TemporaryFile() as nameless:
        write_rows(frame, nameless)
        nameless.seek(0)  # where /dev/fd is no new opening of the file, it is read from here on
        file = Path(f"/dev/fd/{nameless.fileno()}")
        with local_infile.offered(file):
            loaded = connection.exec_driver_sql(
                f"load data local infile %s into table {target} character set utf8mb4 "
                "fields terminated by '\\t' escaped by '\\\\' lines terminated by '\\n' "
                f"({_column_list(frame)})",
                (str(file),),
            ).rowcount
    _refuse_warnings(connection, target, frame.height, loaded)
    return frame.height


def _append_by_insert(connection: sa.Connection, target: str, frame: pl.DataFrame) -> int:
    # The names are quoted and come from the code, the values are passed apart.
    places = ", ".join(["%s"] * frame.width)
    statement = f"insert into {target} ({_column_list(frame)}) values ({places})"
    # Decimals go as text: the driver's own conversion of a Decimal is the slowest part of the insert.
    plain = frame.with_columns(pl.col(pl.Decimal).cast(pl.String))
    for start in range(0, plain.height, _INSERT_ROWS):
        rows = plain.slice(start, _INSERT_ROWS).rows()
        inserted = connection.exec_driver_sql(statement, rows).rowcount
        _refuse_warnings(connection, target, len(rows), inserted)
    return frame.height


def write_rows(frame: pl.DataFrame, file: IO[bytes]) -> None:
    r"""Write a frame as LOAD DATA reads it: tabs, line feeds, ``\N`` for NULL, backslash escapes in texts."""
    escaped = frame.with_columns(pl.col(pl.Boolean).cast(pl.Int8)).with_columns(
        _escaped(column) for column in frame if column.dtype == pl.String
    )
    escaped.write_csv(
        file,
        include_header=False,
        separator="\t",
        quote_style="never",
        null_value="\\N",
        datetime_format="%Y-%m-%d %H:%M:%S%.6f",
    )


def _escaped(texts: pl.Series) -> pl.Series:
    for character, escape in _ESCAPES:
        # The look before the replacement: hardly any column holds any of them.
        if texts.str.contains(character, literal=True).any():
            texts = texts.str.replace_all(character, escape, literal=True)
    return texts


def _column_list(frame: pl.DataFrame) -> str:
    return ", ".join(f"`{name}`" for name in frame.columns)


def _refuse_warnings(connection: sa.Connection, target: str, expected: int, loaded: int) -> None:
    warnings = connection.exec_driver_sql(f"show warnings limit {_WARNINGS_SHOWN}").all()
    if not warnings and loaded == expected:
        return
    connection.rollback()
    told = "; ".join(str(warning[2]) for warning in warnings) or "no warning was given"
    raise DataError(
        f"The server took {loaded} of {expected} rows into {target} and would have changed values: {told}. "
        "All rows of this load were rolled back."
    )
