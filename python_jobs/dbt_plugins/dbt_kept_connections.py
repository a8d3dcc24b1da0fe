"""A dbt plugin: a model takes up the connection that one before it left, where dbt opens a new one for each.

A build has more than seventy nodes, and a connection with TLS takes both sides 5 ms. What is kept is reset:
rolled back, without locks, with the session variables of a new one. dbt finds the module as it finds
``dbt_verified_tls``.
"""

import atexit
from collections.abc import Callable
from contextlib import suppress
from threading import get_ident
from typing import Any

import mysql.connector

_idle: list[Any] = []


def keeping(connect: Callable[..., Any]) -> Callable[..., Any]:
    """Connector/Python's ``connect`` that hands closed connections out again; dbt has one set of settings."""

    def connect_kept(*arguments: Any, **settings: Any) -> Any:
        while _idle:
            connection = _idle.pop()
            if connection.ask_server():
                break
        else:
            connection = connect(*arguments, **settings)
            connection.close_for_good = connection.close
            connection.ask_server = connection.is_connected
            # Asked before each statement, of which a build has nine hundred. A statement finds it out, too.
            connection.is_connected = lambda: True
        owner = get_ident()
        connection.close = lambda: _close(connection, owner)
        return connection

    return connect_kept


def _close(connection: Any, owner: int) -> None:
    if get_ident() == owner:
        with suppress(mysql.connector.Error):
            connection.reset_session()
            _idle.append(connection)
            return
    # Another thread ends what is executing (dbt's Ctrl-C), or the server is gone.
    connection.close_for_good()


@atexit.register
def close_idle() -> None:
    """End with dbt; the server would note an aborted connection for each otherwise."""
    while _idle:
        _idle.pop().close_for_good()


mysql.connector.connect = keeping(mysql.connector.connect)
