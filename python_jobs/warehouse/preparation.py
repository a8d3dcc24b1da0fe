"""Databases, accounts and fixed tables, made on the private server or checked on a server of one's own."""

import logging
from collections.abc import Callable, Sequence

import sqlalchemy as sa

from python_jobs.errors import ServerError
from python_jobs.settings import LAYERS, Settings
from python_jobs.warehouse import credentials
from python_jobs.warehouse import passwords as password_file
from python_jobs.warehouse.access.accounts import database_pattern
from python_jobs.warehouse.access.grants import make_grants_exact
from python_jobs.warehouse.access.own_server_accounts import is_denied
from python_jobs.warehouse.access.rotation import one_at_a_time, settle
from python_jobs.warehouse.connections import COLLATION, administrator_engine, server_kind
from python_jobs.warehouse.named_lock import named_lock
from python_jobs.warehouse.ops_tables import create_ops_tables
from python_jobs.warehouse.private_server.server_programs import OLDEST
from python_jobs.warehouse.raw_tables import create_raw_tables

_LOCK_SECONDS = 60

log = logging.getLogger(__name__)


def prepare_warehouse(settings: Settings) -> None:
    """Make what is missing of the databases, accounts, grants and fixed tables. Cheap when nothing is.

    Raises:
        ServerError: the server cannot be reached, is too old, or the account may not do it; then the message
            lists the SQL for somebody who may.
    """
    engine = administrator_engine(settings)
    try:
        if settings.uses_own_server:
            _check_version(settings, engine)
            _make_databases_or_say_how(settings, engine)
            _check_own_accounts(settings, engine)
        else:
            _one_at_a_time(engine, lambda connection: _set_up(settings, engine, connection))
    except sa.exc.OperationalError as error:
        raise ServerError(f"{_where(settings)}: {_reason(error)}") from error
    finally:
        engine.dispose()


def database_statements(settings: Settings, missing: Sequence[str]) -> list[str]:
    """Statements that make the databases whose names are given; the names stay in the design's order."""
    names = [settings.database(layer) for layer in LAYERS]
    character_set = f"character set utf8mb4 collate {COLLATION}"
    return [f"create database if not exists `{name}` {character_set}" for name in names if name in missing]


def _set_up(settings: Settings, engine: sa.Engine, connection: sa.Connection) -> None:
    # Even "if not exists" waits until no table of that database is being made, which can take an hour.
    _execute(connection, database_statements(settings, _missing_databases(settings, connection)))
    with one_at_a_time(settings):
        kind = credentials.read(settings).kind
        known = settle(settings, kind, lambda statement: _execute(connection, [statement]))
    create_raw_tables(engine, settings)
    create_ops_tables(engine, settings)
    make_grants_exact(connection, settings, known.hosts)


def _one_at_a_time(engine: sa.Engine, work: Callable[[sa.Connection], None]) -> None:
    """Two processes that make the same account at once would make each other fail."""

    def refusal(session: int | None) -> ServerError:
        return ServerError(
            f"Another process (server session {session}) has been setting up the databases for "
            f"{_LOCK_SECONDS} s. Try again."
        )

    name = "mca_prepare"  # one for the server: all databases share its accounts
    with (
        engine.connect() as connection,
        named_lock(connection, name, wait_seconds=_LOCK_SECONDS, refusal=refusal),
    ):
        work(connection)


def _missing_databases(settings: Settings, connection: sa.Connection) -> list[str]:
    """Databases that are not there, or have another collation."""
    query = sa.text(
        "select schema_name from information_schema.schemata where default_collation_name = :collation"
    )
    present = {str(name) for name in connection.scalars(query, {"collation": COLLATION})}
    return [name for name in map(settings.database, LAYERS) if name not in present]


def _make_databases_or_say_how(settings: Settings, engine: sa.Engine) -> None:
    with engine.connect() as connection:
        missing = _missing_databases(settings, connection)
        statements = [
            *database_statements(settings, missing),
            # A database that was there with another collation: comparisons across databases would fail.
            *(f"alter database `{name}` character set utf8mb4 collate {COLLATION}" for name in missing),
        ]
        try:
            _execute(connection, statements)
            create_raw_tables(engine, settings)
            create_ops_tables(engine, settings)
        except sa.exc.OperationalError as error:
            if not is_denied(error):
                raise
            grantee = f"'{settings.mysql_user}'@'%'"
            grants = [
                f"grant all privileges on {database_pattern(settings, layer)}.* to {grantee}"
                for layer in LAYERS
            ]
            raise ServerError(
                f"{_where(settings)}: {settings.mysql_user} may not set up the databases ({_reason(error)}). "
                "Have an administrator run this, with the host part that the account has:\n"
                + "".join(f"  {statement};\n" for statement in [*statements, *grants])
            ) from None


def _check_own_accounts(settings: Settings, engine: sa.Engine) -> None:
    """End an interrupted rotation and make the grants exact, where ``mca accounts create`` was used."""
    known = password_file.find(settings)
    if known is None or not known.current:
        return
    try:
        with one_at_a_time(settings), engine.connect() as connection:
            known = settle(settings, server_kind(engine), lambda statement: _execute(connection, [statement]))
            make_grants_exact(connection, settings, known.hosts)
    except sa.exc.OperationalError as error:
        if not is_denied(error):
            raise
        # An administrator made them from our SQL, so another user cannot look after them.
        log.info("%s may not check the accounts: %s", settings.mysql_user, _reason(error))


def _check_version(settings: Settings, engine: sa.Engine) -> None:
    with engine.connect() as connection:
        text = str(connection.scalar(sa.text("select version()")))
    kind = "mariadb" if "mariadb" in text.lower() else "mysql"
    oldest = OLDEST["mariadb" if kind == "mariadb" else "mysql"]
    major, minor = (int(number) for number in text.split("-")[0].split(".")[:2])
    if (major, minor) < oldest:
        raise ServerError(f"{_where(settings)} is {kind} {text}; {oldest[0]}.{oldest[1]} or newer is needed.")


def _execute(connection: sa.Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement.replace("%", "%%"))


def _where(settings: Settings) -> str:
    if settings.uses_own_server:
        return f"The server {settings.mysql_host}:{settings.mysql_port} (MCA_MYSQL_HOST)"
    return f"The private server under {settings.home}"


def _error_number(error: sa.exc.DBAPIError) -> int:
    arguments = error.orig.args if error.orig is not None else ()
    return int(arguments[0]) if arguments else 0


def _reason(error: sa.exc.DBAPIError) -> str:
    """The server's own words. The statement is left out: it may hold a password."""
    arguments = error.orig.args if error.orig is not None else ()
    return str(arguments[-1]) if arguments else "no reason given"
