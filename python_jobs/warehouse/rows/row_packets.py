"""Rows of a query as the server sent them, in blocks: nothing is made of a row but its place in its block.

The text protocol of MySQL and MariaDB: packets with a length in three bytes and a number, in each the values
of a row, each behind its own length. Asking for columns, not for finished lines, spares the server a quarter
of its time, and one reading serves every file that is written of a table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from pymysql import err
from pymysql.constants import CR
from pymysql.cursors import SSCursor
from pymysql.protocol import MysqlPacket

from python_jobs.warehouse.rows.packed_rows import FRONT_ROOM, PackedRows
from python_jobs.warehouse.rows.table_columns import TableColumn
from python_jobs.warehouse.sessions import with_comment

# Some 15,000 rows of the fact: twice as many cost as much time and 50 MB more.
BLOCK_BYTES = 4 << 20
_READ_BYTES = 1 << 16

_HEADER = 4
# First bytes of packets that are no row.
_ERROR, _END = 0xFF, 0xFE
# A row of 16 MB or more comes in several packets.
_LONGEST = 0xFFFFFF


def stream_rows(
    connection: sa.Connection, query: str, columns: Sequence[TableColumn], block_bytes: int = BLOCK_BYTES
) -> Iterator[PackedRows]:
    """The rows of a query in blocks, each of which is to be used before the next is asked for.

    Whoever stops before the end loses the connection: what follows is not read.

    Raises:
        sqlalchemy.exc.DBAPIError: the server refuses the query.
        pymysql.err.OperationalError: the server ended the query, or is gone; as PyMySQL raises it.
        pymysql.err.NotSupportedError: a row is 16 MB long.
    """
    # SQLAlchemy's own results fetch a row beforehand, as Python objects.
    cursor: Any = connection.connection.cursor(SSCursor)
    try:
        cursor.execute(with_comment(query))
    except err.Error as error:
        raise sa.exc.DBAPIError.instance(query, None, error, err.Error, dialect=connection.dialect) from error
    result = cursor._result
    ended = False
    try:
        for block in _blocks(result.connection, block_bytes):
            yield PackedRows(block.data, block.begins, block.end, columns)
        ended = True
    finally:
        result.unbuffered_active, result.connection = False, None
        if not ended:
            connection.invalidate()
        cursor.close()


@dataclass(frozen=True)
class _Block:
    """``begins``: where the rows' first values begin in ``data``; ``end``: where the last row ends."""

    data: bytearray
    begins: list[int]
    end: int


def _blocks(connection: Any, block_bytes: int) -> Iterator[_Block]:
    """Read until the packet that ends a result, one buffer for all blocks."""
    read = connection._rfile.read1  # what is there; readinto1 would wait for more than its buffer has
    data = bytearray(FRONT_ROOM + block_bytes)
    filled = place = FRONT_ROOM
    begins: list[int] = []
    while True:
        if filled == len(data):
            if begins:
                begun = data[place:filled]  # a row that goes on; behind its rows a block may be written to
                yield _Block(data, begins, place)
                begins, place, filled = [], FRONT_ROOM, FRONT_ROOM + len(begun)
                data[place:filled] = begun
            else:
                data = data + bytes(len(data))  # a row longer than a block; who has the old one keeps it
        received = read(min(_READ_BYTES, len(data) - filled))
        if not received:
            raise err.OperationalError(CR.CR_SERVER_LOST, "Lost connection to MySQL server during query")
        data[filled : filled + len(received)] = received
        filled += len(received)
        while place + _HEADER < filled:
            length = data[place] | data[place + 1] << 8 | data[place + 2] << 16
            begin = place + _HEADER
            if length == _LONGEST:
                raise err.NotSupportedError("A row longer than 16 MB cannot be read.")
            if begin + length > filled:
                break
            if data[begin] >= _END:
                connection._next_seq_id = (data[place + 3] + 1) % 256
                if data[begin] == _ERROR:
                    MysqlPacket(bytes(data[begin : begin + length]), connection.encoding).raise_for_error()
                if begins:
                    yield _Block(data, begins, place)
                return
            begins.append(begin)
            place = begin + length
