"""The local Prefect server of a home."""

import json
import os
from pathlib import Path

import pytest
from prefect.settings import get_current_settings

from flows import prefect_server
from python_jobs.settings import Settings


def test_starts_once_answers_and_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=tmp_path)
    assert prefect_server.api_url(settings) is None
    url = prefect_server.start(settings)
    try:
        assert prefect_server.start(settings) == url, "a second start finds the first one's server"
        prefect_server.wait_until_ready(settings)
        assert prefect_server.status(settings) == url.removesuffix("/api")
        assert _heartbeat(settings, url, monkeypatch) is None
        elsewhere = _heartbeat(settings, "http://127.0.0.1:1/api", monkeypatch)
        assert elsewhere is not None, "a user's own server may have an automation that waits for it"
    finally:
        assert prefect_server.stop(settings)
    assert not prefect_server.stop(settings)
    assert "not running" in prefect_server.status(settings)


def _heartbeat(settings: Settings, url: str, monkeypatch: pytest.MonkeyPatch) -> int | None:
    """Seconds between the heartbeats of a flow that reports to a server."""
    with monkeypatch.context() as patched:
        patched.setenv("PREFECT_API_URL", url)
        with prefect_server.without_heartbeats(settings):
            return get_current_settings().flows.heartbeat_frequency


def test_recycled_pid_is_not_taken_for_the_server(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    (tmp_path / "prefect").mkdir()
    (tmp_path / "prefect" / "server.json").write_text(json.dumps({"pid": os.getpid(), "port": 4200}))
    assert prefect_server.api_url(settings) is None
    assert not prefect_server.stop(settings), "or this test would have ended itself"


def test_own_server_is_used_and_none_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=tmp_path)
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    assert prefect_server.start(settings) == "http://127.0.0.1:1/api"
    assert not (tmp_path / "prefect" / "server.json").exists()
    assert "your own" in prefect_server.status(settings)
