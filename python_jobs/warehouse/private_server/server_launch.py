"""Starting the server program and waiting until it answers."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pymysql

from python_jobs.errors import ServerError
from python_jobs.settings import Settings
from python_jobs.warehouse import credentials, processes
from python_jobs.warehouse.credentials import PrivateServer
from python_jobs.warehouse.private_server.certificates import tls_options
from python_jobs.warehouse.private_server.server_options import (
    ServerFolder,
    buffer_pool_mebibytes,
    data_option,
    machine_memory,
    service_options,
)
from python_jobs.warehouse.private_server.server_programs import ServerProgram

# Starting takes 1-3 s; recovering a large redo log after a kill can take minutes on a slow disk.
ANSWER_SECONDS = 180.0
# Linux keeps a socket's path in 108 bytes, the last of which is zero.
_LONGEST_SOCKET_PATH = 107
_SOCKET_FOLDER = "mca-socket-"
_ATTEMPTS = 3
_WRONG_PASSWORD = 1045


def launch(
    settings: Settings, program: ServerProgram, passwords: dict[str, str], port: int | None
) -> PrivateServer:
    """Start the server on a port of 127.0.0.1, the given one if it is free, and wait until it answers.

    Raises:
        ServerError: it ended or did not answer in time; the message has the end of its error log.
    """
    folder = ServerFolder.of(settings, program.kind)
    folder.temporary.mkdir(parents=True, exist_ok=True, mode=0o700)
    for _ in range(_ATTEMPTS):
        port = free_port(port)
        server = PrivateServer(program.kind, port, _socket_path(settings), passwords)
        credentials.write(settings, server)
        log_start = folder.error_log.stat().st_size if folder.error_log.exists() else 0
        init_file = _write_init_file(folder, passwords["root"])
        try:
            process = _spawn(program, folder, server, init_file, settings)
            if wait_until_answers(folder, server, process):
                return server
        finally:
            init_file.unlink(missing_ok=True)
        if free_port(port) == port:  # not a port that somebody took between our look and the server's
            said = _log_tail(folder, log_start)
            raise ServerError(
                f"The {program.kind} server ended at its start. {folder.error_log} says:\n{said}"
            )
    raise ServerError(
        f"No free port on 127.0.0.1: {_ATTEMPTS} were taken by others at the moment of the start."
    )


def wait_until_answers(
    folder: ServerFolder, server: PrivateServer, process: subprocess.Popen[bytes] | None = None
) -> bool:
    """Wait until root can log in; False if the server's process ended instead.

    Raises:
        ServerError: it neither answered nor ended in time; it is left running, as it may be recovering.
    """
    deadline = time.monotonic() + ANSWER_SECONDS
    reason = ""
    while time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            return False
        try:
            pymysql.connect(
                user="root",
                password=server.passwords["root"],
                unix_socket=server.socket,
                ssl_disabled=True,
                connect_timeout=5,
            ).close()
            return True
        except pymysql.err.OperationalError as error:
            reason = str(error.args[-1])
            if process is None and not processes.running_with(data_option(folder.data)):
                return False
            if error.args[0] == _WRONG_PASSWORD:
                break
        time.sleep(0.05)
    raise ServerError(
        f"The {server.kind} server runs but does not let us in ({reason}). It may still be recovering: "
        f"try again, or end it with `mca server stop`. {folder.error_log} ends with:\n{_log_tail(folder, 0)}"
    )


def free_port(wanted: int | None) -> int:
    """The wanted port of 127.0.0.1 if nobody listens there, else one that the system picks."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted or 0))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def remove_socket(server: PrivateServer) -> None:
    """Remove the socket of an ended server, its lock file, and the folder made for it because of a long path.

    The lock file names a pid; the server refuses to start if another process has that pid by now.
    """
    path = Path(server.socket)
    for leftover in (path, path.with_name(path.name + ".lock")):
        leftover.unlink(missing_ok=True)
    if path.parent.name.startswith(_SOCKET_FOLDER):
        shutil.rmtree(path.parent, ignore_errors=True)


def _socket_path(settings: Settings) -> str:
    path = settings.home / "server" / "server.sock"
    # The server's lock file beside it has five letters more.
    if len(os.fsencode(path)) + len(".lock") <= _LONGEST_SOCKET_PATH:
        return str(path)
    return str(Path(tempfile.mkdtemp(prefix=_SOCKET_FOLDER)) / "server.sock")  # mode 0700


def _write_init_file(folder: ServerFolder, password: str) -> Path:
    """Run by the server before it accepts connections: root has a password from the first moment."""
    path = folder.root / "init.sql"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"alter user 'root'@'localhost' identified by '{password}';\n")
    return path


def _spawn(
    program: ServerProgram, folder: ServerFolder, server: PrivateServer, init_file: Path, settings: Settings
) -> subprocess.Popen[bytes]:
    pool = settings.buffer_pool_mb or buffer_pool_mebibytes(machine_memory())
    options = service_options(
        program, folder, port=server.port, socket=server.socket, init_file=init_file, pool_mebibytes=pool
    )
    options += tls_options(settings)
    with folder.error_log.open("ab") as log:
        # A session of its own: an interrupt on the terminal is not meant for the server.
        return subprocess.Popen(
            [*program.command, *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder.root,
            start_new_session=True,
        )


def _log_tail(folder: ServerFolder, start: int, lines: int = 20) -> str:
    with folder.error_log.open("rb") as log:
        log.seek(start)
        text = log.read().decode(errors="replace")
    return "\n".join(text.splitlines()[-lines:])
