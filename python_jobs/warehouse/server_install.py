"""Installing a database server: into the private prefix without root, or as the system's package."""

import os
import subprocess
from pathlib import Path

from python_jobs.errors import ServerError
from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse.server_programs import ServerProgram, find_program

_SCRIPT = Path(__file__).with_name("install_server.sh")


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
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", f"{kind}-server-core"]):
        if subprocess.run(["apt-get", "-q", *arguments], env=quiet, check=False).returncode != 0:
            raise ServerError(
                f"apt-get {arguments[0]} failed; its reason is above. See mca server install --help"
            )
    return _installed(settings, kind)


def _installed(settings: Settings, kind: ServerKind) -> ServerProgram:
    program = find_program(settings, kind)
    if program is None:
        raise ServerError(f"{kind} was installed but does not run on this machine.")
    return program
