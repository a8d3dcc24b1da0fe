"""What ``config/operations.yml`` says: how patient a run is, how it publishes, and whom it tells."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, model_validator

from python_jobs.config_file import Section, read_config
from python_jobs.settings import Settings


class IngestConfig(Section):
    """Limits on files. ``maximum_gigabytes`` is of the uncompressed content.

    ``maximum_compression`` is how many times its compressed size that may be.
    """

    maximum_gigabytes: float = Field(default=20, gt=0)
    maximum_compression: float = Field(default=200, ge=1)


class PublicationConfig(Section):
    """How a publication waits for readers, in seconds.

    ``patience_seconds``: for so long it looks for a moment without readers before it holds any back.
    ``lock_wait_seconds`` is also the longest that a reader may wait for a publication.
    ``spare_copies_from_rows``: a fact of so many rows is copied after a whole build, for the days after it.
    ``copy_from_rows``: one of so many is copied before a build that would else build it whole. None: never.
    """

    patience_seconds: float = Field(default=3, ge=0, le=3600)
    lock_wait_seconds: int = Field(default=10, ge=2, le=60)
    attempts: int = Field(default=10, ge=1, le=100)
    spare_copies_from_rows: int | None = Field(default=2_000_000, ge=0)
    copy_from_rows: int | None = Field(default=100_000, ge=0)


class RetryConfig(Section):
    """Further tries of a step after an error that can heal; the pause doubles, with jitter."""

    attempts: int = Field(default=3, ge=0, le=20)
    first_pause_seconds: float = Field(default=1, gt=0, le=300)


class TimeoutConfig(Section):
    """Seconds, all tries of a step together, after which it is stopped and the run fails."""

    ingest: float = Field(default=3600, gt=0)
    build: float = Field(default=3600, gt=0)
    audit: float = Field(default=1800, gt=0)
    segmentation: float = Field(default=1800, gt=0)
    publish: float = Field(default=300, gt=0)
    report: float = Field(default=1800, gt=0)


AlertEvent = Literal["failure", "warning", "stale", "recovery"]
EVERY_EVENT: tuple[AlertEvent, ...] = get_args(AlertEvent)


class EmailConfig(Section):
    """Alerts by e-mail; none without a ``host``. The password is ``MCA_SMTP_PASSWORD``."""

    host: str | None = None
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: Path | None = None
    user: str | None = None
    sender: str | None = None
    to: tuple[str, ...] = ()
    subject_prefix: str = "[Campaign Analytics]"
    events: tuple[AlertEvent, ...] = EVERY_EVENT

    @model_validator(mode="after")
    def _is_complete(self) -> EmailConfig:
        if self.host is not None and (self.sender is None or not self.to):
            raise ValueError("a host needs a sender and at least one address in to")
        if self.user is not None and self.security == "none":
            raise ValueError("a user needs security starttls or tls: a password does not travel in the open")
        return self


class WebhookConfig(Section):
    """Alerts to a chat. The address is a secret, so it is ``MCA_ALERT_WEBHOOK_URL``; none without it."""

    events: tuple[AlertEvent, ...] = EVERY_EVENT


class AlertsConfig(Section):
    """Who is told what, and when something is told again."""

    stale_after_hours: float = Field(default=26, gt=0)
    stale_data_after_days: int | None = Field(default=3, ge=1)
    repeat_hours: float = Field(default=24, gt=0)
    timeout_seconds: float = Field(default=20, gt=0, le=120)
    email: EmailConfig = EmailConfig()
    webhook: WebhookConfig = WebhookConfig()


class LogsConfig(Section):
    """The log files under ``<home>/logs`` and those of the servers: how big, how many older ones."""

    format: Literal["text", "json"] = "text"
    maximum_megabytes: float = Field(default=10, gt=0)
    keep: int = Field(default=5, ge=0, le=100)


class OutputsConfig(Section):
    """``keep_rows_of_runs``: the files of rows of so many runs stay; None: of all.

    At least two, because a publication can be taken back.
    """

    keep_rows_of_runs: int | None = Field(default=14, ge=2)


class OperationsConfig(Section):
    """The whole file."""

    ingest: IngestConfig = IngestConfig()
    publication: PublicationConfig = PublicationConfig()
    retries: RetryConfig = RetryConfig()
    timeouts: TimeoutConfig = TimeoutConfig()
    alerts: AlertsConfig = AlertsConfig()
    logs: LogsConfig = LogsConfig()
    outputs: OutputsConfig = OutputsConfig()


def load_operations_config(settings: Settings) -> OperationsConfig:
    """Read ``operations.yml``; a missing file or section means the defaults.

    Raises:
        ConfigurationError: not YAML, an unknown key or a bad value; the message names file and key.
    """
    return read_config(operations_path(settings), OperationsConfig)


def operations_path(settings: Settings) -> Path:
    """Where the file is expected."""
    return settings.config_dir / "operations.yml"
