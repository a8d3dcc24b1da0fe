"""The accounts' generated passwords, in a file that only its owner can read."""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from python_jobs.settings import Settings


@dataclass(frozen=True)
class Password:
    """One account's password through its changes. Times are UTC.

    A new one is written down as ``pending`` before the server learns it, and becomes ``current`` once the
    server takes it: whatever is interrupted in between, the file holds a password that works.
    """

    current: str | None = field(default=None, repr=False)
    """What the steps use; None until the account exists."""
    pending: str | None = field(default=None, repr=False)
    changed_at: datetime | None = None
    old_until: datetime | None = None
    """The server takes the password before this one too, at least until then; None if it does not."""

    @property
    def wanted(self) -> str:
        """What the server should take."""
        return self.pending or self.current or ""


@dataclass(frozen=True)
class Passwords:
    """A server's passwords, and the host parts of its account names; ``root`` is the private server's."""

    hosts: tuple[str, ...]
    accounts: dict[str, Password]

    @property
    def current(self) -> dict[str, str]:
        """Account to the password that its steps use, for the accounts that have one."""
        return {name: one.current for name, one in self.accounts.items() if one.current}

    def with_account(self, name: str, password: Password) -> "Passwords":
        """The same with one account's password replaced."""
        return Passwords(self.hosts, {**self.accounts, name: password})


def path(settings: Settings) -> Path:
    """File with the passwords of the server that the settings lead to."""
    if settings.uses_own_server:
        return settings.home / "accounts" / f"{settings.mysql_host}_{settings.mysql_port}.json"
    return settings.home / "server" / "passwords.json"


def generate_password() -> str:
    """A new random password without characters that any client would have to escape."""
    return secrets.token_urlsafe(24)


def find(settings: Settings) -> Passwords | None:
    """Read the passwords; None if there is no file, or no readable one."""
    try:
        described = json.loads(path(settings).read_text())
        accounts = {name: _password(one) for name, one in described["accounts"].items()}
        return Passwords(tuple(described["hosts"]), accounts)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def write(settings: Settings, passwords: Passwords) -> None:
    """Replace the file, readable by the owner only at every moment."""
    write_private(path(settings), json.dumps(asdict(passwords), indent=2, default=datetime.isoformat))


def write_private(target: Path, text: str) -> None:
    """Replace a file as a whole, readable by its owner only; a power failure leaves the old or the new."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(target)


def _password(described: Mapping[str, str | None]) -> Password:
    changed_at, old_until = described["changed_at"], described["old_until"]
    return Password(
        described["current"],
        described["pending"],
        datetime.fromisoformat(changed_at) if changed_at else None,
        datetime.fromisoformat(old_until) if old_until else None,
    )
