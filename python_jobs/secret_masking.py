"""The last safety net: whatever is written down has its secrets replaced, however they got there."""

import json
import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from python_jobs.settings import Settings

MASK = "***"
# An account's password in an address: mysql+pymysql://user:secret@host
_IN_ADDRESS = re.compile(r"(?<=://)([^\s:/@]*):[^\s/]+@")
_SECRET_NAME = re.compile(r"PASSWORD|PASSWD|SECRET|TOKEN|API_KEY|WEBHOOK_URL")
# Shorter ones are words: masking a password "test" would make every log unreadable and protect nothing.
_SHORTEST = 6


def mask(text: str, settings: Settings) -> str:
    """Replace every known secret in a text, and every password in an address, by ``***``."""
    for secret in _known_secrets(settings):
        text = text.replace(secret, MASK)
    return _IN_ADDRESS.sub(rf"\1:{MASK}@", text)


def _known_secrets(settings: Settings) -> tuple[str, ...]:
    own = (settings.mysql_password, settings.smtp_password, settings.alert_webhook_url)
    found = {secret.get_secret_value() for secret in own if secret is not None}
    found |= {value for name, value in os.environ.items() if _SECRET_NAME.search(name.upper())}
    for file in (settings.home / "server").glob("*.json"):
        found |= _passwords_in(file, file.stat().st_mtime_ns)
    # Longest first: one secret may be the beginning of another.
    return tuple(sorted((secret for secret in found if len(secret) >= _SHORTEST), key=len, reverse=True))


@lru_cache(maxsize=8)
def _passwords_in(path: Path, _changed: int) -> frozenset[str]:
    """All texts below a key that names passwords; the file is read again when it has changed."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return frozenset(_passwords_below(content, inside=False))
    except (OSError, ValueError):
        return frozenset()


def _passwords_below(value: object, *, inside: bool) -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _passwords_below(below, inside=inside or "password" in str(key))
    elif isinstance(value, str) and inside:
        yield value
