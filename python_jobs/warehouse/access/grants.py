"""Grants made exact: an account may do what the design says, and anything else it was given is taken back."""

import logging
from collections.abc import Iterable

import sqlalchemy as sa

from python_jobs.settings import Settings
from python_jobs.warehouse.access.accounts import (
    SERVER_GRANTS,
    Privilege,
    account_names,
    grant_statements,
    held_privileges,
    privileges_of,
)
from python_jobs.warehouse.connections import ACCOUNTS, Account, engine_for

log = logging.getLogger(__name__)


def make_grants_exact(connection: sa.Connection, settings: Settings, hosts: Iterable[str]) -> None:
    """Grant what is missing and revoke what should not be there, for every account; all of them exist.

    Raises:
        sqlalchemy.exc.OperationalError: the connection's user may not see or change grants.
    """
    for account in ACCOUNTS:
        for _, name in account_names(account, hosts):
            shown = connection.exec_driver_sql(f"show grants for {name}".replace("%", "%%"))
            held = held_privileges(str(line) for (line,) in shown)
            for statement in grant_statements(settings, name, account, held):
                try:
                    connection.exec_driver_sql(statement.replace("%", "%%"))
                except sa.exc.OperationalError as error:
                    if not any(f" on {on} to " in statement for on in SERVER_GRANTS.get(account, {})):
                        raise
                    # An administrator of our databases only: what these privileges serve works without.
                    log.info("Not granted: %s (%s)", statement, error.orig)


def missing_privileges(settings: Settings, account: Account) -> set[Privilege]:
    """What an account lacks in our databases, by its own account of itself: everybody may see their own."""
    engine = engine_for(settings, account)
    try:
        with engine.connect() as connection:
            shown = connection.exec_driver_sql("show grants")
            held = held_privileges(str(line) for (line,) in shown)
    finally:
        engine.dispose()
    elsewhere = SERVER_GRANTS.get(account, {})
    return {one for one in privileges_of(settings, account) - held if one.on not in elsewhere}
