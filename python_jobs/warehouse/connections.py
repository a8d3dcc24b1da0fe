"""URLs and engines, one per account. Every session gets the same SQL mode on either server."""

from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.engine import URL

from python_jobs.errors import ConfigurationError
from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse import credentials
from python_jobs.warehouse import passwords as password_file
from python_jobs.warehouse.tls import refuse_untrusted, tls_arguments

Account = Literal["loader", "transformer", "publisher", "analyst", "bi_reader"]
ACCOUNTS: tuple[Account, ...] = get_args(Account)

# Both servers' defaults differ (TRAPS: ONLY_FULL_GROUP_BY is off on MariaDB), so every session says it.
SQL_MODE = (
    "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
    "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
)
COLLATION = "utf8mb4_bin"
# More than a publication may hold readers back (8 s, in operations.yml), so that our own reports outlast it;
# short enough that nobody queues behind us for long.
LOCK_WAIT_SECONDS = 15

# The first that a session is told: SQLAlchemy asks on connecting how names are quoted, and sql_mode may say
# ANSI_QUOTES. autocommit: where it is off by default, MySQL says of a new session that it is on, and PyMySQL
# then leaves out to turn it on for who asks. After this, it knows what is.
_SESSION_SETTINGS = (
    f"set session autocommit = 1, session sql_mode = '{SQL_MODE}', session time_zone = '+00:00', "
    f"session lock_wait_timeout = {LOCK_WAIT_SECONDS}, collation_connection = {COLLATION}"
)

# No account for this host, wrong password (MySQL's number and MariaDB's), password expired, account locked.
_REFUSED_LOGINS = {1130, 1045, 1698, 1862, 1820, 3118, 4151}


def account_user(account: str) -> str:
    """Name of a DESIGN.md account on the server, e.g. ``mca_loader``; root is called root."""
    return account if account in ("bi_reader", "root") else f"mca_{account}"


def account_url(settings: Settings, account: Account) -> URL:
    """SQLAlchemy URL of an account.

    On a server of one's own every account is ``MCA_MYSQL_USER`` until ``mca accounts create`` has made it.

    Raises:
        ConfigurationError: ``MCA_MYSQL_USER`` is missing for a server of one's own.
        ServerError: the private server has never been started.
    """
    if not settings.uses_own_server:
        return _url(settings, account_user(account), credentials.read(settings).passwords[account])
    known = password_file.find(settings)
    if known is not None and account in known.current:
        return _url(settings, account_user(account), known.current[account])
    return _own_user_url(settings)


def engine_for(settings: Settings, account: Account, *, local_infile: bool = False) -> sa.Engine:
    """Engine of an account. ``local_infile`` is for the loader's connections only (TRAPS.md)."""
    return _engine(settings, account_url(settings, account), local_infile=local_infile)


def administrator_engine(settings: Settings) -> sa.Engine:
    """Engine of whoever sets the databases up: root of the private server, through its socket.

    On a server of one's own that is ``MCA_MYSQL_USER``.
    """
    if settings.uses_own_server:
        return _engine(settings, _own_user_url(settings))
    password = credentials.read(settings).passwords["root"]
    return _engine(settings, _url(settings, "root", password, through_socket=True))


def accepts(settings: Settings, account: str, host: str, password: str) -> bool:
    """Whether the server lets an account in with a password, as its entry for a host part.

    Raises:
        sqlalchemy.exc.OperationalError: the server does not answer.
    """
    through_socket = not settings.uses_own_server and host == "localhost"
    url = _url(settings, account_user(account), password, through_socket=through_socket)
    engine = _engine(settings, url)
    try:
        engine.connect().close()
    except sa.exc.OperationalError as error:
        if error.orig is not None and error.orig.args[0] in _REFUSED_LOGINS:
            return False
        raise
    finally:
        engine.dispose()
    return True


def _url(settings: Settings, user: str, password: str | None, *, through_socket: bool = False) -> URL:
    url = URL.create("mysql+pymysql", user, password, query={"charset": "utf8mb4"})
    if settings.uses_own_server:
        return url.set(host=settings.mysql_host, port=settings.mysql_port)
    private = credentials.read(settings)
    if through_socket:
        return url.update_query_dict({"unix_socket": private.socket})
    return url.set(host="127.0.0.1", port=private.port)


def _own_user_url(settings: Settings) -> URL:
    if settings.mysql_user is None:
        raise ConfigurationError("MCA_MYSQL_HOST is set but MCA_MYSQL_USER is not. Set both, or neither.")
    password = settings.mysql_password.get_secret_value() if settings.mysql_password else None
    return _url(settings, settings.mysql_user, password)


def _engine(settings: Settings, url: URL, *, local_infile: bool = False) -> sa.Engine:
    arguments: dict[str, Any] = {
        "connect_timeout": 10,
        "local_infile": local_infile,
        "init_command": _SESSION_SETTINGS,
    }
    if "unix_socket" in url.query:
        arguments["ssl_disabled"] = True  # else PyMySQL tries TLS here too and reads all CAs: 23 ms for 1 ms
    else:
        arguments |= tls_arguments(settings)
    # Unlimited overflow: reader_gates.py needs a connection for each mart, for some seconds.
    engine = sa.create_engine(
        url, connect_args=arguments, pool_pre_ping=True, pool_recycle=3600, max_overflow=-1
    )
    sa.event.listen(engine, "handle_error", refuse_untrusted)
    return engine


def server_kind(engine: sa.Engine) -> ServerKind:
    """Whether the server behind an engine is MySQL or MariaDB, from its version string."""
    with engine.connect() as connection:
        version = str(connection.execute(sa.text("select version()")).scalar_one())
    return "mariadb" if "mariadb" in version.lower() else "mysql"
