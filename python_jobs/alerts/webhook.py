"""Alerts to a chat, as the JSON that Slack's incoming webhooks take; Mattermost and others read its text."""

import json
import urllib.error
import urllib.request
from email.message import Message
from typing import IO, Any

from python_jobs.alerts.alert import Alert, plain_text
from python_jobs.errors import ConfigurationError
from python_jobs.printable import printable

# Slack refuses a whole message when one of its parts is longer.
_LONGEST_HEADER = 150
_LONGEST_SECTION = 3000
_NO_ADDRESS = "MCA_ALERT_WEBHOOK_URL is no https:// address. Copy it from the chat's settings."


def payload(alert: Alert) -> dict[str, Any]:
    """The message: ``blocks`` for Slack, and ``text`` for its notifications and for other chats."""
    blocks = [_header(_icon(alert) + alert.headline)]
    if alert.why:
        blocks.append(_section(_code(alert.why)))
    if alert.facts:
        blocks.append(
            _section("\n".join(f"*{label}:* {_escaped(printable(text))}" for label, text in alert.facts))
        )
    if alert.commands:
        blocks.append(_section("To look further:\n" + _code(alert.commands)))
    return {"text": _escaped(plain_text(alert)), "blocks": blocks}


def post(url: str, alert: Alert, timeout: float) -> None:
    """Post the message. ``timeout`` is in seconds. No error names the address: it is a secret.

    Raises:
        OSError: the chat cannot be reached, is not who it says, or refuses.
        ConfigurationError: the address is none.
    """
    if not url.startswith(("https://", "http://")):
        raise ConfigurationError(_NO_ADDRESS)
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        request = urllib.request.Request(  # noqa: S310 - http(s) only, see above
            url,
            data=json.dumps(payload(alert)).encode("ascii"),
            headers={"Content-Type": "application/json; charset=utf-8", "User-Agent": "campaign-analytics"},
            method="POST",
        )
        with opener.open(request, timeout=timeout):
            return
    except urllib.error.HTTPError as error:
        said = error.read(200).decode("utf-8", "replace")
        raise OSError(f"it answered {error.code} {error.reason}: {said}") from None
    except urllib.error.URLError as error:
        raise OSError(str(error.reason)) from None
    except ValueError:
        raise ConfigurationError(_NO_ADDRESS) from None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirected post would arrive as an empty GET, and would look like a success."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Follow none: the answer 3xx becomes an error."""


def _icon(alert: Alert) -> str:
    if alert.is_good_news:
        return "\N{WHITE HEAVY CHECK MARK} "
    return "\N{POLICE CARS REVOLVING LIGHT} " if alert.events[0] == "failure" else "\N{WARNING SIGN}\ufe0f "


def _header(text: str) -> dict[str, Any]:
    # Brackets that mean nothing to Slack: escapes would make the text longer, and its length is limited.
    safe = printable(text, _LONGEST_HEADER).translate(str.maketrans("<>", "\u2039\u203a"))
    return {"type": "header", "text": {"type": "plain_text", "text": safe, "emoji": True}}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _code(lines: tuple[str, ...]) -> str:
    """A block in which neither mark-up nor addresses work; lines are left out rather than cut."""
    escaped = [_escaped(line).replace("```", "'''") for line in lines]
    while len("\n".join(escaped)) > _LONGEST_SECTION - 50:
        escaped = [*escaped[:-2], "\N{HORIZONTAL ELLIPSIS}"]
    return "```\n" + "\n".join(escaped) + "\n```"


def _escaped(text: str) -> str:
    """Slack's three control characters: without them no ``<!channel>`` and no disguised link is left."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
