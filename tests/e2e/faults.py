"""Breaking a run on purpose: moments to strike at, things to kill, and a reader who watches all the while."""

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest
import sqlalchemy as sa

from python_jobs.settings import Settings
from python_jobs.warehouse.connections import administrator_engine, engine_for
from python_jobs.warehouse.private_server import server
from python_jobs.warehouse.transient_errors import is_transient
from tests.e2e.installed import Mca

# A run on the small demo takes some 15 s, more on a busy machine.
_PATIENCE_SECONDS = 180


@dataclass
class Run:
    """A run under way in a process of its own; ``lines`` grows with what it prints."""

    mca: Mca
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    @classmethod
    def start(cls, mca: Mca, files: list[Path]) -> "Run":
        """Start a run on files and listen to it."""
        run = cls(mca, mca.start("run", "--without-prefect", *files))
        assert run.process.stdout is not None
        threading.Thread(target=run._listen, args=(run.process.stdout,), daemon=True).start()
        return run

    def _listen(self, output: IO[str]) -> None:
        self.lines.extend(output)

    @property
    def output(self) -> str:
        """All that it has printed so far."""
        return "".join(self.lines)

    def has_finished(self, stage: str) -> bool:
        """Whether the line of a finished stage has been printed."""
        return any(line.startswith(f"✓ {stage} ") for line in self.lines)

    def end(self) -> int:
        """Wait for its end; the exit code, negative for a signal."""
        return self.process.wait(timeout=_PATIENCE_SECONDS)


def wait_until(run: Run, condition: Callable[[], bool]) -> None:
    """Poll a condition while a run goes on; its end before that is a failure of the test."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        assert run.process.poll() is None, f"the run ended before the moment came:\n{run.output}"
        assert time.monotonic() < deadline, f"the moment never came:\n{run.output}"
        time.sleep(0.005)


# Moments: each waits until it has come.


def after(stage: str) -> Callable[[Run], None]:
    """The boundary behind a stage."""
    return lambda run: wait_until(run, lambda: run.has_finished(stage))


def into(stage: str, seconds: float) -> Callable[[Run], None]:
    """So many seconds after the stage before ``stage`` has ended."""

    def wait(run: Run) -> None:
        wait_until(run, lambda: run.has_finished(stage))
        time.sleep(seconds)

    return wait


def while_loading(run: Run) -> None:
    """A file is on its way into the raw table, which somebody holds so that the moment lasts."""
    wait_until(run, lambda: is_executing(run.mca.settings, "%data local%"))


def while_dbt_builds(run: Run) -> None:
    """dbt has built the first mart of this run: some are new, some are not there yet."""
    wait_until(run, lambda: bool(children_of(run.process.pid)))
    query = (
        "select count(*) from information_schema.tables where table_type = 'BASE TABLE' "
        f"and table_schema = '{run.mca.settings.database('build')}' "
        f"and create_time > '{ask(run.mca.settings, 'select now()')}'"  # others were left by a killed run
    )
    wait_until(run, lambda: (ask(run.mca.settings, query) or 0) > 0)


def before_the_rename(run: Run) -> None:
    """The flip waits for a reader who holds a mart; the reader lets go only after the blow."""
    wait_until(run, lambda: is_executing(run.mca.settings, "lock%tables%write"))


def after_the_rename(run: Run) -> None:
    """The new publication has just become visible; nothing of what follows has been done."""
    before = published_run(run.mca.settings)
    wait_until(run, lambda: published_run(run.mca.settings) != before)


# Blows: each kills without notice (SIGKILL), by pid.


def kill_pipeline(run: Run) -> None:
    """The pipeline's own process; what it started is left to itself."""
    run.process.kill()


def kill_dbt(run: Run) -> None:
    """dbt, the pipeline's child."""
    for pid in children_of(run.process.pid):
        os.kill(pid, signal.SIGKILL)


def kill_server(run: Run) -> None:
    """The database server."""
    for pid in server.running_pids(run.mca.settings):
        os.kill(pid, signal.SIGKILL)


def children_of(pid: int) -> list[int]:
    """Pids of the processes that a process has started."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def ask(settings: Settings, query: str) -> Any:
    """One value as root; None while the server is away or the table is not there."""
    engine = administrator_engine(settings)
    try:
        with engine.connect() as connection:
            return connection.exec_driver_sql(query.replace("%", "%%")).scalar()
    except sa.exc.DBAPIError:
        return None
    finally:
        engine.dispose()


def is_executing(settings: Settings, pattern: str) -> bool:
    """Whether some other session is in the middle of a statement like this."""
    query = (
        "select count(*) from information_schema.processlist "
        f"where info like '{pattern}' and id <> connection_id()"
    )
    return (ask(settings, query) or 0) > 0


def published_run(settings: Settings) -> str | None:
    """The run that readers see now."""
    found: str | None = ask(settings, f"select run_id from {settings.database('marts')}.publication")
    return found


@dataclass
class Sightings:
    """What a reader saw: each publication whole or not, and every error that is not a lost connection."""

    readings: int = 0
    mixed: list[tuple[Any, ...]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@contextmanager
def watching_reader(settings: Settings) -> Iterator[Sightings]:
    """Read four marts together as ``bi_reader``, over and over, until the block ends."""
    marts = settings.database("marts")
    query = sa.text(
        "select published.run_id, published.fact_rows, fact.fact_rows, published.cost, fact.cost, "
        f"channels.cost, days.cost from {marts}.publication as published "
        f"cross join (select count(*) as fact_rows, sum(cost) as cost from {marts}.fct_campaign_performance) "
        f"as fact cross join (select sum(cost) as cost from {marts}.mart_channel_summary) as channels "
        f"cross join (select sum(cost) as cost from {marts}.mart_daily_summary) as days"
    )
    seen, done = Sightings(), threading.Event()

    def read() -> None:
        engine = engine_for(settings, "bi_reader")
        while not done.wait(0.02):
            try:
                with engine.connect() as connection:
                    row = tuple(connection.execute(query).one())
            except sa.exc.SQLAlchemyError as error:
                if not is_transient(error):
                    seen.errors.append(str(error))
                continue
            seen.readings += 1
            _, *counts_and_costs = row
            if len({*counts_and_costs[:2]}) > 1 or len({*counts_and_costs[2:]}) > 1:
                seen.mixed.append(row)
        engine.dispose()

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


@contextmanager
def raw_table_held(settings: Settings) -> Iterator[None]:
    """An administrator's lock on the raw campaigns, in the way of a load."""
    engine = administrator_engine(settings)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"lock tables {settings.database('raw')}.campaigns read")
            yield
            connection.invalidate()  # the server may be gone
    finally:
        engine.dispose()


@contextmanager
def mart_held(settings: Settings) -> Iterator[None]:
    """A reader's open transaction on one mart, in the way of the flip."""
    engine = engine_for(settings, "bi_reader")
    try:
        with engine.connect() as connection:
            connection.execute(sa.text(f"select * from {settings.database('marts')}.dim_channel")).all()
            yield
            connection.invalidate()  # the server may be gone
    finally:
        engine.dispose()


@contextmanager
def small_file_system(megabytes: int) -> Iterator[Path]:
    """A file system in memory of a given size; it takes root to make one."""
    folder = Path(tempfile.mkdtemp(prefix="mca-small-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    made = subprocess.run(mount, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        folder.rmdir()
        pytest.skip(
            f"NO SMALL FILE SYSTEM: {made.stderr.strip()} (it takes root), so a full disk is not tried"
        )
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


@contextmanager
def filled(folder: Path, leaving_megabytes: int) -> Iterator[None]:
    """A file system with only so much room, until the block ends."""
    filler = folder / "filler"
    megabyte, size = 2**20, 0
    with filler.open("wb") as file:
        while shutil.disk_usage(folder).free >= (leaving_megabytes + 1) * megabyte:
            try:
                os.posix_fallocate(file.fileno(), size, megabyte)
            except OSError:  # the server has taken the last room meanwhile
                break
            size += megabyte
    try:
        yield
    finally:
        filler.unlink()
