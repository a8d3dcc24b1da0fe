"""What profiles/profiles.yml reads from the environment, and where dbt finds our plugin."""

import os

from python_jobs.errors import ConfigurationError
from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import Settings
from python_jobs.warehouse.connections import account_url, engine_for, server_kind
from python_jobs.warehouse.tls import trusted_authority

PLUGINS = PROJECT_ROOT / "python_jobs" / "dbt_plugins"


def dbt_environment(settings: Settings) -> dict[str, str]:
    """Environment variables with which dbt reaches the warehouse as the transformer.

    The adapter type is asked from the running server. dbt hides values whose name begins with
    ``DBT_ENV_SECRET_`` in its logs.

    Raises:
        ServerError: the private server has never been started, or the server did not prove who it is.
        ConfigurationError: the user of a server of one's own is missing.
        sqlalchemy.exc.OperationalError: the server does not answer.
    """
    url = account_url(settings, "transformer")
    if url.host is None or url.username is None:
        raise ConfigurationError("dbt needs a host and a user: set MCA_MYSQL_HOST and MCA_MYSQL_USER.")
    engine = engine_for(settings, "transformer")
    try:
        kind = server_kind(engine)
    finally:
        engine.dispose()
    return {
        "DBT_PROFILES_DIR": str(PROJECT_ROOT / "profiles"),
        "DBT_ENV_SECRET_MCA_PASSWORD": url.password or "",
        "MCA_DBT_TYPE": kind,
        "MCA_DBT_HOST": url.host,
        "MCA_DBT_PORT": str(url.port),
        "MCA_DBT_USER": url.username,
        "MCA_DBT_SSL_CA": str(trusted_authority(settings) or ""),
        "MCA_DATABASE_PREFIX": settings.database_prefix,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(PLUGINS), os.environ.get("PYTHONPATH", "")])),
    }
