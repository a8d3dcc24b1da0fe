"""A guard on LOAD DATA LOCAL: a server gets the one file that was just written for it, and no other.

The protocol lets the server name the file that it wants, in answer to any statement, and PyMySQL sends
whatever is asked for once ``local_infile`` is on. A hostile server could so read any file of this account.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from pymysql.connections import MySQLResult

from python_jobs.errors import ServerError

_offered_file: ContextVar[Path | None] = ContextVar("offered_file", default=None)


@contextmanager
def offered(file: Path) -> Iterator[None]:
    """Let the server of the current statement have this file."""
    token = _offered_file.set(file)
    try:
        yield
    finally:
        _offered_file.reset(token)


def requested_file_is_offered(requested: bytes) -> bool:
    """True when the name in the server's request is exactly the file on offer."""
    file = _offered_file.get()
    return file is not None and requested == str(file).encode()


_send_requested_file = MySQLResult._read_load_local_packet  # type: ignore[attr-defined]


def _send_offered_file_only(result: Any, first_packet: Any) -> Any:
    requested: bytes = first_packet.get_all_data()[1:]
    if requested_file_is_offered(requested):
        return _send_requested_file(result, first_packet)
    result.connection._force_close()
    name = requested.decode(errors="replace")
    raise ServerError(
        f"The database server asked for the file {name!r}, which was not offered to it. Nothing was sent and "
        "the connection was closed. Do not trust that server."
    )


# For every PyMySQL connection of this process: the request can arrive on any of them.
MySQLResult._read_load_local_packet = _send_offered_file_only  # type: ignore[attr-defined]
