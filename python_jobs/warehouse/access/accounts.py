"""The five accounts and what each may do: DESIGN.md's table as data, and the grants that follow from it."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from python_jobs.settings import LAYERS, Layer, Settings
from python_jobs.warehouse.connections import Account, account_user

# A client on 127.0.0.1 is matched by address (names are not resolved), one on the socket as localhost.
PRIVATE_HOSTS = ("127.0.0.1", "localhost")

# RENAME TABLE needs ALTER and DROP where a table leaves, CREATE and INSERT where it arrives.
_MOVE_TABLES = "SELECT, CREATE, ALTER, DROP, INSERT"
# What dbt builds with. No routines, events or triggers: a table with a trigger could not be published.
_BUILD_TABLES = (
    "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, CREATE TEMPORARY TABLES, "
    "CREATE VIEW, SHOW VIEW"
)

DATABASE_GRANTS: dict[Account, dict[Layer, str]] = {
    "loader": {"raw": "SELECT, INSERT"},
    "transformer": {"raw": "SELECT", "staging": _BUILD_TABLES, "build": _BUILD_TABLES},
    "publisher": {
        "build": f"{_MOVE_TABLES}, CREATE VIEW, SHOW VIEW",
        "marts": f"{_MOVE_TABLES}, LOCK TABLES",  # reader_gates.py
        "previous": _MOVE_TABLES,
        "ops": "SELECT, INSERT",
    },
    "analyst": {"staging": "SELECT, SHOW VIEW", "marts": "SELECT", "ops": "SELECT"},
    "bi_reader": {"marts": "SELECT"},
}
# A batch's row is opened when its load begins and closed when it ends: the one thing in raw that changes.
TABLE_GRANTS: dict[Account, dict[tuple[Layer, str], str]] = {"loader": {("raw", "load_batches"): "UPDATE"}}
# Beyond our databases: the object as GRANT names it, and what the account may do there.
SERVER_GRANTS: dict[Account, dict[str, str]] = {
    # Who reads the marts, and since which statement (metadata_locks.py): it decides when to flip.
    "publisher": {
        "`performance_schema`.`metadata_locks`": "SELECT",
        "`performance_schema`.`threads`": "SELECT",
        "`performance_schema`.`setup_instruments`": "SELECT",
    }
}


class Privilege(NamedTuple):
    """A privilege on an object, both as SHOW GRANTS writes them; a role is an object without a privilege."""

    name: str
    on: str


def privileges_of(settings: Settings, account: Account) -> set[Privilege]:
    """All that an account may do in the databases with this prefix. The tables of ``TABLE_GRANTS`` exist."""
    granted = [
        *(
            (f"{database_pattern(settings, layer)}.*", names)
            for layer, names in DATABASE_GRANTS[account].items()
        ),
        *(
            (f"`{settings.database(layer)}`.`{table}`", names)
            for (layer, table), names in TABLE_GRANTS.get(account, {}).items()
        ),
        *SERVER_GRANTS.get(account, {}).items(),
    ]
    return {Privilege(name, on) for on, names in granted for name in names.split(", ")}


def is_within_design(account: Account, privilege: Privilege) -> bool:
    """Whether an account should have a privilege, in the databases of any prefix: they share the accounts."""
    for layer in LAYERS:
        if re.fullmatch(rf"`[a-z0-9_\\]+\\_{layer}`\.\*", privilege.on):
            return privilege.name in DATABASE_GRANTS[account].get(layer, "").split(", ")
    for (layer, table), names in TABLE_GRANTS.get(account, {}).items():
        if re.fullmatch(rf"`[a-z0-9_]+_{layer}`\.`{table}`", privilege.on):
            return privilege.name in names.split(", ")
    elsewhere = SERVER_GRANTS.get(account, {}).get(privilege.on)
    return elsewhere is not None and privilege.name in elsewhere.split(", ")


def grant_statements(settings: Settings, grantee: str, account: Account, held: set[Privilege]) -> list[str]:
    """Statements after which an account (``'user'@'host'``) may do exactly what the design says.

    What it should not have goes first; what it has and should have is not touched, so that no step under
    way loses a right for a moment.
    """
    wrong = sorted(one for one in held if not is_within_design(account, one))
    missing = sorted(privileges_of(settings, account) - held, key=lambda one: (one.on, one.name))
    return [
        *(revoke_statement(one, grantee) for one in wrong),
        *(
            f"grant {', '.join(one.name for one in group)} on {on} to {grantee}"
            for on, group in groupby(missing, key=lambda one: one.on)
        ),
    ]


def revoke_statement(privilege: Privilege, grantee: str) -> str:
    """Statement that takes a privilege or a role away."""
    if not privilege.name:
        return f"revoke {privilege.on} from {grantee}"
    return f"revoke {privilege.name} on {privilege.on} from {grantee}"


def held_privileges(shown: Iterable[str]) -> set[Privilege]:
    """What the lines of SHOW GRANTS of either server say that an account has."""
    held = set()
    for line in shown:
        granted = re.fullmatch(r"GRANT (?P<names>.+?) ON (?P<on>.+?) TO (?P<rest>.+)", line, re.DOTALL)
        if granted:
            # The comma of a list of columns, SELECT (a, b), is none between privileges.
            names = re.split(r", (?![^(]*\))", granted["names"])
            held |= {Privilege(name, granted["on"]) for name in names if name != "USAGE"}
            if "GRANT OPTION" in granted["rest"]:
                held.add(Privilege("GRANT OPTION", granted["on"]))
        elif role := re.fullmatch(r"GRANT (?P<role>.+?) TO (?P<rest>.+)", line, re.DOTALL):
            held.add(Privilege("", role["role"]))
    return held


def account_names(account: str, hosts: Iterable[str]) -> list[tuple[str, str]]:
    """Host part and name (``'user'@'host'``) of each entry of an account; root has one, for the socket."""
    if account == "root":
        return [("localhost", "'root'@'localhost'")]
    return [(host, f"'{account_user(account)}'@'{host}'") for host in hosts]


def database_pattern(settings: Settings, layer: Layer) -> str:
    """A database in a database-wide GRANT, where ``_`` would stand for any letter if it were not escaped."""
    return "`" + settings.database(layer).replace("_", r"\_") + "`"
