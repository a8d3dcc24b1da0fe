"""The last safety net: whatever is written down has its secrets replaced, however they got there."""

import os
import re

from python_jobs.settings import Settings
from python_jobs.warehouse import passwords

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
    stored = passwords.find(settings)  # read again each time (0.1 ms): they change while we run
    for account in stored.accounts.values() if stored else ():
        found |= {password for password in (account.current, account.pending) if password}
    # Longest first: one secret may be the beginning of another.
    return tuple(sorted((secret for secret in found if len(secret) >= _SHORTEST), key=len, reverse=True))
