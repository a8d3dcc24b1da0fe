"""URLs and engines, one per account. Every session gets the same SQL mode on either server."""

import ssl
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import URL

from python_jobs.errors import ConfigurationError
from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse import credentials

Account = Literal["loader", "transformer", "publisher", "analyst", "bi_reader"]
ACCOUNTS: tuple[Account, ...] = get_args(Account)

# Both servers' defaults differ (TRAPS: ONLY_FULL_GROUP_BY is off on MariaDB), so every session says it.
SQL_MODE = (
    "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
    "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
)
COLLATION = "utf8mb4_bin"
# Seconds; long enough for readers to finish a query, short enough that nobody queues behind us for long.
LOCK_WAIT_SECONDS = 5

# Server and client error numbers that can heal by themselves.
_TRANSIENT_ERRORS = {
    1040,  # too many connections
    1053,  # server shutdown in progress
    1205,  # lock wait timeout
    1213,  # deadlock
    2002,  # cannot connect through the socket
    2003,  # cannot connect to host
    2006,  # server has gone away
    2013,  # connection lost during query
    2055,  # connection lost
}


def account_user(account: Account) -> str:
    """Name of a DESIGN.md account on the server, e.g. ``mca_loader``."""
    return account if account == "bi_reader" else f"mca_{account}"


def account_url(settings: Settings, account: Account) -> URL:
    """SQLAlchemy URL of an account.

    On a server of one's own every account is ``MCA_MYSQL_USER``.

    Raises:
        ConfigurationError: ``MCA_MYSQL_USER`` is missing for a server of one's own.
        ServerError: the private server has never been started.
    """
    if settings.mysql_host is not None:
        if settings.mysql_user is None:
            raise ConfigurationError("MCA_MYSQL_HOST is set but MCA_MYSQL_USER is not. Set both, or neither.")
        password = settings.mysql_password.get_secret_value() if settings.mysql_password else None
        return URL.create(
            "mysql+pymysql",
            username=settings.mysql_user,
            password=password,
            host=settings.mysql_host,
            port=settings.mysql_port,
            query={"charset": "utf8mb4"},
        )
    private = credentials.read(settings)
    return URL.create(
        "mysql+pymysql",
        username=account_user(account),
        password=private.passwords[account],
        host="127.0.0.1",
        port=private.port,
        query={"charset": "utf8mb4"},
    )


def engine_for(settings: Settings, account: Account, *, local_infile: bool = False) -> sa.Engine:
    """Engine of an account. ``local_infile`` is for the loader's connections only (TRAPS.md)."""
    return _engine(settings, account_url(settings, account), local_infile=local_infile)


def administrator_engine(settings: Settings) -> sa.Engine:
    """Engine of whoever sets the databases up: root of the private server, through its socket.

    On a server of one's own that is ``MCA_MYSQL_USER``, like every account.
    """
    if settings.uses_own_server:
        return engine_for(settings, "loader")
    private = credentials.read(settings)
    url = URL.create(
        "mysql+pymysql",
        username="root",
        password=private.passwords["root"],
        query={"charset": "utf8mb4", "unix_socket": private.socket},
    )
    return _engine(settings, url, local_infile=False)


def _engine(settings: Settings, url: URL, *, local_infile: bool) -> sa.Engine:
    arguments: dict[str, Any] = {"connect_timeout": 10, "local_infile": local_infile}
    if settings.uses_own_server and settings.mysql_ssl_ca is not None:
        arguments["ssl"] = ssl.create_default_context(cafile=str(settings.mysql_ssl_ca))
    engine = sa.create_engine(url, connect_args=arguments, pool_pre_ping=True, pool_recycle=3600)
    sa.event.listen(engine, "connect", _prepare_session)
    return engine


def _prepare_session(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"set session sql_mode = '{SQL_MODE}', session time_zone = '+00:00', "
            f"session lock_wait_timeout = {LOCK_WAIT_SECONDS}, collation_connection = {COLLATION}"
        )


def server_kind(engine: sa.Engine) -> ServerKind:
    """Whether the server behind an engine is MySQL or MariaDB, from its version string."""
    with engine.connect() as connection:
        version = str(connection.execute(sa.text("select version()")).scalar_one())
    return "mariadb" if "mariadb" in version.lower() else "mysql"


def is_transient(error: BaseException) -> bool:
    """True for database errors that a retry can heal: lost connections, deadlocks, lock waits."""
    if not isinstance(error, sa.exc.DBAPIError) or error.orig is None:
        return False
    arguments = error.orig.args
    return bool(arguments) and arguments[0] in _TRANSIENT_ERRORS
