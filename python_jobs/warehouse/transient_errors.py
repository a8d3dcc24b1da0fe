"""Which database errors heal by themselves, so that the same thing may be tried again."""

import re
import socket
import ssl

import sqlalchemy as sa

from python_jobs.errors import ServerError

# Error numbers of MySQL and MariaDB, servers and clients. What is not here does not heal: a wrong password
# (1045), an unknown database (1049), a full disk (1021, 1114), a statement that somebody ended (1317).
_TRANSIENT = {
    1020,  # a row was changed since it was read (MariaDB's snapshot isolation)
    1040,  # too many connections
    1053,  # server shutdown in progress
    1158,  # network: error reading packets
    1159,  # network: time-out reading packets
    1160,  # network: error writing packets
    1161,  # network: time-out writing packets
    1203,  # too many connections of this user
    1205,  # lock wait timeout
    1213,  # deadlock
    1412,  # a table was replaced, e.g. published, while it was read
    1927,  # connection was killed (MariaDB)
    2002,  # cannot connect through the socket: the server is not up, or not yet
    2003,  # cannot connect to the host: likewise
    2006,  # server has gone away
    2013,  # connection lost during query
    2055,  # connection lost
    4031,  # disconnected by the server after a long idle time
}
_CANNOT_CONNECT = 2003
# How MySQL's clients write an error down: "2013 (HY000): Lost connection", "2055: Lost connection".
_NUMBER_IN_TEXT = re.compile(r"\b(\d{4})(?: \(\w{5}\))?: ")
# What Connector/Python, dbt's driver, says of a connection that was lost a statement ago.
_LOST_IN_TEXT = (
    "MySQL Connection not available",
    "Connection to MySQL is not available",
    "Cursor is not connected",
)


def is_transient(error: BaseException | None) -> bool:
    """True for errors that a retry can heal: lost connections, deadlocks, lock waits, a server that starts.

    A ``ServerError`` counts when the error that it was raised ``from`` does.
    """
    if isinstance(error, ServerError):
        return error.heals or is_transient(error.__cause__)
    if not isinstance(error, sa.exc.DBAPIError) or error.orig is None:
        return False
    if error.connection_invalidated:
        return True
    number = error.orig.args[0] if error.orig.args else None
    if number == _CANNOT_CONNECT and _is_final(getattr(error.orig, "original_exception", None)):
        return False
    return number in _TRANSIENT


def is_transient_text(message: str) -> bool:
    """The same for an error as dbt writes it down."""
    if any(lost in message for lost in _LOST_IN_TEXT):
        return True
    return any(int(number) in _TRANSIENT for number in _NUMBER_IN_TEXT.findall(message))


def _is_final(reason: object) -> bool:
    """A name that does not exist, a certificate that is not trusted: PyMySQL calls both "cannot connect"."""
    if isinstance(reason, socket.gaierror):
        return reason.errno == socket.EAI_NONAME
    return isinstance(reason, ssl.SSLCertVerificationError)
