"""The log of everything that ``mca`` and the flows do: ``<home>/logs/mca.log``, lines for people or JSON.

Every record carries an event in the field's words (``step_failed``), the run and the step it belongs to.
"""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timezone
from pathlib import Path

from python_jobs.log_rotation import RotatingLog
from python_jobs.operations_config import LogsConfig
from python_jobs.printable import printable, printable_lines
from python_jobs.secret_masking import mask
from python_jobs.settings import Settings

# Libraries log in their own words and places; what they have to say reaches us as exceptions.
# SQLAlchemy's pool prints a traceback of its own when the server is gone: that is for the file.
_TO_THE_FILE_ONLY = "sqlalchemy.pool"
_PACKAGES = ("python_jobs", "flows", "expectations")
_FIELDS = ("event", "seconds", "rows", "attempt", "command", "exit_code", "channel")

_run_id: ContextVar[str | None] = ContextVar("run_id", default=None)
_step: ContextVar[str | None] = ContextVar("step", default=None)


def path(settings: Settings) -> Path:
    """The log of a home."""
    return settings.home / "logs" / "mca.log"


def configure(settings: Settings, config: LogsConfig, *, json_on_terminal: bool = False) -> None:
    """Log to the home's file, and to stderr: warnings, or with ``json_on_terminal`` everything as JSON.

    Calling it again replaces what the first call has set up. A folder that cannot be written to costs the
    log and not the command.
    """
    as_json = JsonLines(settings)
    file = RotatingLog(path(settings), config.maximum_megabytes, config.keep)
    file.setFormatter(as_json if config.format == "json" else TextLines(settings))
    terminal = logging.StreamHandler(sys.stderr)
    if json_on_terminal:
        terminal.setFormatter(as_json)
    else:
        terminal.setLevel(logging.WARNING)
        terminal.addFilter(_is_news_to_the_terminal)
        terminal.setFormatter(OneSentence(settings))
    for package in _PACKAGES:
        logger = logging.getLogger(package)
        logger.handlers = [file, terminal]
        logger.setLevel(logging.INFO)
        logger.propagate = False  # Prefect's root handler would print each line once more
    pool = logging.getLogger(_TO_THE_FILE_ONLY)
    pool.handlers = [file]
    pool.propagate = False


def is_configured() -> bool:
    """Whether this process logs to a home's file already."""
    return any(isinstance(handler, RotatingLog) for handler in logging.getLogger(_PACKAGES[0]).handlers)


@contextmanager
def run(run_id: str) -> Iterator[None]:
    """What is logged inside belongs to this run."""
    token = _run_id.set(run_id)
    try:
        yield
    finally:
        _run_id.reset(token)


@contextmanager
def step(name: str) -> Iterator[None]:
    """What is logged inside belongs to this step of the run."""
    token = _step.set(name)
    try:
        yield
    finally:
        _step.reset(token)


class TextLines(logging.Formatter):
    """``2026-11-21 06:00:00Z INFO    run=… step=audit event=step_succeeded  what happened``."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings

    def format(self, record: logging.LogRecord) -> str:
        """One record; further lines of its message are indented, so that none can pose as a record."""
        moment = datetime.fromtimestamp(record.created, timezone.utc)
        fields = " ".join(f"{name}={_word(value)}" for name, value in _context(record).items())
        lines = printable_lines(_message(self, record)).split("\n")
        message = "\n    ".join(line for line in lines if line.strip())
        return mask(f"{moment:%Y-%m-%d %H:%M:%SZ} {record.levelname:<7} {fields}  {message}", self.settings)


class JsonLines(logging.Formatter):
    """One JSON object per line: time, level, event, message, run_id, step and the event's own fields."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings

    def format(self, record: logging.LogRecord) -> str:
        """One record. Secrets are masked before quoting changes how they are spelt."""
        moment = datetime.fromtimestamp(record.created, timezone.utc)
        content = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            **_context(record),
            "message": _message(self, record),
            "logger": record.name,
            "pid": record.process,
        }
        masked = {
            name: mask(value, self.settings) if isinstance(value, str) else value
            for name, value in content.items()
        }
        return json.dumps(masked, default=str)


class OneSentence(logging.Formatter):
    """A warning on the terminal, for the person who has typed the command."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings

    def format(self, record: logging.LogRecord) -> str:
        """The message without the time and place that only a file needs."""
        return mask(f"{record.levelname.capitalize()}: {record.getMessage()}", self.settings)


def _is_news_to_the_terminal(record: logging.LogRecord) -> bool:
    """Events (a step that failed) are shown by the command itself; other warnings are not."""
    return not hasattr(record, "event")


def _context(record: logging.LogRecord) -> dict[str, object]:
    fields: dict[str, object] = {"run_id": _run_id.get(), "step": _step.get()}
    fields |= {name: getattr(record, name, None) for name in _FIELDS}
    return {name: value for name, value in fields.items() if value is not None}


def _message(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    message = record.getMessage()
    if record.exc_info:
        message += "\n" + formatter.formatException(record.exc_info)
    return message


def _word(value: object) -> str:
    text = printable(str(value))
    return json.dumps(text, ensure_ascii=False) if " " in text or "=" in text else text
