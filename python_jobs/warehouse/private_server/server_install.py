"""Installing a database server: into the private prefix without root, or as the system's package."""

import os
import subprocess
import sys
from pathlib import Path

from python_jobs.errors import ServerError
from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse.private_server.server_programs import KINDS, ServerProgram, find_program

_SCRIPT = Path(__file__).with_name("install_server.sh")


def install_missing(settings: Settings, kind: ServerKind | None) -> ServerProgram | None:
    """Install a server if there is none: the system's package as root, else into the private prefix.

    Without a kind any server will do, also one of one's own.

    Returns:
        What was installed; None if nothing had to be.

    Raises:
        ServerError: neither way worked.
    """
    if kind is None and (settings.uses_own_server or _has_any(settings)):
        return None
    if kind is not None and _has(settings, kind):
        return None
    chosen = kind or settings.server or "mariadb"
    # Debian's stable releases have no MySQL.
    if os.geteuid() == 0 and chosen == "mariadb":
        try:
            return install_system(settings, chosen)
        except ServerError as error:
            print(f"{error} Trying a private copy.", file=sys.stderr)
    return install_private(settings, chosen)


def install_private(settings: Settings, kind: ServerKind) -> ServerProgram:
    """Unpack a server and all it needs under ``<server_prefix>/<kind>``; about 60 MB to download.

    Raises:
        ServerError: the download failed, or the machine is not Debian or Ubuntu.
    """
    target = settings.server_prefix / kind
    if subprocess.run(["sh", str(_SCRIPT), kind, str(target)], check=False).returncode != 0:
        raise ServerError(f"{kind} could not be installed into {target}; the reason is above.")
    return _installed(settings, kind)


def install_system(settings: Settings, kind: ServerKind) -> ServerProgram:
    """Install the distribution's ``-core`` package. It starts no service.

    Raises:
        ServerError: not root, or apt-get failed.
    """
    if os.geteuid() != 0:
        raise ServerError(f"Only root may install packages. Without root: mca server install {kind}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["install", "-y", "--no-install-recommends", _package(kind)]
    for arguments in (["update"], install):
        if subprocess.run(["apt-get", "-q", *arguments], env=quiet, check=False).returncode != 0:
            raise ServerError(f"apt-get {arguments[0]} failed; its reason is above.")
    return _installed(settings, kind)


def _package(kind: ServerKind) -> str:
    """A regular expression for apt: older releases append a version, ``mysql-server-core-8.0``."""
    return f"^{kind}-server-core(-[0-9.]+)?$"


def _has_any(settings: Settings) -> bool:
    wanted = KINDS if settings.server is None else (settings.server,)
    return any(_has(settings, kind) for kind in wanted)


def _has(settings: Settings, kind: ServerKind) -> bool:
    try:
        return find_program(settings, kind) is not None
    except ServerError:  # too old
        return False


def _installed(settings: Settings, kind: ServerKind) -> ServerProgram:
    program = find_program(settings, kind)
    if program is None:
        raise ServerError(f"{kind} was installed but does not run on this machine.")
    return program
