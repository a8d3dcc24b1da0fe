"""The log: one record per event, readable or JSON, bounded, without secrets, never in the way."""

import json
import logging
import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from python_jobs import logs
from python_jobs.log_rotation import RotatingLog, bound_log
from python_jobs.operations_config import LogsConfig
from python_jobs.settings import Settings
from python_jobs.warehouse import passwords
from python_jobs.warehouse.passwords import Password, Passwords

log = logging.getLogger("flows.a_test")


@pytest.fixture(autouse=True)
def _loggers_as_before() -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in ("python_jobs", "flows", "expectations")]
    before = [(logger.handlers, logger.level, logger.propagate) for logger in loggers]
    yield
    for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
        logger.handlers, logger.propagate = handlers, propagate
        logger.setLevel(level)


def test_text_lines_name_run_step_and_event(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    logs.configure(settings, LogsConfig())
    with logs.run("R1"), logs.step("dbt build"):
        log.info("27 models", extra={"event": "step_succeeded", "rows": 5, "seconds": 1.5})
    (line,) = logs.path(settings).read_text().splitlines()
    assert line.endswith('run_id=R1 step="dbt build" event=step_succeeded seconds=1.5 rows=5  27 models')


def test_a_name_cannot_pose_as_a_record_or_repaint_the_terminal(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    logs.configure(settings, LogsConfig())
    log.info("a file\n2026-01-01 00:00:00Z INFO  all is well \x1b[2J\r\u2028hidden")
    lines = logs.path(settings).read_text().split("\n")
    assert [line for line in lines if line.startswith("2026-01-01")] == []
    assert "\x1b" not in "".join(lines)


def test_json_lines_are_objects_with_all_fields(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    logs.configure(settings, LogsConfig(format="json"))
    with logs.run("R1"), logs.step("audit"):
        try:
            raise ValueError("no\nway")
        except ValueError:
            log.exception("broke", extra={"event": "alert_failed"})
    record = json.loads(logs.path(settings).read_text())
    assert (record["run_id"], record["step"], record["event"], record["level"]) == (
        "R1",
        "audit",
        "alert_failed",
        "error",
    )
    assert "ValueError: no\nway" in record["message"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets_are_masked_however_they_got_there(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(
        home=tmp_path,
        mysql_password='own"secret\\1',  # noqa: S106
        smtp_password="mail-secret",  # noqa: S106
        alert_webhook_url="https://hooks.example/T0/hook-secret",
    )
    monkeypatch.setenv("SOME_API_TOKEN", "token-secret")
    logs.configure(settings, LogsConfig.model_validate({"format": form}))
    passwords.write(settings, Passwords((), {"root": Password("old-secret")}))
    log.warning('own"secret\\1 mail-secret https://hooks.example/T0/hook-secret token-secret old-secret')
    passwords.write(settings, Passwords((), {"root": Password("new-secret", pending="next-secret")}))
    log.warning("new-secret next-secret mysql+pymysql://u:other-secret@db.example/x")
    text = logs.path(settings).read_text()
    assert "secret" not in text
    assert text.count("***") == 8


def test_the_log_rotates_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    logs.configure(settings, LogsConfig(maximum_megabytes=0.001, keep=2))
    for number in range(100):
        log.info("record %s", number)
    folder = logs.path(settings).parent
    files = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    assert files == ["mca.log", "mca.log.1", "mca.log.2"]
    assert all(path.stat().st_size <= 0.001 * 2**20 for path in folder.iterdir())
    assert logs.path(settings).stat().st_mode & 0o077 == 0
    assert logs.path(settings).read_text().endswith("record 99\n")


def write_many(path: Path, name: str) -> None:
    handler = RotatingLog(path, 0.002, 100)
    for number in range(200):
        handler.emit(logging.LogRecord("x", logging.INFO, "", 0, f"{name} {number}", (), None))


def test_processes_that_share_a_log_lose_no_record(tmp_path: Path) -> None:
    names = ("schedule", "run", "by hand")
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=write_many, args=(tmp_path / "mca.log", name)) for name in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    lines = [line for path in tmp_path.glob("mca.log*") for line in path.read_text().splitlines()]
    assert sorted(lines) == sorted(f"{name} {number}" for name in names for number in range(200))


def test_a_log_of_another_program_is_bounded_while_it_writes(tmp_path: Path) -> None:
    path = tmp_path / "server.log"
    with path.open("ab", buffering=0) as server:
        server.write(b"x" * 3000)
        bound_log(path, 0.002, 1)
        server.write(b"y\n")
    assert path.read_bytes() == b"y\n"
    assert (tmp_path / "server.log.1").stat().st_size == 3000
    bound_log(tmp_path / "none.log", 1, 1)


def test_a_folder_without_rights_costs_one_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    logs.configure(Settings(home=tmp_path), LogsConfig())
    log.info("one")
    log.info("two")
    assert capsys.readouterr().err.count("nothing can be logged") == 1


def test_the_terminal_shows_warnings_that_no_command_shows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(Settings(home=tmp_path), LogsConfig())
    log.info("quiet")
    log.error("shown by the command itself", extra={"event": "step_failed"})
    log.warning("the mail could not be sent")
    assert capsys.readouterr().err == "Warning: the mail could not be sent\n"
