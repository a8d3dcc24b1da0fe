"""What ``mca accounts`` does: look at the accounts, make them, give them new passwords."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from python_jobs.errors import ConfigurationError, ServerError
from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse import passwords as password_file
from python_jobs.warehouse.access.accounts import DATABASE_GRANTS, SERVER_GRANTS, account_names
from python_jobs.warehouse.access.own_server_accounts import create_accounts, denial_as_sql
from python_jobs.warehouse.access.rotation import Execute, one_at_a_time, rotate
from python_jobs.warehouse.connections import (
    ACCOUNTS,
    Account,
    accepts,
    account_user,
    administrator_engine,
    server_kind,
)
from python_jobs.warehouse.preparation import prepare_warehouse


@dataclass(frozen=True)
class AccountState:
    """One account as ``mca accounts list`` shows it. It holds nothing secret; times are UTC."""

    user: str
    hosts: tuple[str, ...]
    works: bool
    """Whether the server lets it in with the password of our file, at every host part."""
    may: str
    changed_at: datetime | None
    old_until: datetime | None


def list_accounts(settings: Settings) -> list[AccountState]:
    """Look at every account; none on a server of one's own where all steps use ``MCA_MYSQL_USER``.

    Raises:
        ServerError: the server does not answer.
    """
    known = password_file.find(settings)
    if known is None:
        return []
    states = []
    for account in ACCOUNTS:
        password = known.accounts[account]
        hosts = tuple(host for host, _ in account_names(account, known.hosts))
        with _answering(settings):
            works = all(accepts(settings, account, host, password.wanted) for host in hosts)
        states.append(
            AccountState(
                account_user(account), hosts, works, _may(account), password.changed_at, password.old_until
            )
        )
    return states


def create(settings: Settings, host: str | None) -> None:
    """Make what is missing of the accounts and make their grants exact. Twice equals once.

    Raises:
        ConfigurationError: a host part is given for the private server, or is none, or the accounts are
            another installation's.
        ServerError: the server does not answer, or its user may not make accounts.
    """
    if not settings.uses_own_server and host is not None:
        raise ConfigurationError(
            "--host: the private server is reached from this machine only. Leave it out."
        )
    prepare_warehouse(settings)  # the private server's accounts among it
    if settings.uses_own_server:
        with _administrator(settings) as (connection, kind, execute):
            create_accounts(settings, connection, kind, execute, host)


def change_passwords(settings: Settings, accounts: Sequence[str] | None, keep_old: timedelta) -> list[str]:
    """Give accounts (None: all, and the private server's root) new passwords, without a gap for any step.

    Returns:
        The accounts.

    Raises:
        ConfigurationError: on a server of one's own the accounts have not been made yet.
        ServerError: the server does not answer, or its user may not change accounts.
    """
    with _administrator(settings) as (_, kind, execute):
        known = password_file.find(settings)
        if known is None or (settings.uses_own_server and not known.current):
            raise ConfigurationError("There are no accounts to give passwords to: run `mca accounts create`.")
        chosen = list(accounts or known.accounts)
        with denial_as_sql(settings, kind):
            rotate(settings, kind, execute, chosen, keep_old)
    return chosen


@contextmanager
def _administrator(settings: Settings) -> Iterator[tuple[sa.Connection, ServerKind, Execute]]:
    with one_at_a_time(settings), _answering(settings):
        engine = administrator_engine(settings)
        try:
            kind = server_kind(engine)
            with engine.connect() as connection:
                yield connection, kind, lambda one: connection.exec_driver_sql(one.replace("%", "%%"))
        finally:
            engine.dispose()


@contextmanager
def _answering(settings: Settings) -> Iterator[None]:
    """Turn a database error into its reason; the statement is left out, as it may hold a password."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        reason = error.orig.args[-1] if error.orig is not None and error.orig.args else "no reason given"
        where = f"{settings.mysql_host}:{settings.mysql_port}" if settings.uses_own_server else "here"
        raise ServerError(
            f"The database server {where} says: {reason}. `mca server status` tells whether it runs."
        ) from None


def _may(account: Account) -> str:
    """What an account may do, in a line; SHOW GRANTS has every privilege."""
    by_layer = DATABASE_GRANTS[account].items()
    reads = [layer for layer, names in by_layer if set(names.split(", ")) <= {"SELECT", "SHOW VIEW"}]
    writes = [layer for layer, _ in by_layer if layer not in reads]
    sees_locks = account in SERVER_GRANTS
    parts = [
        f"reads {', '.join(reads)}" if reads else "",
        f"writes {', '.join(writes)}" if writes else "",
        "sees who holds which lock" if sees_locks else "",
    ]
    return "; ".join(part for part in parts if part)
