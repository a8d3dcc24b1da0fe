"""What is measured on one kind of server, in which order: parts share what an earlier one published."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from python_jobs.settings import ServerKind
from tests.benchmarks.bi_queries import measure_queries
from tests.benchmarks.daily import measure_daily
from tests.benchmarks.full_run import SMALL, FullRun, full_run, judged, warm_up
from tests.benchmarks.homes import Home, home_with
from tests.benchmarks.loading import measure_loading
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.publishing import measure_publishing
from tests.benchmarks.starting import measure_second_run
from tests.benchmarks.workload import Workload

PARTS = ("full", "queries", "daily", "loading", "publishing", "starting")
"""Bounds 1-4, 9, 7, 5-6, 8 and 10-11."""

Told = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What to measure. ``sizes`` are pairs of campaign and customer rows, ascending."""

    parts: tuple[str, ...]
    sizes: tuple[tuple[int, int], ...]
    shape: str
    seed: int
    last_day: date
    file_rows: int
    day_rows: int
    repeat: int
    peer: Path

    def workload(self, campaigns: int, customers: int) -> Workload:
        """A workload of this plan's shape and seed."""
        return Workload(campaigns, customers, self.seed, self.shape, self.last_day)

    def described(self) -> dict[str, Any]:
        """For the JSON file; the peer by its name, because folders are this machine's own."""
        return asdict(self) | {"peer": self.peer.name}


def measure(kind: ServerKind, plan: Plan, told: Told) -> Iterator[Measurement]:
    """Yield the figures of one kind of server, each as soon as it is there."""
    with home_with(kind, prefect=True) as home:
        told(f"{kind} {home.version}")
        yield from _runs(home, plan, told)
        if "loading" in plan.parts:
            told(f"{kind}: loading a file")
            yield from measure_loading(home, plan.workload(plan.file_rows, 0))
        if "publishing" in plan.parts:
            told(f"{kind}: publishing")
            yield measure_publishing(home)
        if "starting" in plan.parts:
            told(f"{kind}: make run, twice")
            yield measure_second_run(home)


def _runs(home: Home, plan: Plan, told: Told) -> Iterator[Measurement]:
    if not {"full", "queries", "daily"} & set(plan.parts):
        return
    runs: list[FullRun] = []
    # Of the queries only the largest size is of interest; the daily run builds its own history.
    sizes = plan.sizes if "full" in plan.parts else plan.sizes[-1:] if "queries" in plan.parts else ()
    warm_up(home, plan.workload(*plan.sizes[0]))
    for size in sizes:
        workload = plan.workload(*size)
        told(f"{home.kind}: full run on {workload.size} rows")
        runs.append(full_run(home, workload, plan.peer, plan.repeat))
    yield from judged(home, runs)
    if "queries" in plan.parts:
        told(f"{home.kind}: queries")
        yield measure_queries(home, runs[-1].workload)
    if "daily" in plan.parts:
        yield from _daily(home, plan, runs, told)


def _daily(home: Home, plan: Plan, runs: list[FullRun], told: Told) -> Iterator[Measurement]:
    small = next((run for run in runs if (run.workload.campaigns, run.workload.customers) == SMALL), None)
    if small is None:
        small = full_run(home, plan.workload(*SMALL), plan.peer, plan.repeat)
    told(f"{home.kind}: daily runs")
    # The customers of the full run that it is compared with: the day brings campaign rows only.
    history = plan.workload(plan.sizes[-1][0], SMALL[1])
    yield from measure_daily(home, history, plan.day_rows, small)
