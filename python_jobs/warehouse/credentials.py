"""The private server's port and generated passwords, in a file that only its owner can read."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from python_jobs.errors import ServerError
from python_jobs.settings import ServerKind, Settings


@dataclass(frozen=True)
class PrivateServer:
    """How to reach the private server of a home. ``passwords`` maps account (and ``root``) to password."""

    kind: ServerKind
    port: int
    socket: str
    passwords: dict[str, str] = field(repr=False)


def path(settings: Settings) -> Path:
    """File that describes the private server of a home."""
    return settings.home / "server" / "private_server.json"


def generate_password() -> str:
    """A new random password without characters that any client would have to escape."""
    return secrets.token_urlsafe(24)


def write(settings: Settings, server: PrivateServer) -> None:
    """Replace the description, readable by the owner only at every moment."""
    target = path(settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(server), file, indent=2)
    draft.replace(target)


def find(settings: Settings) -> PrivateServer | None:
    """Describe the private server of a home; None if there is no description, or no readable one."""
    try:
        return PrivateServer(**json.loads(path(settings).read_text()))
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
