"""Where the private server of a home listens: its kind, port and socket."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from python_jobs.errors import ServerError
from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse import passwords as password_file
from python_jobs.warehouse.passwords import write_private


@dataclass(frozen=True)
class PrivateServer:
    """How to reach the private server of a home. ``passwords`` maps account (and ``root``) to password."""

    kind: ServerKind
    port: int
    socket: str
    passwords: dict[str, str] = field(repr=False)


def path(settings: Settings) -> Path:
    """File that describes the private server of a home; its passwords are in a file of their own."""
    return settings.home / "server" / "private_server.json"


def write(settings: Settings, server: PrivateServer) -> None:
    """Replace the description."""
    described = {"kind": server.kind, "port": server.port, "socket": server.socket}
    write_private(path(settings), json.dumps(described, indent=2))


def find(settings: Settings) -> PrivateServer | None:
    """Describe the private server of a home; None if description or root's password is missing or broken."""
    known = password_file.find(settings)
    if known is None or "root" not in known.current:
        return None
    try:
        return PrivateServer(passwords=known.current, **json.loads(path(settings).read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def read(settings: Settings) -> PrivateServer:
    """Describe the private server of a home.

    Raises:
        ServerError: it has never been started there.
    """
    server = find(settings)
    if server is None:
        raise ServerError(f"There is no private server under {settings.home}. Start one: mca server start")
    return server
