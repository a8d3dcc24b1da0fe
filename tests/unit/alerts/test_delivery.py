"""Alerts arrive at a mail server and a chat, safely; a channel that fails stops nothing."""

import json
import socket
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from python_jobs.alerts import email, webhook
from python_jobs.alerts.alert import Alert, plain_text, shortened
from python_jobs.alerts.delivery import deliver
from python_jobs.operations_config import AlertEvent, AlertsConfig, EmailConfig, WebhookConfig
from python_jobs.settings import Settings
from tests.fixtures.alert_servers import (
    PASSWORD,
    USER,
    Chat,
    MailServer,
    chat_server,
    mail_server,
    self_signed,
)

HOSTILE = "<!channel> <https://evil.example|click> ``` \x1b[31m \u202ecod\r\nBcc: victim@example.com"


def alert_of(*events: AlertEvent, headline: str = "The run failed", why: str = "3 rows") -> Alert:
    return Alert(
        events=events or ("failure",),
        headline=headline,
        why=shortened([why]),
        facts=(("Users see", "still the last good data"), ("Rows concerned", "3")),
        commands=("mca publication diff",),
    )


@pytest.fixture
def chat() -> Iterator[Chat]:
    with chat_server() as chat:
        yield chat


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def plain_mail(port: int, events: tuple[AlertEvent, ...] = ("failure",)) -> EmailConfig:
    return EmailConfig(
        host="127.0.0.1", port=port, security="none", sender="etl@x.org", to=("ops@x.org",), events=events
    )


def test_mail_and_chat_get_the_whole_message(tmp_path: Path, mail: MailServer, chat: Chat) -> None:
    settings = Settings(home=tmp_path, alert_webhook_url=chat.url)
    deliveries = deliver(settings, AlertsConfig(email=plain_mail(mail.port)), alert_of())
    assert [(delivery.channel, delivery.error) for delivery in deliveries] == [
        ("e-mail", None),
        ("webhook", None),
    ]
    ((arrived,), (message,)) = mail.mails, chat.messages
    assert arrived["Subject"] == "[Campaign Analytics] The run failed"
    assert arrived["To"] == "ops@x.org"
    expected = plain_text(alert_of())
    assert arrived.get_content().replace("\r\n", "\n") == expected
    assert message["text"] == expected, "for chats that know no blocks"
    for part in ("3 rows", "still the last good data", "Rows concerned", "mca publication diff"):
        assert part in json.dumps(message["blocks"])


def test_each_channel_gets_the_events_that_it_wants(tmp_path: Path, mail: MailServer, chat: Chat) -> None:
    settings = Settings(home=tmp_path, alert_webhook_url=chat.url)
    config = AlertsConfig(
        email=plain_mail(mail.port, ("failure", "recovery")), webhook=WebhookConfig(events=("warning",))
    )
    assert [delivery.channel for delivery in deliver(settings, config, alert_of("failure"))] == ["e-mail"]
    assert [delivery.channel for delivery in deliver(settings, config, alert_of("warning"))] == ["webhook"]
    both = deliver(settings, config, alert_of("warning", "recovery"))
    assert [delivery.channel for delivery in both] == ["e-mail", "webhook"]


def test_a_name_is_neither_mark_up_nor_a_mail_header(mail: MailServer, tmp_path: Path) -> None:
    alert = alert_of(headline=HOSTILE, why=HOSTILE)
    message = webhook.payload(alert)
    assert "<!channel>" not in json.dumps(message)
    assert "<https" not in json.dumps(message)
    assert message["blocks"][1]["text"]["text"].count("```") == 2, "nothing leaves the code block"
    email.send(Settings(home=tmp_path), plain_mail(mail.port), alert, 5)
    (arrived,) = mail.mails
    assert arrived["Bcc"] is None
    assert "\x1b" not in arrived.as_string()
    assert "\u202e" not in arrived.get_content()


def test_a_long_reason_stays_within_what_slack_takes() -> None:
    alert = Alert(("failure",), "<&" * 300, shortened(["&" * 5000] * 60), (), ())
    header, why = webhook.payload(alert)["blocks"]
    assert len(header["text"]["text"]) <= 150
    assert len(why["text"]["text"]) <= 3000
    assert alert.why[-1] == "and 49 more lines"


def test_an_undecodable_file_name_still_arrives(mail: MailServer, chat: Chat, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, alert_webhook_url=chat.url)
    alert = alert_of(headline="The file \udce9.csv", why="\udce9.csv: broken")
    deliveries = deliver(settings, AlertsConfig(email=plain_mail(mail.port)), alert)
    assert [delivery.error for delivery in deliveries] == [None, None]


def test_a_channel_that_fails_is_said_and_stops_no_other(
    tmp_path: Path, chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    settings = Settings(home=tmp_path, alert_webhook_url=chat.url)
    with socket.socket() as nobody_answers:
        nobody_answers.bind(("127.0.0.1", 0))
        nobody_answers.listen()
        config = AlertsConfig(email=plain_mail(nobody_answers.getsockname()[1]), timeout_seconds=1)
        began = time.monotonic()
        by_mail, by_chat = deliver(settings, config, alert_of())
        assert time.monotonic() - began < 2
    assert by_mail.error is not None
    assert "timed out" in by_mail.error
    assert by_chat.error is None
    assert "could not be sent by e-mail" in caplog.text


@pytest.mark.parametrize(("status", "location"), [(500, None), (404, None), (302, "http://127.0.0.1:1/")])
def test_a_refusal_is_told_without_the_address(
    tmp_path: Path, chat: Chat, caplog: pytest.LogCaptureFixture, status: int, location: str | None
) -> None:
    chat.status, chat.location = status, location
    settings = Settings(home=tmp_path, alert_webhook_url=chat.url)
    (delivery,) = deliver(settings, AlertsConfig(), alert_of())
    assert delivery.error is not None
    assert str(status) in delivery.error
    assert "SECRETHOOK" not in caplog.text + delivery.error


@pytest.mark.parametrize("url", ["file:///etc/passwd", "hooks.slack.com/SECRETHOOK", "https://[SECRETHOOK"])
def test_an_unusable_address_is_not_opened_and_not_shown(tmp_path: Path, url: str) -> None:
    settings = Settings(home=tmp_path, alert_webhook_url=url)
    (delivery,) = deliver(settings, AlertsConfig(), alert_of())
    assert delivery.error is not None
    assert "MCA_ALERT_WEBHOOK_URL" in delivery.error
    assert "SECRETHOOK" not in delivery.error


@pytest.mark.parametrize("name", ["localhost", "other.example"])
def test_password_travels_only_to_the_server_that_the_certificate_names(tmp_path: Path, name: str) -> None:
    certificate = self_signed(tmp_path / "server.pem", name)
    config = EmailConfig(
        host="localhost", ca_file=certificate, user=USER, sender="etl@x.org", to=("ops@x.org",)
    )
    settings = Settings(home=tmp_path, smtp_password=PASSWORD)
    with mail_server(certificate) as server:
        alerts = AlertsConfig(email=config.model_copy(update={"port": server.port}))
        (delivery,) = deliver(settings, alerts, alert_of())
        unknown = alerts.email.model_copy(update={"ca_file": None})
        (refused,) = deliver(settings, AlertsConfig(email=unknown), alert_of())
    assert (delivery.error is None) is (name == "localhost")
    assert server.logins == ([(USER, PASSWORD)] if name == "localhost" else [])
    assert refused.error is not None
    assert "certificate" in refused.error.lower()


def test_a_server_without_starttls_gets_no_password(mail: MailServer, tmp_path: Path) -> None:
    config = plain_mail(mail.port).model_copy(update={"security": "starttls", "user": USER})
    settings = Settings(home=tmp_path, smtp_password=PASSWORD)
    (delivery,) = deliver(settings, AlertsConfig(email=config), alert_of())
    assert delivery.error is not None
    assert "STARTTLS" in delivery.error
    assert mail.mails == []


def test_mail_is_composed_for_people_and_not_answered_by_robots() -> None:
    message: EmailMessage = email.compose(plain_mail(25), alert_of())
    assert message["Auto-Submitted"] == "auto-generated"
    assert socket.gethostname() not in message["Message-ID"]
