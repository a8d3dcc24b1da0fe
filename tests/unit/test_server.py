"""The parts of the private server that need no server: finding programs, options, grants, processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from python_jobs.cli import main
from python_jobs.commands.server import ACCOUNT_NAMES
from python_jobs.errors import ServerError
from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse import processes
from python_jobs.warehouse.connections import ACCOUNTS
from python_jobs.warehouse.private_server import server_install
from python_jobs.warehouse.private_server.server_initialise import mariadb_bootstrap_sql
from python_jobs.warehouse.private_server.server_launch import free_port
from python_jobs.warehouse.private_server.server_options import (
    ServerFolder,
    buffer_pool_mebibytes,
    service_options,
)
from python_jobs.warehouse.private_server.server_programs import (
    KINDS,
    ServerProgram,
    find_program,
    parse_version,
    prefix_command,
    require_program,
)

GIBIBYTE = 1024**3


def settings_of(folder: Path, **changes: object) -> Settings:
    return Settings.model_validate({"home": folder / "home", "server_prefix": folder / "servers", **changes})


def fake_server(folder: Path, name: str, version_line: str) -> Path:
    """A program that answers --version and nothing else, with the message files of a real one."""
    binary = folder / "sbin" / name
    binary.parent.mkdir(parents=True, exist_ok=True)
    binary.write_text(f"#!/bin/sh\necho '{version_line}'\n")
    binary.chmod(0o755)
    (folder / "share" / "english").mkdir(parents=True, exist_ok=True)
    (folder / "share" / "english" / "errmsg.sys").touch()
    return binary


@pytest.fixture
def only_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH on which the machine's own servers are not."""
    monkeypatch.setattr("python_jobs.warehouse.private_server.server_programs._SYSTEM_FOLDERS", ())
    monkeypatch.setenv("PATH", f"{tmp_path / 'sbin'}:/usr/bin:/bin")
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "text", "version"),
    [
        ("mysql", "/usr/sbin/mysqld  Ver 8.0.36-0ubuntu0.22.04.1 for Linux on x86_64 ((Ubuntu))", (8, 0)),
        ("mysql", "/x/mysqld  Ver 9.7.4-2 for Linux on x86_64 ((Debian))", (9, 7)),
        ("mariadb", "mariadbd  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64", (10, 11)),
        ("mysql", "mysqld  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64", None),
        ("mariadb", "/opt/mariadb/bin/mariadbd  Ver 8.0.36 for Linux", None),
        ("mysql", "/home/mariadb/bin/mysqld  Ver 8.0.36 for Linux", (8, 0)),
        ("mysql", "segmentation fault", None),
    ],
)
def test_version_is_read_and_a_link_to_the_other_kind_is_noticed(
    kind: ServerKind, text: str, version: tuple[int, int] | None
) -> None:
    assert parse_version(kind, text) == version


def test_server_on_path_is_found(only_path: Path) -> None:
    binary = fake_server(only_path, "mysqld", "mysqld  Ver 8.4.1 for Linux on x86_64")
    found = find_program(settings_of(only_path), "mysql")
    assert found == ServerProgram("mysql", (8, 4), (str(binary),), only_path)
    assert found.share == only_path / "share"


def test_old_server_is_named_and_a_newer_one_in_the_prefix_preferred(only_path: Path) -> None:
    settings = settings_of(only_path)
    fake_server(only_path, "mysqld", "mysqld  Ver 5.7.44 for Linux on x86_64")
    with pytest.raises(ServerError, match=r"mysqld is 5\.7; mysql 8\.0 or newer.*mca server install mysql"):
        find_program(settings, "mysql")
    fake_server(settings.server_prefix / "mysql" / "usr", "mysqld", "mysqld  Ver 9.7.4 for Linux")
    found = find_program(settings, "mysql")
    assert found is not None
    assert found.version == (9, 7)


def test_mysql_comes_before_mariadb_unless_one_is_chosen(only_path: Path) -> None:
    settings = settings_of(only_path)
    fake_server(only_path, "mariadbd", "mariadbd  Ver 10.11.19-MariaDB for Linux")
    assert require_program(settings, None).kind == "mariadb"
    fake_server(only_path, "mysqld", "mysqld  Ver 8.4.1 for Linux")
    assert require_program(settings, None).kind == "mysql"
    assert require_program(settings, "mariadb").kind == "mariadb"


def test_missing_server_gives_three_ways_on(only_path: Path) -> None:
    with pytest.raises(ServerError, match=r"mca server install.*apt-get install.*MCA_MYSQL_HOST"):
        require_program(settings_of(only_path), None)


@pytest.mark.parametrize(
    ("triplet", "loader"),
    [("x86_64-linux-gnu", "ld-linux-x86-64.so.2"), ("aarch64-linux-gnu", "ld-linux-aarch64.so.1")],
)
@pytest.mark.parametrize("libraries", ["lib", "usr/lib"])
def test_prefix_server_runs_through_the_prefix_own_loader(
    tmp_path: Path, triplet: str, loader: str, libraries: str
) -> None:
    folder = tmp_path / libraries / triplet
    folder.mkdir(parents=True)
    (folder / loader).touch()
    command = prefix_command(tmp_path, "mysqld")
    assert command[:2] == (str(folder / loader), "--library-path")
    assert str(folder) in command[2].split(":")
    assert command[3] == str(tmp_path / "usr/sbin/mysqld")


@pytest.mark.parametrize(
    ("memory", "pool"),
    [(256 * 1024**2, 128), (3 * GIBIBYTE, 1024), (24 * GIBIBYTE, 8192), (256 * GIBIBYTE, 32768)],
)
def test_buffer_pool_is_a_third_of_memory_within_bounds(memory: int, pool: int) -> None:
    assert buffer_pool_mebibytes(memory) == pool


@pytest.mark.parametrize("kind", KINDS)
def test_options_ignore_foreign_configuration_and_hold_no_secret(tmp_path: Path, kind: ServerKind) -> None:
    fake_server(tmp_path, "server", "")
    program = ServerProgram(kind, (10, 11), ("server",), tmp_path)
    folder = ServerFolder.of(settings_of(tmp_path), kind)
    options = service_options(
        program, folder, port=3307, socket="/x.sock", init_file=tmp_path / "init.sql", pool_mebibytes=256
    )
    assert options[0] == "--no-defaults", "the servers accept it in the first place only"
    assert {"--bind-address=127.0.0.1", "--port=3307", "--skip-log-bin", "--skip-name-resolve"} <= set(
        options
    )
    assert ("--mysqlx=OFF" in options) == (kind == "mysql")
    assert not [option for option in options if "password" in option]


def test_missing_mariadb_script_is_named(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match=r"mariadb_system_tables\.sql"):
        mariadb_bootstrap_sql(tmp_path)


def test_command_line_knows_every_account() -> None:
    assert ACCOUNT_NAMES == ACCOUNTS


def test_free_port_keeps_a_free_one() -> None:
    port = free_port(None)
    assert free_port(port) == port


def test_ending_kills_what_does_not_listen() -> None:
    marker = f"marker-{os.getpid()}"
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "print(1, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", deaf, marker], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    assert processes.end(lambda: processes.running_with(marker), seconds=0.3)
    process.communicate()
    assert process.returncode == -9
    assert not processes.end(lambda: processes.running_with(marker), seconds=0.3)


def test_unwritable_home_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ServerError, match="Set MCA_HOME"), processes.only_one(tmp_path / "file" / "lock"):
        pass


def test_nothing_is_installed_for_a_server_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(server_install, "install_private")
    monkeypatch.delattr(server_install, "install_system")
    own = settings_of(tmp_path, mysql_host="db", mysql_user="me")
    assert server_install.install_missing(own, None) is None


def test_installation_falls_back_to_a_private_copy(only_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ServerError("apt-get update failed.")

    program = ServerProgram("mariadb", (10, 11), ("x",), only_path)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(server_install, "install_system", refuse)
    monkeypatch.setattr(server_install, "install_private", lambda *_: program)
    assert server_install.install_missing(settings_of(only_path), None) == program


def test_status_of_a_new_home_says_how_to_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("command_log", "settings"):
        monkeypatch.setattr(f"python_jobs.{module}.load_settings", lambda: settings_of(tmp_path))
    said = CliRunner().invoke(main, ["server", "status"])
    assert said.exit_code == 1
    assert "mca server start" in said.output
    left = [path.name for path in (tmp_path / "home").rglob("[!.]*") if path.is_file()]
    assert left == ["mca.log"], "asking leaves nothing but its line in the log"
