"""Settings from the environment (prefix ``MCA_``) or a ``.env`` file in the checkout."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from python_jobs.errors import ConfigurationError
from python_jobs.project import PROJECT_ROOT

ServerKind = Literal["mysql", "mariadb"]
Layer = Literal["raw", "staging", "build", "marts", "previous", "ops"]
LAYERS: tuple[Layer, ...] = ("raw", "staging", "build", "marts", "previous", "ops")


class Settings(BaseSettings):
    """Everything that differs between two installations. README.md lists the variables."""

    model_config = SettingsConfigDict(
        env_prefix="MCA_", env_file=PROJECT_ROOT / ".env", env_ignore_empty=True, extra="ignore"
    )

    home: Path = PROJECT_ROOT / ".mca"
    """State: server data, Prefect home, outputs. Removing this folder is a clean start."""
    server: ServerKind | None = None
    """Which private server to use; None takes what this home has, else what is found, MySQL first."""
    server_prefix: Path = PROJECT_ROOT / ".servers"
    """Where ``mca server install`` puts database servers without touching the system."""
    buffer_pool_mb: int | None = Field(default=None, ge=16)
    """The private server's InnoDB buffer pool in MiB; None sizes it from the machine's memory."""
    database_prefix: str = "marketing"
    """The databases are ``<prefix>_raw``, ``<prefix>_staging``, ..., see DESIGN.md."""
    config_dir: Path = PROJECT_ROOT / "config"
    """Holds ``sources/*.yml`` and ``analysis.yml``."""

    mysql_host: str | None = None
    """A server of one's own; None means the private server under ``home``."""
    mysql_port: int = 3306
    mysql_user: str | None = None
    mysql_password: SecretStr | None = None
    mysql_ssl_ca: Path | None = None

    smtp_password: SecretStr | None = None
    """Of the mail account that alerts are sent with (``alerts.email`` in operations.yml)."""
    alert_webhook_url: SecretStr | None = None
    """Where alerts are posted to as Slack-compatible JSON. Who knows it can write to the chat."""
    log_format: Literal["text", "json"] | None = None
    """``json``: JSON lines in the log file and on stderr; None leaves it to operations.yml."""

    @field_validator("home", "server_prefix", "config_dir")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @field_validator("database_prefix")
    @classmethod
    def _plain_name(cls, prefix: str) -> str:
        if not prefix.isascii() or not prefix.replace("_", "").isalnum() or prefix != prefix.lower():
            raise ValueError("must be lower-case letters, digits and underscores")
        return prefix

    @property
    def uses_own_server(self) -> bool:
        """True when ``MCA_MYSQL_HOST`` points at a server that this project does not manage."""
        return self.mysql_host is not None

    @property
    def outputs(self) -> Path:
        """Folder of the runs' outputs: ``<outputs>/<run id>/`` and the link ``<outputs>/latest``."""
        return self.home / "outputs"

    def database(self, layer: Layer) -> str:
        """Name of the database that holds a layer, e.g. ``marketing_raw``."""
        return f"{self.database_prefix}_{layer}"


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """Read the settings once per process.

    Raises:
        ConfigurationError: a variable has a value that cannot be used; the message names it.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"MCA_{str(problem['loc'][0]).upper()}: {problem['msg']}" for problem in error.errors()
        )
        raise ConfigurationError(
            f"Unusable setting. {problems}. Correct it in the environment or .env."
        ) from None
