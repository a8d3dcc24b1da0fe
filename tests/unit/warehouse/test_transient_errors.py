"""Which errors are worth another try."""

import socket
import ssl

import pymysql
import pytest
import sqlalchemy as sa

from python_jobs.errors import DataError, ServerError
from python_jobs.warehouse.transient_errors import is_transient, is_transient_text

HEALS = {
    2002: "socket not there yet", 2003: "server starting", 2006: "gone away", 2013: "lost", 1040: "too many",
    1053: "shutting down", 1205: "lock wait", 1213: "deadlock", 1412: "table was published", 1927: "killed",
}  # fmt: skip
STAYS = {
    1045: "wrong password", 1049: "unknown database", 1044: "no right", 1142: "no right", 1021: "disk full",
    1114: "table full", 1146: "no such table", 1064: "syntax", 1317: "ended by somebody",
    1365: "division by 0", 2026: "no TLS", 1062: "duplicate",
}  # fmt: skip


def database_error(number: int, reason: BaseException | None = None) -> sa.exc.OperationalError:
    original = pymysql.err.OperationalError(number, "text")
    original.original_exception = reason  # type: ignore[attr-defined]
    return sa.exc.OperationalError("select 1", {}, original)


@pytest.mark.parametrize(
    ("number", "expected"), [*((number, True) for number in HEALS), *((number, False) for number in STAYS)]
)
def test_numbers(number: int, expected: bool) -> None:
    assert is_transient(database_error(number)) is expected
    # As Connector/Python, dbt's driver, writes them: with a state, and its own errors without.
    assert is_transient_text(f"Database Error in model dim_date\n  {number} (HY000): text") is expected
    assert is_transient_text(f"{number}: text") is expected


def test_a_server_that_is_refused_is_no_server_that_starts() -> None:
    assert is_transient(database_error(2003, ConnectionRefusedError(111, "refused")))
    assert is_transient(database_error(2003, socket.gaierror(socket.EAI_AGAIN, "try again")))
    assert not is_transient(database_error(2003, socket.gaierror(socket.EAI_NONAME, "unknown name")))
    assert not is_transient(database_error(2003, ssl.SSLCertVerificationError("wrong host name")))


def raised_from(cause: BaseException | None) -> ServerError:
    error = ServerError("The server cannot be reached.")
    error.__cause__ = cause
    return error


def test_errors_of_ours() -> None:
    assert is_transient(ServerError("dbt lost the server", heals=True))
    assert is_transient(raised_from(database_error(2003)))
    assert not is_transient(raised_from(database_error(1045)))
    assert not is_transient(ServerError("no such program"))
    assert not is_transient(DataError("an expectation failed"))
    assert not is_transient(KeyboardInterrupt())
    assert is_transient_text("Database Error in model stg_campaigns\n  MySQL Connection not available")
    assert not is_transient_text("Got 2013 results, configured to fail if != 0")
