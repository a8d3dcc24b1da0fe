"""One local Prefect server per home, beside the database, unless PREFECT_API_URL names the user's own."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from python_jobs.errors import ServerError
from python_jobs.log_rotation import bound_log
from python_jobs.settings import Settings
from python_jobs.warehouse import processes
from python_jobs.warehouse.private_server.server_launch import free_port

# Cold it takes 10-24 s on two slow cores (TRAPS.md), more when they are shared.
READY_SECONDS = 120.0
# Client and server are of one version: nobody needs to ask.
_OF_THIS_INSTALLATION = {"PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false"}


@dataclass(frozen=True)
class _Known:
    pid: int
    port: int


def api_url(settings: Settings) -> str | None:
    """Where the flows report to: the user's PREFECT_API_URL, else this home's server if it runs."""
    own = os.environ.get("PREFECT_API_URL")
    if own:
        return own
    known = _running(settings)
    return _url(known.port) if known else None


def environment(settings: Settings) -> dict[str, str]:
    """What every Prefect process of this home is started with: its own state, nothing sent to anybody."""
    return {
        "PREFECT_HOME": str(settings.home / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_CLI_PROMPT": "false",
        "DO_NOT_TRACK": "1",
        **({} if os.environ.get("PREFECT_API_URL") else _OF_THIS_INSTALLATION),
    }


@contextmanager
def without_heartbeats(settings: Settings) -> Iterator[None]:
    """Flows of this process do not tell this home's server every three minutes that they live.

    It has no automation that waits for that (lost runs are noticed by flows/lost_runs.py), and a flow that
    ends waits up to a second for the thread that tells. A user's own server may have one: it is told.
    """
    known = _running(settings)
    if known is None or os.environ.get("PREFECT_API_URL") != _url(known.port):
        yield
        return
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield


def start(settings: Settings) -> str:
    """Start the server unless one runs, and return its API's URL at once; it answers some seconds later."""
    with processes.only_one(settings.home / "prefect" / "lock"):
        bound_log(_log(settings))
        return api_url(settings) or _spawn(settings)


def _spawn(settings: Settings) -> str:
    before = _read(settings)
    port = free_port(before.port if before else None)
    with _log(settings).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            env={**os.environ, **environment(settings)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _pid_file(settings).write_text(json.dumps(asdict(_Known(process.pid, port))))
    # A process that has just begun has no arguments yet to be known by; who asks then would start another.
    while _running(settings) is None and process.poll() is None:
        time.sleep(0.01)
    return _url(port)


def wait_until_ready(settings: Settings, timeout: float = READY_SECONDS) -> None:
    """Wait until the API answers.

    Raises:
        ServerError: it ended or did not answer in time; the message has the end of its log.
    """
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        url = api_url(settings)
        if url is None:
            raise ServerError(f"The Prefect server ended at its start. {_log_tail(settings)}")
        if _answers(url):
            return
        time.sleep(0.2)
    if os.environ.get("PREFECT_API_URL"):
        raise ServerError(f"PREFECT_API_URL does not answer within {timeout:.0f} s. Correct or unset it.")
    raise ServerError(f"The Prefect server did not answer within {timeout:.0f} s. {_log_tail(settings)}")


def stop(settings: Settings) -> bool:
    """Stop this home's Prefect server; True if one ran."""

    def pids() -> list[int]:
        known = _running(settings)
        return [known.pid] if known else []

    return processes.end(pids, seconds=15)


def status(settings: Settings) -> str:
    """Where the Prefect server is and whether it answers, for people."""
    url = api_url(settings)
    if url is None:
        return "not running; start it with: mca server start"
    whose = " (your own, PREFECT_API_URL)" if os.environ.get("PREFECT_API_URL") else ""
    return f"{url.removesuffix('/api')}{whose}{'' if _answers(url) else '  does not answer (yet)'}"


def _url(port: int) -> str:
    return f"http://127.0.0.1:{port}/api"


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as answer:  # noqa: S310 - http(s), ours or the user's
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError, ValueError):
        return False


def _running(settings: Settings) -> _Known | None:
    known = _read(settings)
    if known is None:
        return None
    # The pid may be somebody else's by now; a Prefect server on this very port is ours.
    is_ours = {"prefect", "server", "start", str(known.port)} <= set(processes.arguments_of(known.pid))
    return known if is_ours else None


def _pid_file(settings: Settings) -> Path:
    return settings.home / "prefect" / "server.json"


def _log(settings: Settings) -> Path:
    return settings.home / "prefect" / "server.log"


def _log_tail(settings: Settings) -> str:
    lines = _log(settings).read_text(errors="replace").splitlines()[-15:]
    return "\n".join([f"{_log(settings)} ends with:", *lines])


def _read(settings: Settings) -> _Known | None:
    try:
        return _Known(**json.loads(_pid_file(settings).read_text()))
    except (OSError, ValueError, TypeError):
        return None
