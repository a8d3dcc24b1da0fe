"""Carries an alert to every channel that wants it. A channel that fails is logged and stops nobody."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from python_jobs.alerts import email, webhook
from python_jobs.alerts.alert import Alert, plain_text
from python_jobs.operations_config import AlertEvent, AlertsConfig
from python_jobs.printable import printable
from python_jobs.secret_masking import mask
from python_jobs.settings import Settings

log = logging.getLogger(__name__)

_LEVELS: dict[AlertEvent, int] = {
    "failure": logging.ERROR,
    "stale": logging.WARNING,
    "warning": logging.WARNING,
    "recovery": logging.INFO,
}


@dataclass(frozen=True)
class Delivery:
    """What became of an alert on one channel; ``error`` is None where it has arrived."""

    channel: str
    error: str | None


def deliver(settings: Settings, config: AlertsConfig, alert: Alert) -> tuple[Delivery, ...]:
    """Write an alert to the log and send it to each channel that is set up for one of its events.

    Takes ``timeout_seconds`` at most, and raises nothing.
    """
    alert = _masked(settings, alert)
    log.log(
        _LEVELS[alert.events[0]],
        "%s",
        plain_text(alert).rstrip(),
        extra={"event": f"alert_{alert.events[0]}"},
    )
    deliveries = _send_together(settings, channels_of(settings, config, alert), config.timeout_seconds)
    for delivery in deliveries:
        if delivery.error is None:
            log.info("Alert sent", extra={"event": "alert_sent", "channel": delivery.channel})
        else:
            log.warning(
                "The alert could not be sent by %s: %s. Try: mca alerts test",
                delivery.channel,
                delivery.error,
            )
    return deliveries


def _masked(settings: Settings, alert: Alert) -> Alert:
    return replace(
        alert,
        headline=mask(alert.headline, settings),
        why=tuple(mask(line, settings) for line in alert.why),
        facts=tuple((label, mask(text, settings)) for label, text in alert.facts),
    )


def channels_of(settings: Settings, config: AlertsConfig, alert: Alert) -> dict[str, Callable[[], None]]:
    """Each channel that is set up and wants the alert, with the call that sends it."""
    # Half of the whole time for each answer: a server that does not answer is named as such.
    patience = config.timeout_seconds / 2
    channels: dict[str, Callable[[], None]] = {}
    if config.email.host is not None and set(config.email.events) & set(alert.events):
        channels["e-mail"] = partial(email.send, settings, config.email, alert, patience)
    if settings.alert_webhook_url is not None and set(config.webhook.events) & set(alert.events):
        url = settings.alert_webhook_url.get_secret_value()
        channels["webhook"] = partial(webhook.post, url, alert, patience)
    return channels


def _send_together(
    settings: Settings, channels: dict[str, Callable[[], None]], seconds: float
) -> tuple[Delivery, ...]:
    """Send in threads, so that a server which answers a byte a minute holds up neither run nor channel."""
    errors: dict[str, str | None] = dict.fromkeys(channels, f"no end within {seconds:g} s")

    def attempt(channel: str, send: Callable[[], None]) -> None:
        try:
            send()
            errors[channel] = None
        except Exception as error:  # whatever a mail server does, it is not the run's fault
            errors[channel] = printable(mask(str(error) or type(error).__name__, settings), 300)

    threads = [
        threading.Thread(target=attempt, args=channel, daemon=True, name=f"alert by {channel[0]}")
        for channel in channels.items()
    ]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return tuple(Delivery(channel, error) for channel, error in errors.items())
