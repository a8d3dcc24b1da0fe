"""Settings from the environment (prefix ``MCA_``) or a ``.env`` file in the checkout."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from python_jobs.errors import ConfigurationError
from python_jobs.project import PROJECT_ROOT

ServerKind = Literal["mysql", "mariadb"]
Layer = Literal["raw", "staging", "build", "marts", "previous", "ops"]
LAYERS: tuple[Layer, ...] = ("raw", "staging", "build", "marts", "previous", "ops")


_PATHS = ("home", "server_prefix", "config_dir", "mysql_ssl_ca")


class _EnvFile(DotEnvSettingsSource):
    """The ``.env`` file. Its relative paths begin at its own folder, wherever ``mca`` is called."""

    def __call__(self) -> dict[str, Any]:
        values = super().__call__()
        for name in values.keys() & set(_PATHS):
            # Against an absolute path or one of the user's home, the folder counts for nothing.
            if not values[name].startswith("~"):
                values[name] = Path(str(self.env_file)).absolute().parent / values[name]
        return values


class Settings(BaseSettings):
    """Everything that differs between two installations. README.md lists the variables.

    A relative path in a variable of the environment begins at the current folder, as everywhere in a shell.
    """

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
    mysql_port: int = Field(default=3306, ge=1, le=65535)
    mysql_user: str | None = None
    mysql_password: SecretStr | None = None
    mysql_ssl_ca: Path | None = None

    smtp_password: SecretStr | None = None
    """Of the mail account that alerts are sent with (``alerts.email`` in operations.yml)."""
    alert_webhook_url: SecretStr | None = None
    """Where alerts are posted to as Slack-compatible JSON. Who knows it can write to the chat."""
    log_format: Literal["text", "json"] | None = None
    """``json``: JSON lines in the log file and on stderr; None leaves it to operations.yml."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  replaced below, and named by its caller
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read ``.env`` with paths that mean the same in every folder."""
        return init_settings, env_settings, _EnvFile(settings_cls), file_secret_settings

    @field_validator(*_PATHS)
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        try:
            return path and path.expanduser().absolute()
        except RuntimeError:
            raise ValueError(f"{path} begins with a user's home, and there is no such user") from None

    @field_validator("database_prefix")
    @classmethod
    def _plain_name(cls, prefix: str) -> str:
        if not prefix.isascii() or not prefix.replace("_", "").isalnum() or prefix != prefix.lower():
            raise ValueError("must be lower-case letters, digits and underscores")
        return prefix

    @field_validator("mysql_host")
    @classmethod
    def _can_be_looked_up(cls, host: str | None) -> str | None:
        try:
            _ = host and host.encode("idna")  # as Python does to look it up
        except UnicodeError:
            raise ValueError("is no name of a host") from None
        return host

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
        ConfigurationError: a variable has a value that cannot be used; the message names it. Or ``.env``
            cannot be read; nothing of its content is told, it holds passwords.
    """
    env_file = Settings.model_config.get("env_file")
    try:
        return Settings()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigurationError(
            f"{env_file}, line {line} is not UTF-8 text. Save the file as UTF-8."
        ) from None
    except OSError as error:
        raise ConfigurationError(
            f"{env_file} cannot be read: {error.strerror}. Correct its rights."
        ) from None
    except ValidationError as error:
        problems = "; ".join(
            f"MCA_{str(problem['loc'][0]).upper()}: {problem['msg']}" for problem in error.errors()
        )
        raise ConfigurationError(
            f"Unusable setting. {problems}. Correct it in the environment or .env."
        ) from None
