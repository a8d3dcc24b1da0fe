"""The five accounts on a server of one's own: made by its administrator, or by SQL that is handed to one."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from python_jobs.errors import ConfigurationError, ServerError
from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse import passwords as password_file
from python_jobs.warehouse.access.accounts import account_names, grant_statements
from python_jobs.warehouse.access.grants import make_grants_exact, missing_privileges
from python_jobs.warehouse.access.rotation import Execute, change_statement, create_statement, settle
from python_jobs.warehouse.connections import ACCOUNTS
from python_jobs.warehouse.passwords import Password, Passwords, generate_password, write_private

# Access denied: for a database, a user, a table, a column, a missing privilege, a grant to nobody.
_DENIED = {1044, 1045, 1142, 1143, 1227, 1410}
_HOST = re.compile(r"[A-Za-z0-9.:_%/-]{1,255}")


def create_accounts(
    settings: Settings, connection: sa.Connection, kind: ServerKind, execute: Execute, host: str | None
) -> None:
    """Make the accounts with generated passwords; from then on each step uses its own. Twice equals once.

    Args:
        host: the host part of their names, e.g. ``10.0.%``; None keeps what was chosen before, first ``%``.

    Raises:
        ConfigurationError: the host part cannot be one, or another installation has made the accounts.
        ServerError: the user may not make accounts; the message says how an administrator can.
    """
    before = password_file.find(settings)
    password_file.write(settings, _with_all_accounts(before, host))
    with denial_as_sql(settings, kind):
        known = settle(settings, kind, execute)
        left = () if before is None else tuple(set(before.hosts) - set(known.hosts))
        try:
            _complete(settings, kind, execute, known, left)
            make_grants_exact(connection, settings, known.hosts)
        except sa.exc.OperationalError as error:
            # Where an administrator has run our SQL, all is well already.
            if not is_denied(error) or left or any(missing_privileges(settings, one) for one in ACCOUNTS):
                raise
    sql_path(settings).unlink(missing_ok=True)


def is_denied(error: sa.exc.DBAPIError) -> bool:
    """Whether the server refused something for want of a privilege."""
    return error.orig is not None and bool(error.orig.args) and error.orig.args[0] in _DENIED


def sql_path(settings: Settings) -> Path:
    """Where the SQL for an administrator is left, passwords included, readable by its owner only."""
    return password_file.path(settings).with_suffix(".sql")


@contextmanager
def denial_as_sql(settings: Settings, kind: ServerKind) -> Iterator[None]:
    """Turn the server's refusal to change accounts into what its administrator has to run.

    Raises:
        ServerError: with the SQL, its passwords left out, and the file that has them.
    """
    try:
        yield
    except sa.exc.OperationalError as error:
        if not is_denied(error):
            raise
        known = password_file.find(settings)
        if known is None:
            raise
        statements = "".join(f"{one};\n" for one in administrator_statements(settings, kind, known))
        write_private(sql_path(settings), statements)
        raise ServerError(
            f"{settings.mysql_user} may not make or change accounts on {settings.mysql_host} "
            f"({error.orig}). Have an administrator run {sql_path(settings)}, which holds the "
            "passwords and is readable by you alone, and then run `mca accounts create`. It says:\n"
            + _without_secrets(statements)
        ) from None


def administrator_statements(settings: Settings, kind: ServerKind, known: Passwords) -> list[str]:
    """What an administrator runs to make the accounts, or to change those with a pending password."""
    statements = []
    for account in ACCOUNTS:
        password = known.accounts[account]
        for _, name in account_names(account, known.hosts):
            if password.current is None:
                statements.append(create_statement(kind, name, password.wanted))
            elif password.pending is not None:
                statements.append(change_statement(kind, name, password.pending, password.current))
            if settings.mysql_ssl_ca is not None:
                statements.append(f"alter user {name} require ssl")
            statements += grant_statements(settings, name, account, set())
    return statements


def _complete(
    settings: Settings, kind: ServerKind, execute: Execute, known: Passwords, left: Iterable[str]
) -> None:
    """Entries for every host part, none for those that were left, TLS where we verify it."""
    for account in ACCOUNTS:
        for _, name in account_names(account, known.hosts):
            execute(create_statement(kind, name, known.accounts[account].wanted))
            if settings.mysql_ssl_ca is not None:
                execute(f"alter user {name} require ssl")
        for _, name in account_names(account, left):
            execute(f"drop user if exists {name}")


def _with_all_accounts(before: Passwords | None, host: str | None) -> Passwords:
    if host is not None and not _HOST.fullmatch(host):
        raise ConfigurationError(f"--host {host}: not a host part of an account; for instance 10.0.% or %.")
    known = before or Passwords(("%",), {})
    known = replace(known, hosts=(host,)) if host else known
    for account in ACCOUNTS:
        if account not in known.accounts:
            known = known.with_account(account, Password(pending=generate_password()))
    return known


def _without_secrets(statements: str) -> str:
    return re.sub(r"((?:identified by|using) )'[^']*'", r"\1'...'", statements)
