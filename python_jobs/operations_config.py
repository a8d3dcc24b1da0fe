"""What ``config/operations.yml`` says: how patient a run is, how it publishes, and whom it tells."""

from pathlib import Path

from pydantic import Field

from python_jobs.config_file import Section, read_config
from python_jobs.settings import Settings


class IngestConfig(Section):
    """Limits on files. ``maximum_gigabytes`` is of the uncompressed content."""

    maximum_gigabytes: float = Field(default=20, gt=0)


class PublicationConfig(Section):
    """How a publication waits for readers, in seconds.

    ``lock_wait_seconds`` is also the longest that a reader may wait for a publication.
    """

    lock_wait_seconds: int = Field(default=6, ge=1, le=60)
    attempts: int = Field(default=5, ge=1, le=100)


class RetryConfig(Section):
    """Further tries of a step after an error that can heal; the pause doubles, with jitter."""

    attempts: int = Field(default=3, ge=0, le=20)
    first_pause_seconds: float = Field(default=1, gt=0, le=300)


class TimeoutConfig(Section):
    """Seconds after which a step is stopped and the run fails."""

    ingest: float = Field(default=3600, gt=0)
    build: float = Field(default=3600, gt=0)
    audit: float = Field(default=1800, gt=0)
    segmentation: float = Field(default=1800, gt=0)
    publish: float = Field(default=300, gt=0)
    report: float = Field(default=1800, gt=0)


class OperationsConfig(Section):
    """The whole file."""

    ingest: IngestConfig = IngestConfig()
    publication: PublicationConfig = PublicationConfig()
    retries: RetryConfig = RetryConfig()
    timeouts: TimeoutConfig = TimeoutConfig()


def load_operations_config(settings: Settings) -> OperationsConfig:
    """Read ``operations.yml``; a missing file or section means the defaults.

    Raises:
        ConfigurationError: not YAML, an unknown key or a bad value; the message names file and key.
    """
    return read_config(operations_path(settings), OperationsConfig)


def operations_path(settings: Settings) -> Path:
    """Where the file is expected."""
    return settings.config_dir / "operations.yml"
