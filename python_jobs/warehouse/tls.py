"""TLS on every connection from Python: whose certificates are trusted, and what a refusal means."""

import ssl
from pathlib import Path

import sqlalchemy as sa

from python_jobs.errors import ConfigurationError, ServerError
from python_jobs.settings import Settings
from python_jobs.warehouse.private_server.certificates import authority_path

_NO_TLS = 2026  # PyMySQL's number for a server that offers no TLS to a client that asks for it


def trusted_authority(settings: Settings) -> Path | None:
    """The CA certificate that a server's own has to be signed by; None for a server of one's own without.

    Raises:
        ConfigurationError: ``MCA_MYSQL_SSL_CA`` is no readable file of certificates.
    """
    if not settings.uses_own_server:
        return authority_path(settings)
    if settings.mysql_ssl_ca is None:
        return None
    path = settings.mysql_ssl_ca
    try:
        ssl.create_default_context(cafile=str(path))
    except OSError as error:  # ssl.SSLError is one too
        raise ConfigurationError(
            f"MCA_MYSQL_SSL_CA: {path} holds no certificates that can be read ({error.strerror or error}). "
            "Set it to the PEM file of the CA that signed the server's certificate."
        ) from None
    return path


def tls_arguments(settings: Settings) -> dict[str, str | bool]:
    """Arguments with which PyMySQL verifies certificate and host name, and refuses a server without TLS.

    Raises:
        ConfigurationError: ``MCA_MYSQL_SSL_CA`` is no readable file of certificates.
    """
    authority = trusted_authority(settings)
    if authority is None:
        return {}
    return {"ssl_ca": str(authority), "ssl_verify_cert": True, "ssl_verify_identity": True}


def refuse_untrusted(context: sa.engine.ExceptionContext) -> None:
    """Listener of an engine's ``handle_error``: say what a failed TLS handshake means.

    Raises:
        ServerError: the server did not prove who it is. It is no database error, so that nothing retries it.
    """
    error = context.original_exception
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, ssl.SSLError):
        reason = f"its certificate does not prove who it is ({_words(cause)})"
    elif error.args and error.args[0] == _NO_TLS:
        reason = "it offers no TLS, or somebody in between hides it"
    else:
        return
    raise ServerError(
        f"The connection to the database server was refused from our side: {reason}. No password was sent. "
        "MCA_MYSQL_SSL_CA has to be the CA that signed the server's certificate, and MCA_MYSQL_HOST a name "
        "that stands in it; the private server makes a new certificate at `mca server stop` and `start`."
    ) from None


def _words(error: ssl.SSLError) -> str:
    return getattr(error, "verify_message", "") or error.reason or str(error)
