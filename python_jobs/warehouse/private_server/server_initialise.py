"""Making the data directory of a private server."""

import shutil
import subprocess
from pathlib import Path

from python_jobs.errors import ServerError
from python_jobs.warehouse import processes
from python_jobs.warehouse.private_server.server_options import ServerFolder, base_options, data_option
from python_jobs.warehouse.private_server.server_programs import ServerProgram

# MariaDB's own mariadb-install-db is a shell script with the distribution's paths written into it, which a
# private prefix does not have. These are the scripts it feeds to the server (the first name that exists).
_MARIADB_SCRIPTS = (
    ("mariadb_system_tables.sql", "mysql_system_tables.sql"),
    ("mariadb_performance_tables.sql", "mysql_performance_tables.sql"),
    ("mariadb_system_tables_data.sql", "mysql_system_tables_data.sql"),
    ("fill_help_tables.sql",),
    ("maria_add_gis_sp_bootstrap.sql",),
    ("mariadb_sys_schema.sql", "mysql_sys_schema.sql"),
)
# Accounts that MariaDB's scripts make beside root@localhost have no password.
_DROP_OPEN_ACCOUNTS = "delete from mysql.global_priv where user in ('', 'root') and host <> 'localhost';\n"
_SECONDS = 300


def initialise(program: ServerProgram, folder: ServerFolder) -> None:
    """Make the data directory unless it is there. One that was interrupted is made anew.

    The work happens beside the final name, so that a directory of that name is always a complete one. Root
    has no password in it: the server sets one before it accepts its first connection.

    Raises:
        ServerError: the server could not make it; the message holds what it said.
    """
    if folder.data.is_dir():
        return
    processes.end(lambda: processes.running_with(data_option(folder.unfinished)), seconds=5)
    shutil.rmtree(folder.unfinished, ignore_errors=True)
    folder.unfinished.mkdir(parents=True, mode=0o700)
    folder.temporary.mkdir(exist_ok=True, mode=0o700)
    command = [*program.command, *base_options(program, folder, folder.unfinished)]
    if program.kind == "mysql":
        _run([*command, "--initialize-insecure"], "")
    else:
        _run([*command, "--bootstrap"], mariadb_bootstrap_sql(program.share))
    folder.unfinished.rename(folder.data)


def mariadb_bootstrap_sql(share: Path) -> str:
    """The statements that make MariaDB's system tables, with root@localhost as the only account.

    Raises:
        ServerError: the installation lacks one of the scripts.
    """
    parts = ["create database if not exists mysql;\nuse mysql;\nset @auth_root_socket = null;\n"]
    for names in _MARIADB_SCRIPTS:
        script = next((share / name for name in names if (share / name).is_file()), None)
        if script is None:
            raise ServerError(f"MariaDB's {names[0]} is missing in {share}. Reinstall mariadb-server-core.")
        parts.append(script.read_text(encoding="utf-8"))
    return "\n".join([*parts, _DROP_OPEN_ACCOUNTS])


def _run(command: list[str], statements: str) -> None:
    answer = subprocess.run(
        command,
        input=statements,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_SECONDS,
        check=False,
    )
    if answer.returncode != 0:
        said = "\n".join(answer.stderr.splitlines()[-15:])
        raise ServerError(f"The database server could not make its data directory. It said:\n{said}")
