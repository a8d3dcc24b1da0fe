"""A home of its own: a killed server, Prefect's view of a run, a schedule; and a server of one's own."""

import json
import os
import shutil
import signal
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flows import prefect_server
from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import LAYERS, ServerKind, Settings
from python_jobs.warehouse.private_server import server
from tests.conftest import Warehouse
from tests.e2e.installed import Mca

STEPS = {
    *("ingest", "dbt build", "audit", "segmentation", "exploration", "draft", "publish", "report"),
    "spare copies",
}


@pytest.fixture(scope="module")
def home(any_kind: ServerKind) -> Iterator[Mca]:
    """``mca`` in a home that nobody else uses, its servers ended afterwards. Small facts are copied, too."""
    folder = Path(tempfile.mkdtemp(prefix="mca-e2e-"))
    configuration = shutil.copytree(PROJECT_ROOT / "config", folder / "config")
    (configuration / "operations.yml").write_text("publication: {spare_copies_from_rows: 1}\n")
    variables = {"MCA_BUFFER_POOL_MB": "256", "MCA_CONFIG_DIR": str(configuration)}
    mca = Mca(Settings(home=folder, server=any_kind), variables)
    yield mca
    mca("server", "stop")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def run_after_a_kill(home: Mca, demo_files: list[Path]) -> dict[str, Any]:
    """The record of a run whose server was killed after the first file had been loaded."""
    home.succeeds("ingest", *demo_files[:2])
    (pid,) = server.running_pids(home.settings)
    os.kill(pid, signal.SIGKILL)
    record: dict[str, Any] = json.loads(home.succeeds("run", "--json", *demo_files))
    return record


def test_run_recovers_a_killed_server(run_after_a_kill: dict[str, Any]) -> None:
    assert run_after_a_kill["status"] == "succeeded"
    assert run_after_a_kill["stages"][0]["detail"].endswith("from 1 file, 2 loaded before")


def test_what_a_large_build_published_is_copied_for_the_days_after_it(
    home: Mca, run_after_a_kill: dict[str, Any]
) -> None:
    last = run_after_a_kill["stages"][-1]
    assert (last["name"], last["status"]) == ("spare copies", "succeeded")
    assert last["detail"] == "6 of customer_segments, dim_customer, fct_campaign_performance"
    assert len(home.frame("fct_campaign_performance__spare", "build")) > 100


def test_prefect_has_a_completed_task_for_every_step(home: Mca, run_after_a_kill: dict[str, Any]) -> None:
    assert run_after_a_kill["status"] == "succeeded"
    (flow_run,) = ask_prefect(home, "flow_runs")
    assert flow_run["state_type"] == "COMPLETED"
    tasks = ask_prefect(home, "task_runs")
    assert {task["name"].rsplit("-", 1)[0] for task in tasks} == STEPS
    assert {task["state_type"] for task in tasks} == {"COMPLETED"}


@pytest.mark.usefixtures("run_after_a_kill")
def test_schedule_starts_a_run_that_finishes_and_outlives_ctrl_c(home: Mca) -> None:
    """Waits for the next full minute, and for the run that then starts: up to two minutes."""
    before = {run["id"] for run in ask_prefect(home, "flow_runs")}
    serving = home.start("schedule", "--cron", "* * * * *", "--timezone", "Europe/Berlin")
    deadline = time.monotonic() + 150
    states: list[str] = []
    while "COMPLETED" not in states and "FAILED" not in states:
        assert time.monotonic() < deadline, states
        time.sleep(1)
        states = [run["state_type"] for run in ask_prefect(home, "flow_runs") if run["id"] not in before]
    os.kill(serving.pid, signal.SIGINT)
    output, _ = serving.communicate(timeout=60)
    assert serving.returncode == 0, output
    assert "Traceback" not in output
    assert "COMPLETED" in states, output
    (deployment,) = ask_prefect(home, "deployments")
    assert not deployment["paused"]
    assert [schedule["active"] for schedule in deployment["schedules"]] == [True]
    assert deployment["schedules"][0]["schedule"]["timezone"] == "Europe/Berlin"


@pytest.mark.parametrize("arguments", [("--cron", "61 * * * *"), ("--timezone", "Mars/Olympus")])
@pytest.mark.usefixtures("run_after_a_kill")
def test_unusable_schedule_is_wrong_usage(home: Mca, arguments: tuple[str, str]) -> None:
    completed = home("schedule", *arguments)
    assert completed.returncode == 2
    assert arguments[1] in completed.stderr
    assert "Traceback" not in completed.stderr


@pytest.fixture
def own_server(
    any_kind: ServerKind, server_home: Callable[[ServerKind], Settings], tmp_path: Path
) -> Iterator[Mca]:
    """A home without a private server, and a server that is somebody's own with a user who may do all."""
    settings = server_home(any_kind)
    administrator = Warehouse(settings, any_kind)
    administrator.query("create user 'owner'@'127.0.0.1' identified by 'p@ss/w%rd'")
    administrator.query("grant all privileges on *.* to 'owner'@'127.0.0.1'")
    (address,) = [
        word for word in Mca(settings).succeeds("server", "status").split() if word.startswith("127.0.0.1:")
    ]
    variables = {
        "MCA_MYSQL_HOST": "127.0.0.1",
        "MCA_MYSQL_PORT": address.split(":")[1],
        "MCA_MYSQL_USER": "owner",
        "MCA_MYSQL_PASSWORD": "p@ss/w%rd",
    }
    own = Settings(
        home=tmp_path / "home",
        database_prefix="own",
        mysql_host="127.0.0.1",
        mysql_port=int(variables["MCA_MYSQL_PORT"]),
        mysql_user="owner",
        mysql_password="p@ss/w%rd",  # noqa: S106 - a throwaway server's
    )
    yield Mca(own, variables)
    for layer in LAYERS:
        administrator.query(f"drop database if exists {own.database(layer)}")
    administrator.query("drop user 'owner'@'127.0.0.1'")


def test_server_of_ones_own_holds_everything(own_server: Mca, demo_files: list[Path]) -> None:
    own_server.succeeds("run", "--without-prefect", *demo_files)
    assert len(own_server.frame("fct_campaign_performance")) > 100
    assert not (own_server.settings.home / "server").exists(), "no private server was started"
    assert "owner:" in own_server.succeeds("server", "url", "--account", "bi_reader")

    wrong = Mca(own_server.settings, {**own_server.variables, "MCA_MYSQL_PASSWORD": "wrong"})
    message = wrong.fails("run", "--without-prefect")
    assert "Access denied" in message
    assert len(message.strip().splitlines()) == 1


def ask_prefect(home: Mca, what: str) -> list[dict[str, Any]]:
    """All flow runs, task runs or deployments that the home's Prefect server knows."""
    request = urllib.request.Request(  # noqa: S310 - a server of our own
        f"{prefect_server.api_url(home.settings)}/{what}/filter",
        data=b"{}",
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        found: list[dict[str, Any]] = json.loads(answer.read())
    return found
