"""A dbt plugin: every connection of dbt's verifies the server's certificate and host name.

dbt-mysql 1.7 reads no TLS settings from the profile, and Connector/Python verifies nothing by itself. dbt
imports each module on its path whose name begins with ``dbt_`` before it connects (``dbt debug`` alone does
not), so this one adds what is missing where ``MCA_DBT_SSL_CA`` names a CA. The folder it lies in is put on
the path by ``warehouse.dbt_environment``. Not needed any more when dbt-mysql passes TLS settings on.
"""

import os
from collections.abc import Callable
from typing import Any

import mysql.connector


def verifying(connect: Callable[..., Any], authority: str) -> Callable[..., Any]:
    """Connector/Python's ``connect`` that refuses another CA, another host name and a server without TLS."""

    def connect_verified(*arguments: Any, **settings: Any) -> Any:
        tls = {"ssl_ca": authority, "ssl_verify_cert": True, "ssl_verify_identity": True}
        return connect(*arguments, **{**settings, **tls})

    return connect_verified


authority = os.environ.get("MCA_DBT_SSL_CA")
# Connector/Python trusts the system's authorities too, and reads them twice for each connection: 40 ms, for
# each of a build's hundred connections. None of them may vouch for the warehouse.
os.environ["SSL_CERT_FILE"] = authority or os.devnull
os.environ["SSL_CERT_DIR"] = os.devnull
if authority:
    mysql.connector.connect = verifying(mysql.connector.connect, authority)
