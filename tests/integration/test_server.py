"""The private server on both kinds: starting, stopping, being killed, finding what others left behind."""

import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from python_jobs.cli import main
from python_jobs.errors import ServerError
from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse import credentials, passwords, processes
from python_jobs.warehouse.connections import ACCOUNTS, account_url, engine_for
from python_jobs.warehouse.private_server import server
from python_jobs.warehouse.private_server.server_options import ServerFolder
from python_jobs.warehouse.private_server.server_programs import KINDS
from tests.conftest import rows

MakeHome = Callable[..., Settings]


@pytest.fixture
def make_home(kind: ServerKind) -> Iterator[MakeHome]:
    """Makes settings of a new home; their servers are stopped after the test."""
    made: list[Settings] = []
    with tempfile.TemporaryDirectory(prefix="mca-") as folder:

        def make(name: str = "home", **changes: object) -> Settings:
            values: dict[str, object] = {"home": Path(folder) / name, "server": kind, "buffer_pool_mb": 64}
            made.append(Settings.model_validate({**values, **changes}))
            return made[-1]

        yield make
        for settings in made:
            server.stop(settings)


@pytest.fixture(scope="module")
def homes() -> Iterator[dict[ServerKind, Settings]]:
    """One home per kind for the tests that leave it as good as new: making one takes MySQL 4 s."""
    made: dict[ServerKind, Settings] = {}
    with tempfile.TemporaryDirectory(prefix="mca-") as folder:
        for kind in KINDS:
            made[kind] = Settings(home=Path(folder) / kind, server=kind, buffer_pool_mb=64)
        yield made
        for settings in made.values():
            server.stop(settings)


@pytest.fixture
def home(kind: ServerKind, homes: dict[ServerKind, Settings]) -> Settings:
    """A home with a running server."""
    server.start(homes[kind])
    return homes[kind]


def works(settings: Settings) -> bool:
    """True if every account can log in."""
    for account in ACCOUNTS:
        engine = engine_for(settings, account)
        assert rows(engine, "select 1") == [(1,)]
        engine.dispose()
    return True


def test_starts_keeps_its_data_and_stops(home: Settings, kind: ServerKind) -> None:
    first = server.status(home)
    assert first.running
    assert ("MariaDB" in first.version) == (kind == "mariadb")
    engine = engine_for(home, "transformer")
    rows(engine, "create or replace view marketing_staging.kept as select 7 as x")

    assert server.start(home) == first, "a second start finds the first one's server"
    assert server.stop(home)
    assert not server.stop(home), "nothing left to stop"
    assert not server.status(home).running
    with pytest.raises(sa.exc.OperationalError):
        works(home)

    server.start(home)
    assert server.status(home).address == first.address, "the port is remembered"
    assert rows(engine, "select x from marketing_staging.kept") == [(7,)]
    engine.dispose()


def test_two_homes_do_not_disturb_each_other(home: Settings, make_home: MakeHome) -> None:
    other = make_home("other")
    server.start(other)
    assert server.status(home).address != server.status(other).address
    ours, theirs = (set(credentials.read(settings).passwords.values()) for settings in (home, other))
    assert not ours & theirs
    server.stop(other)
    assert works(home)


def test_starting_leaves_the_temporary_tables_of_other_servers_alone(
    make_home: MakeHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MariaDB removes what looks like its own in its folder for temporary files, which mostly is /tmp."""
    theirs = [tmp_path / f"#sql-temptable-1-1-1.{ending}" for ending in ("MAI", "MAD", "frm")]
    for file in theirs:
        file.touch()
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    server.start(make_home())
    assert all(file.exists() for file in theirs)


def test_killed_server_is_recovered_by_the_next_start(home: Settings) -> None:
    engine = engine_for(home, "transformer")
    rows(engine, "create or replace view marketing_staging.kept as select 7 as x")
    (pid,) = server.running_pids(home)
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not server.running_pids(home))
    assert not server.status(home).running
    # The lock file of MySQL's socket names a pid; by now that pid may be another process. (Not this one:
    # the server overlooks its own parent.)
    lock = Path(credentials.read(home).socket + ".lock")
    if lock.exists():
        lock.write_text(f"{os.getppid()}\n")

    server.start(home)
    assert works(home)
    assert rows(engine, "select x from marketing_staging.kept") == [(7,)]
    engine.dispose()


def test_stale_pid_file_and_recycled_pid_are_no_obstacle(home: Settings, kind: ServerKind) -> None:
    server.stop(home)
    innocent = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        (ServerFolder.of(home, kind).root / "server.pid").write_text(f"{innocent.pid}\n")
        assert not server.status(home).running
        server.start(home)
        server.stop(home)
        assert innocent.poll() is None, "a process that is not ours was ended"
    finally:
        innocent.kill()
        innocent.wait()


def test_taken_port_is_replaced(home: Settings) -> None:
    port = credentials.read(home).port
    server.stop(home)
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        server.start(home)
    assert credentials.read(home).port != port
    assert works(home)


def test_long_and_odd_home_path(make_home: MakeHome) -> None:
    settings = make_home("with a blank, ümlaut and " + "x" * 120)
    server.start(settings)
    assert works(settings)
    folder = Path(credentials.read(settings).socket).parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert settings.home not in folder.parents
    server.stop(settings)
    assert not folder.exists()


def test_interrupted_initialisation_is_done_again(make_home: MakeHome, kind: ServerKind) -> None:
    settings = make_home()
    unfinished = ServerFolder.of(settings, kind).unfinished
    unfinished.mkdir(parents=True)
    (unfinished / "ibdata1").write_bytes(b"half a file")
    server.start(settings)
    assert works(settings)
    assert not unfinished.exists()


def test_start_killed_at_any_moment_is_recovered(make_home: MakeHome) -> None:
    settings = make_home()
    program = (
        "from pathlib import Path; from python_jobs.settings import Settings; "
        "from python_jobs.warehouse import server; "
        f"home = Path({str(settings.home)!r}); "
        f"server.start(Settings(home=home, server={settings.server!r}, buffer_pool_mb=64))"
    )
    for seconds in (0.6, 1.0, 1.6):
        starting = subprocess.Popen([sys.executable, "-c", program], cwd=PROJECT_ROOT)
        time.sleep(seconds)
        starting.kill()
        starting.wait()
    server.start(settings)
    assert works(settings)
    assert len(server.running_pids(settings)) == 1


def test_lost_description_means_new_passwords_and_the_same_data(home: Settings) -> None:
    engine = engine_for(home, "transformer")
    rows(engine, "create or replace view marketing_staging.kept as select 7 as x")
    engine.dispose()
    for file in (credentials.path(home), passwords.path(home)):
        file.unlink()
        server.start(home)
        assert works(home)
    engine = engine_for(home, "transformer")
    assert rows(engine, "select x from marketing_staging.kept") == [(7,)]
    engine.dispose()


def test_simultaneous_starts_make_one_server(make_home: MakeHome) -> None:
    settings = make_home()
    with ThreadPoolExecutor(4) as pool:
        states = list(pool.map(lambda _: server.start(settings), range(4)))
    assert len(set(states)) == 1
    assert len(server.running_pids(settings)) == 1


def test_failed_start_shows_the_servers_own_words(make_home: MakeHome, kind: ServerKind) -> None:
    home = make_home()
    server.start(home)
    server.stop(home)
    for system_tablespace in ServerFolder.of(home, kind).data.glob("ibdata1"):
        system_tablespace.write_bytes(b"not a tablespace")
    with pytest.raises(ServerError, match=r"(?s)error\.log says:\n.*InnoDB") as failure:
        server.start(home)
    assert "password" not in str(failure.value).lower()


def test_secrets_stay_secret(home: Settings) -> None:
    assert stat.S_IMODE(passwords.path(home).stat().st_mode) == 0o600
    keys = list((home.home / "server" / "tls").glob("*-key.pem"))
    assert [stat.S_IMODE(key.stat().st_mode) for key in keys] == [0o600, 0o600]
    secrets = credentials.read(home).passwords.values()
    (pid,) = server.running_pids(home)
    shown = [" ".join(processes.arguments_of(pid)), str(server.status(home)), repr(credentials.read(home))]
    shown += [engine_for(home, account).url.render_as_string() for account in ACCOUNTS]
    readable = [path for path in (home.home / "server").rglob("*.log") if path.is_file()]
    shown += [path.read_text(errors="replace") for path in readable]
    assert not [secret for secret in secrets for text in shown if secret in text]
    assert not list((home.home / "server").rglob("init.sql"))


def test_root_has_a_password_and_no_network_login(home: Settings) -> None:
    known = credentials.read(home)
    for host, password in (("127.0.0.1", ""), ("127.0.0.1", known.passwords["root"])):
        url = account_url(home, "loader").set(username="root", host=host, password=password)
        with pytest.raises(sa.exc.OperationalError, match="denied"):
            sa.create_engine(url).connect()
    socket_url = account_url(home, "loader").set(
        username="root", password="", host=None, port=None, query={"unix_socket": known.socket}
    )
    with pytest.raises(sa.exc.OperationalError, match="denied"):
        sa.create_engine(socket_url).connect()


def test_both_kinds_are_configured_alike(home: Settings) -> None:
    engine = engine_for(home, "analyst")
    ((mode, collation, binary_log, zone, local_infile, flush),) = rows(
        engine,
        "select @@global.sql_mode, @@global.collation_server, @@global.log_bin, @@global.time_zone, "
        "@@global.local_infile, @@global.innodb_flush_log_at_trx_commit",
    )
    engine.dispose()
    assert set(mode.split(",")) >= {"ONLY_FULL_GROUP_BY", "STRICT_TRANS_TABLES", "ERROR_FOR_DIVISION_BY_ZERO"}
    assert (collation, binary_log, zone, local_infile, flush) == ("utf8mb4_bin", 0, "+00:00", 1, 2)


def test_server_of_ones_own_is_set_up_and_left_running(home: Settings) -> None:
    known = credentials.read(home)
    administrator = {"user": "boss", "password": "only-for-this-test"}
    root = sa.create_engine(
        sa.URL.create("mysql+pymysql", "root", known.passwords["root"], query={"unix_socket": known.socket})
    )
    rows(root, f"create user 'boss'@'127.0.0.1' identified by '{administrator['password']}'")
    own = Settings.model_validate(
        {
            "home": home.home / "elsewhere",
            "database_prefix": "own",
            "mysql_host": "127.0.0.1",
            "mysql_port": known.port,
            "mysql_user": administrator["user"],
            "mysql_password": administrator["password"],
        }
    )
    with pytest.raises(ServerError, match=r"create database if not exists `own_raw`[^$]*grant all"):
        server.start(own)
    rows(root, r"grant all privileges on `own\_%`.* to 'boss'@'127.0.0.1'")
    root.dispose()
    assert not server.start(own).private
    engine = engine_for(own, "loader")
    assert rows(engine, "select count(*) from own_raw.load_batches") == [(0,)]
    engine.dispose()
    assert not server.stop(own)
    assert server.status(own).running


def test_unreachable_server_of_ones_own_is_named(tmp_path: Path) -> None:
    own = Settings(home=tmp_path, mysql_host="127.0.0.1", mysql_port=1, mysql_user="somebody")
    with pytest.raises(ServerError, match=r"127\.0\.0\.1:1 \(MCA_MYSQL_HOST\)"):
        server.start(own)


def test_url_and_env_reach_the_server(
    home: Settings, kind: ServerKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("python_jobs.settings.load_settings", lambda: home)
    printed = CliRunner().invoke(main, ["server", "url", "--account", "bi_reader"])
    engine = sa.create_engine(printed.output.strip())
    assert rows(engine, "select current_user()") == [("bi_reader@127.0.0.1",)]
    engine.dispose()

    lines = CliRunner().invoke(main, ["server", "env"]).output.splitlines()
    variables = dict(line.removeprefix("export ").split("=", 1) for line in lines)
    assert variables["MCA_DBT_TYPE"] == kind
    assert variables["MCA_DBT_PORT"] == str(credentials.read(home).port)


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait up to ten seconds for something that another process does."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
