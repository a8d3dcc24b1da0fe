"""The private database server of a home: start, stop, status. DESIGN.md, "The private server"."""

from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import chain
from pathlib import Path

import sqlalchemy as sa

from python_jobs.errors import McaError, ServerError
from python_jobs.log_rotation import bound_log
from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse import credentials, processes
from python_jobs.warehouse import passwords as password_file
from python_jobs.warehouse.access.accounts import PRIVATE_HOSTS
from python_jobs.warehouse.access.rotation import one_at_a_time
from python_jobs.warehouse.connections import ACCOUNTS, administrator_engine
from python_jobs.warehouse.passwords import Password, Passwords, generate_password
from python_jobs.warehouse.preparation import prepare_warehouse
from python_jobs.warehouse.private_server.certificates import ensure_certificates, expires
from python_jobs.warehouse.private_server.server_initialise import initialise
from python_jobs.warehouse.private_server.server_launch import launch, remove_socket, wait_until_answers
from python_jobs.warehouse.private_server.server_options import ServerFolder, data_option
from python_jobs.warehouse.private_server.server_programs import KINDS, require_program
from python_jobs.warehouse.tls import trusted_authority

# A shutdown writes what the buffer pool holds; 4 GiB take a while on a slow disk.
_STOP_SECONDS = 60.0


@dataclass(frozen=True)
class ServerStatus:
    """What ``mca server status`` says. It holds nothing secret."""

    private: bool
    running: bool
    address: str
    version: str
    """As the server gives it, e.g. ``10.11.19-MariaDB-0+deb12u1``; empty if it does not run."""
    note: str = ""
    tls: str = ""
    """How connections are protected."""


def start(settings: Settings) -> ServerStatus:
    """Make sure that the home's server runs and has its databases and accounts.

    Whatever was left behind is recovered: a killed server, an interrupted first start, a taken port. Several
    processes may call it at once. A server of one's own is only checked and set up.

    Raises:
        ServerError: the server could not be started, reached or set up; the message says what to do.
    """
    if not settings.uses_own_server:
        with processes.only_one(_lock(settings)):
            for kind in KINDS:
                bound_log(ServerFolder.of(settings, kind).error_log)
            _start_private(settings)
    prepare_warehouse(settings)
    return status(settings)


def stop(settings: Settings) -> bool:
    """Stop the home's private server; True if one ran. A server of one's own is left alone."""
    if settings.uses_own_server or not (settings.home / "server").is_dir():
        return False
    with processes.only_one(_lock(settings)):
        return _stop_private(settings)


def status(settings: Settings) -> ServerStatus:
    """Whether the server runs and answers, where, and which version it is."""
    if settings.uses_own_server:
        address = f"{settings.mysql_host}:{settings.mysql_port}"
    else:
        known = credentials.find(settings)
        if known is None or not running_pids(settings):
            return ServerStatus(True, False, "", "", "not running; start it with: mca server start")
        address = f"127.0.0.1:{known.port}"
    try:
        version = _version(settings)
    except McaError as error:
        return ServerStatus(not settings.uses_own_server, False, address, "", str(error))
    return ServerStatus(not settings.uses_own_server, True, address, version, tls=_tls(settings))


def running_pids(settings: Settings) -> list[int]:
    """Pids of the servers that have a data directory of this home open, of either kind."""
    folders = (ServerFolder.of(settings, kind) for kind in KINDS)
    return list(chain.from_iterable(processes.running_with(data_option(folder.data)) for folder in folders))


def kind_of_home(settings: Settings) -> ServerKind | None:
    """The kind that was asked for, else the one that this home has had; None for a new home."""
    if settings.server is not None:
        return settings.server
    known = credentials.find(settings)
    if known is not None:
        return known.kind
    return next((kind for kind in KINDS if ServerFolder.of(settings, kind).data.is_dir()), None)


def _tls(settings: Settings) -> str:
    authority = trusted_authority(settings)
    if authority is None:
        return "TLS not verified: MCA_MYSQL_SSL_CA is not set"
    until = None if settings.uses_own_server else expires(settings)
    return f"TLS verified with {authority}" + (f", certificate until {until:%Y-%m-%d}" if until else "")


def _start_private(settings: Settings) -> None:
    kind = kind_of_home(settings)
    known = credentials.find(settings)
    has_new_certificate = ensure_certificates(settings)
    if known is not None and known.kind == kind:
        folder = ServerFolder.of(settings, known.kind)
        if processes.running_with(data_option(folder.data)) and wait_until_answers(folder, known):
            if has_new_certificate:
                _load_certificate(settings, known.kind)
            return
    # One server per home at a time: the other kind's, or one whose description is lost, makes room.
    program = require_program(settings, kind)
    _stop_private(settings)
    initialise(program, ServerFolder.of(settings, program.kind))
    launch(settings, program, _passwords(settings), known.port if known else None)


def _stop_private(settings: Settings) -> bool:
    had_one = processes.end(lambda: running_pids(settings), seconds=_STOP_SECONDS)
    known = credentials.find(settings)
    if known is not None:
        remove_socket(known)
    return had_one


def _passwords(settings: Settings) -> dict[str, str]:
    """The home's passwords, new ones where there are none; both kinds of server get the same."""
    with one_at_a_time(settings):
        known = password_file.find(settings) or Passwords(PRIVATE_HOSTS, {})
        now = datetime.now(timezone.utc)
        for name in ("root", *ACCOUNTS):
            if name not in known.current:
                known = known.with_account(name, Password(generate_password(), changed_at=now))
        password_file.write(settings, known)
    return known.current


def _load_certificate(settings: Settings, kind: ServerKind) -> None:
    """Connections under way keep the old one; a server that was started without TLS begins to offer it."""
    engine = administrator_engine(settings)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("alter instance reload tls" if kind == "mysql" else "flush ssl")
    finally:
        engine.dispose()


def _version(settings: Settings) -> str:
    engine = administrator_engine(settings)
    try:
        with engine.connect() as connection:
            return str(connection.scalar(sa.text("select version()")))
    except sa.exc.OperationalError as error:
        reason = error.orig.args[-1] if error.orig is not None else error
        raise ServerError(f"does not answer: {reason}") from None
    finally:
        engine.dispose()


def _lock(settings: Settings) -> Path:
    return settings.home / "server" / "lock"
