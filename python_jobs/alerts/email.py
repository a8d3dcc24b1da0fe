"""Alerts by e-mail, over a connection whose certificate is verified."""

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid

from python_jobs.alerts.alert import Alert, plain_text
from python_jobs.errors import ConfigurationError
from python_jobs.operations_config import EmailConfig
from python_jobs.printable import printable
from python_jobs.settings import Settings

# Mail programs show some 70 letters of a subject; what follows is in the text as well.
_LONGEST_SUBJECT = 150


def compose(config: EmailConfig, alert: Alert) -> EmailMessage:
    """The mail. A line break in a name cannot become a header: the subject is one printable line."""
    message = EmailMessage()
    message["Subject"] = printable(f"{config.subject_prefix} {alert.headline}", _LONGEST_SUBJECT)
    message["From"] = config.sender
    message["To"] = ", ".join(config.to)
    message["Date"] = format_datetime(localtime())
    message["Message-ID"] = make_msgid(domain="campaign-analytics.invalid")  # not this machine's name
    message["Auto-Submitted"] = "auto-generated"  # no out-of-office answers, please
    message.set_content(plain_text(alert))
    return message


def send(settings: Settings, config: EmailConfig, alert: Alert, timeout: float) -> None:
    """Send the mail; ``timeout`` in seconds is for each answer of the server.

    Raises:
        OSError: the server cannot be reached, is not who it says, or refuses (``smtplib.SMTPException``).
        ConfigurationError: a user without a password.
    """
    assert config.host is not None
    context = ssl.create_default_context(cafile=str(config.ca_file) if config.ca_file else None)
    if config.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(config.host, config.port, timeout=timeout, context=context)
    else:
        server = smtplib.SMTP(config.host, config.port, timeout=timeout)
    with server:
        if config.security == "starttls":
            server.starttls(context=context)
        if config.user is not None:
            if settings.smtp_password is None:
                raise ConfigurationError("alerts.email has a user but MCA_SMTP_PASSWORD is not set. Set it.")
            server.login(config.user, settings.smtp_password.get_secret_value())
        server.send_message(compose(config, alert))
