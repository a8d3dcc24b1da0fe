"""The five accounts and what each may do: DESIGN.md's table as data, and the statements that make it so."""

from python_jobs.settings import Layer, Settings
from python_jobs.warehouse.connections import ACCOUNTS, Account, account_user

# A client on 127.0.0.1 is matched by address (names are not resolved), one on the socket as localhost.
HOSTS = ("127.0.0.1", "localhost")

# RENAME TABLE needs ALTER and DROP where a table leaves, CREATE and INSERT where it arrives.
_MOVE_TABLES = "SELECT, CREATE, ALTER, DROP, INSERT"

DATABASE_GRANTS: dict[Account, dict[Layer, str]] = {
    "loader": {"raw": "SELECT, INSERT"},
    "transformer": {"raw": "SELECT", "staging": "ALL PRIVILEGES", "build": "ALL PRIVILEGES"},
    "publisher": {
        "build": f"{_MOVE_TABLES}, CREATE VIEW, SHOW VIEW",
        "marts": _MOVE_TABLES,
        "previous": _MOVE_TABLES,
        "ops": "SELECT, INSERT",
    },
    "analyst": {"staging": "SELECT, SHOW VIEW", "marts": "SELECT", "ops": "SELECT"},
    "bi_reader": {"marts": "SELECT"},
}
# A batch's row is opened when its load begins and closed when it ends: the one thing in raw that changes.
TABLE_GRANTS: dict[Account, dict[tuple[Layer, str], str]] = {"loader": {("raw", "load_batches"): "UPDATE"}}


def account_statements(passwords: dict[str, str]) -> list[str]:
    """Statements that make the accounts and give them their passwords. Running them again changes nothing."""
    statements = []
    for account in ACCOUNTS:
        for host in HOSTS:
            name = f"'{account_user(account)}'@'{host}'"
            secret = f"identified by '{passwords[account]}'"
            statements.append(f"create user if not exists {name} {secret}")
            statements.append(f"alter user {name} {secret}")
    return statements


def grant_statements(settings: Settings) -> list[str]:
    """Statements that grant every account its part of the databases with this prefix.

    The tables of ``TABLE_GRANTS`` have to exist.
    """
    statements = []
    for account in ACCOUNTS:
        for host in HOSTS:
            grantee = f"'{account_user(account)}'@'{host}'"
            for layer, privileges in DATABASE_GRANTS[account].items():
                statements.append(f"grant {privileges} on {database_pattern(settings, layer)}.* to {grantee}")
            for (layer, table), privileges in TABLE_GRANTS.get(account, {}).items():
                statements.append(
                    f"grant {privileges} on `{settings.database(layer)}`.`{table}` to {grantee}"
                )
    return statements


def database_pattern(settings: Settings, layer: Layer) -> str:
    """A database in a database-wide GRANT, where ``_`` would stand for any letter if it were not escaped."""
    return "`" + settings.database(layer).replace("_", r"\_") + "`"
