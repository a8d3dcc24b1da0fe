"""Passwords on the server and in the file: brought into agreement, changed, and the old ones retired.

For a while the server takes the new password and the one before: a step under way, a dbt started with the
old one and Power BI's saved one go on. MySQL calls it a dual password; on MariaDB an account has two ways to
log in. The order is file (pending), server, file (current), so a kill at any point leaves a file whose
current password works, and the next start ends what was begun.
"""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa

from python_jobs.errors import ConfigurationError
from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse import passwords as password_file
from python_jobs.warehouse import processes
from python_jobs.warehouse.access.accounts import account_names
from python_jobs.warehouse.connections import accepts
from python_jobs.warehouse.passwords import Password, Passwords, generate_password

KEEP_OLD = timedelta(hours=24)
"""How long the password before stays valid; longer than any run."""

_CREATE_USER_FAILED = 1396  # such an account exists

Execute = Callable[[str], object]
"""Runs a statement as an administrator."""


def rotate(
    settings: Settings, kind: ServerKind, execute: Execute, accounts: Sequence[str], keep_old: timedelta
) -> Passwords:
    """Give accounts new passwords. With ``keep_old`` of 0 the old ones end at once, also for steps under way.

    The caller holds ``one_at_a_time``.
    """
    known = settle(settings, kind, execute)  # what an interrupted one left
    for account in accounts:
        pending = replace(known.accounts[account], pending=generate_password())
        known = known.with_account(account, pending)
    password_file.write(settings, known)
    return settle(settings, kind, execute, keep_old)


def settle(
    settings: Settings, kind: ServerKind, execute: Execute, keep_old: timedelta = KEEP_OLD
) -> Passwords:
    """Make the server take the file's passwords, missing accounts included; retire old ones that are due.

    Where nothing is to be done it only logs in as each account. The caller holds ``one_at_a_time``.
    """
    known = password_file.find(settings)
    if known is None:
        raise LookupError(f"{password_file.path(settings)} has to be written first")
    for account, password in known.accounts.items():
        _make_server_take(settings, known, account, kind, execute)
        if password.pending is not None:
            now = datetime.now(timezone.utc)
            until = now + keep_old if password.current else None
            known = known.with_account(account, Password(password.pending, None, now, until))
            password_file.write(settings, known)
    return _retire(settings, known, kind, execute)


def create_statement(kind: ServerKind, name: str, password: str) -> str:
    """Statement that makes an account (``'user'@'host'``) that is not there."""
    return f"create user if not exists {name} {_identified(kind, password)}"


def change_statement(kind: ServerKind, name: str, new: str, old: str | None) -> str:
    """Statement that sets an account's password and, if it has an old one, lets that one work too."""
    return f"alter user {name} {_identified(kind, new, old)}"


def one_at_a_time(settings: Settings) -> AbstractContextManager[None]:
    """Held by whoever changes the passwords of this home."""
    return processes.only_one(password_file.path(settings).with_suffix(".lock"))


def _make_server_take(
    settings: Settings, known: Passwords, account: str, kind: ServerKind, execute: Execute
) -> None:
    password = known.accounts[account]
    for host, name in account_names(account, known.hosts):
        if accepts(settings, account, host, password.wanted):
            continue
        if password.current is None:
            _create(settings, kind, name, password.wanted, execute)
            continue
        has_old = password.pending is not None and accepts(settings, account, host, password.current)
        execute(create_statement(kind, name, password.wanted))
        execute(change_statement(kind, name, password.wanted, password.current if has_old else None))


def _create(settings: Settings, kind: ServerKind, name: str, password: str, execute: Execute) -> None:
    """Make a new account; one of that name belongs to somebody, whose password must not change."""
    try:
        execute(create_statement(kind, name, password).replace("if not exists ", ""))
    except sa.exc.OperationalError as error:
        if error.orig is None or error.orig.args[0] != _CREATE_USER_FAILED:
            raise
        raise ConfigurationError(
            f"The account {name} is on the server already, and its password is not in "
            f"{password_file.path(settings)}. Copy that file from the installation that made the account, "
            "or have an administrator drop it, and run `mca accounts create` again."
        ) from None


def _retire(settings: Settings, known: Passwords, kind: ServerKind, execute: Execute) -> Passwords:
    now = datetime.now(timezone.utc)
    for account, password in known.accounts.items():
        if password.old_until is None or password.old_until > now:
            continue
        for _, name in account_names(account, known.hosts):
            if kind == "mysql":
                execute(f"alter user {name} discard old password")
            else:
                execute(change_statement(kind, name, password.wanted, None))
        known = known.with_account(account, replace(password, old_until=None))
        password_file.write(settings, known)
    return known


def _identified(kind: ServerKind, password: str, old: str | None = None) -> str:
    """How an account logs in: with a password, and with an old one if that is given."""
    if kind == "mysql":
        return f"identified by '{password}'{' retain current password' if old else ''}"
    ways = [f"mysql_native_password using '{_mariadb_hash(one)}'" for one in (password, old) if one]
    return f"identified via {' or '.join(ways)}"


def _mariadb_hash(password: str) -> str:
    """MariaDB's PASSWORD(), made here so that its logs and process list never hold the password itself."""
    inner = hashlib.sha1(password.encode(), usedforsecurity=False).digest()
    return "*" + hashlib.sha1(inner, usedforsecurity=False).hexdigest().upper()
