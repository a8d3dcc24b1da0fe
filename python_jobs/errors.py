"""Errors that a user can act on; the command line prints their text and never a traceback."""


class McaError(Exception):
    """Base of every expected failure. ``exit_code`` is what ``mca`` ends with."""

    exit_code = 1


class DataError(McaError):
    """The data or the gate failed: a broken file, a failed test, a failed expectation (exit code 1).

    ``rows`` is how many rows are concerned, where the failure counts rows; an alert says it.
    """

    def __init__(self, message: str = "", *, rows: int | None = None) -> None:
        super().__init__(message)
        self.rows = rows


class ServerError(McaError):
    """A database or orchestration server could not be started or reached (exit code 1).

    ``heals``: it may work a moment later without anybody's doing.
    """

    def __init__(self, message: str, *, heals: bool = False) -> None:
        super().__init__(message)
        self.heals = heals


class ConfigurationError(McaError):
    """Wrong usage or configuration: an unknown source, a missing setting (exit code 2)."""

    exit_code = 2
