"""Rows of a query with one column, read straight from PyMySQL's connection for a third of its cursor's cost.

The cursor makes three objects of each row: 3 s of processor time for a million lines, here 1 s. What is read
is the text protocol of MySQL and MariaDB: packets with a length in three bytes and a number, in each a value
with its own length.
"""

from typing import Any

from pymysql import err
from pymysql.constants import CR
from pymysql.protocol import MysqlPacket

# First bytes of packets that are no row, and of values: NULL, and the width of a length that follows.
_ERROR, _END, _NULL = 0xFF, 0xFE, 0xFB
_LONGEST_END = 8
_WIDTHS = {0xFC: 3, 0xFD: 4, 0xFE: 9}
# A row of 16 MB or more comes in several packets.
_LONGEST = 0xFFFFFF


def read_values(cursor: Any, number: int) -> list[bytes]:
    """The next values of a result, at most so many; fewer when it ends, then none.

    Args:
        cursor: PyMySQL's ``SSCursor``, which reads no row before it is asked to.

    Raises:
        pymysql.err.OperationalError: the server ended the query, or is gone; as PyMySQL raises it.
        pymysql.err.NotSupportedError: a row is NULL, or 16 MB long.
    """
    result = cursor._result
    connection = result.connection
    if not result.unbuffered_active:
        return []
    read = connection._rfile.read
    values: list[bytes] = []
    add = values.append
    place = connection._next_seq_id
    try:
        while len(values) < number:
            header = read(4)
            length = int.from_bytes(header[:3], "little")
            packet = read(length)
            if len(header) < 4 or len(packet) < length:
                raise err.OperationalError(CR.CR_SERVER_LOST, "Lost connection to MySQL server during query")
            place = header[3]
            first = packet[0]
            if first < _NULL:
                add(packet[1:])
            elif first == _END and length <= _LONGEST_END:
                result.unbuffered_active, result.connection = False, None
                break
            elif first == _ERROR:
                result.unbuffered_active = False
                MysqlPacket(packet, connection.encoding).raise_for_error()
            elif first == _NULL or length == _LONGEST:
                raise err.NotSupportedError("A line that is NULL or longer than 16 MB cannot be read.")
            else:
                add(packet[_WIDTHS[first] :])
    except BaseException as failure:
        if not isinstance(failure, err.MySQLError) or result.unbuffered_active:
            connection._force_close()  # stopped in the middle of a packet: nothing can follow
            result.unbuffered_active, result.connection = False, None
        raise
    connection._next_seq_id = (place + 1) % 256
    return values
