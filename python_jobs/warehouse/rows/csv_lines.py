"""CSV that the server writes: queries whose one column is a finished line, streamed to a frame.

The server writes the line because that is eight times as fast as converting 27 values per row in Python
(measured: 1,000,000 rows in 2.7 s against 22 s).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
import sqlalchemy as sa

from python_jobs.warehouse.rows.line_packets import read_values

CHUNK_ROWS = 20_000


@dataclass(frozen=True)
class Column:
    """A column of a file: its name, the SQL expression, and whether it holds free text."""

    name: str
    expression: str
    is_text: bool = False


def lines_query(columns: Sequence[Column], source: str) -> str:
    """A query with one CSV line per row (RFC 4180), as bytes of UTF-8 and without the line end."""
    cells = ", ".join(cell(column) for column in columns)
    # Bytes need not be decoded only to be encoded again.
    return f"select cast(concat_ws(',', {cells}) as binary) from {source}"


def cell(column: Column) -> str:
    """SQL of one CSV cell: texts are quoted, NULL is an empty cell."""
    value = column.expression
    if not column.is_text:
        return f"coalesce({value}, '')"
    return f"""coalesce(concat('"', replace({value}, '"', '""'), '"'), '')"""


def stream_lines(
    connection: sa.Connection, query: str, chunk_rows: int = CHUNK_ROWS
) -> Iterator[list[bytes]]:
    """The lines of a query in chunks, so that memory stays flat."""
    # One copy of each row is in memory only while its chunk is.
    result = connection.execution_options(stream_results=True).exec_driver_sql(query)
    cursor = result.cursor
    try:
        # SQLAlchemy fetches one row of a stream beforehand.
        first = [line for (line,) in result.fetchmany(1)]
        while chunk := [*first, *read_values(cursor, chunk_rows - len(first))]:
            first = []
            yield chunk
    finally:
        result.close()


def stream_frames(
    connection: sa.Connection,
    schema: Mapping[str, type[pl.DataType]],
    source: str,
    chunk_rows: int = CHUNK_ROWS,
) -> Iterator[pl.DataFrame]:
    """Rows in chunks, as frames of such columns; NULL is null. A third of the time of values one by one."""
    columns = [Column(name, name, kind is pl.String) for name, kind in schema.items()]
    query = lines_query(columns, source)
    for lines in stream_lines(connection, query, chunk_rows):
        yield pl.read_csv(b"\n".join(lines), has_header=False, schema=dict(schema))
