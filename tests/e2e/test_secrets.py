"""No password leaves its file: not into logs, reports, messages, dbt's or Prefect's files, command lines."""

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse import credentials, passwords
from tests.e2e.installed import Mca

WRONG = "wr0ng-Pa55word-of-nobody"


@pytest.fixture
def home(any_kind: ServerKind) -> Iterator[Mca]:
    """``mca`` in a home that nobody else uses, its servers ended afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="mca-e2e-"))
    mca = Mca(Settings(home=folder, server=any_kind), {"MCA_BUFFER_POOL_MB": "256"})
    yield mca
    mca("server", "stop")
    shutil.rmtree(folder)


@contextmanager
def command_lines() -> Iterator[set[bytes]]:
    """Every command line that is seen on this machine in the meantime."""
    seen: set[bytes] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            for process in Path("/proc").glob("[0-9]*"):
                with suppress(OSError):
                    seen.add((process / "cmdline").read_bytes())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


@pytest.mark.nightly
def test_no_password_is_written_or_shown(home: Mca, demo_files: list[Path], tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text(f"{demo_files[0].read_text().splitlines()[0]}\ncut off,email,1\n")
    told: list[subprocess.CompletedProcess[str]] = []
    with command_lines() as seen:
        told.append(home("run", *demo_files))
        told.append(home("run", "--without-prefect", broken))
        server = credentials.read(home.settings)
        stranger = {
            "MCA_MYSQL_HOST": "127.0.0.1",
            "MCA_MYSQL_PORT": str(server.port),
            "MCA_MYSQL_USER": "mca_loader",
            "MCA_MYSQL_PASSWORD": WRONG,
            "MCA_MYSQL_SSL_CA": str(next(home.settings.home.rglob("*ca*.pem"))),
        }
        told.append(Mca(home.settings, stranger)("ingest", *demo_files))
    assert [completed.returncode for completed in told] == [0, 1, 1], [c.stderr for c in told]
    assert "Access denied" in told[-1].stderr

    known = passwords.find(home.settings)
    assert known is not None
    secrets = {**known.current, "wrong": WRONG}
    assert set(secrets) >= {"root", "loader", "transformer", "publisher", "analyst", "bi_reader"}
    shown = "".join(completed.stdout + completed.stderr for completed in told).encode()
    places = {"what was printed": shown, "a command line": b"\n".join(seen)}
    own_file = passwords.path(home.settings)
    found = [
        (account, str(place))
        for place, content in [*places.items(), *files_below(home.settings.home)]
        if place != own_file
        for account, secret in secrets.items()
        if secret.encode() in content
    ]
    assert found == []
    assert own_file.stat().st_mode & 0o077 == 0


def files_below(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file of a home: server data, outputs, logs, dbt's target and logs, Prefect's database."""
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file():
                yield path, path.read_bytes()
