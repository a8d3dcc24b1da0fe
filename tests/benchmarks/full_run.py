"""Bounds 1 to 4: the full run against the pandas pipeline on the same rows, its growth, its memory."""

import json
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks.bare_server import BareRun, run_bare
from tests.benchmarks.homes import Home
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.process_tree import Usage, watched
from tests.benchmarks.raw_loading import copy_for_peer, load_workload
from tests.benchmarks.workload import Workload

PEER = Path(__file__).with_name("pandas_pipeline.py")

MEMORY = "memory of all Python processes"

SMALL, MIDDLE, LARGE = (100_000, 100_000), (1_000_000, 1_000_000), (5_000_000, 1_000_000)
_RATIO_LIMITS = {SMALL: (1, 1.5), MIDDLE: (2, 0.40)}
_GROWTH_LIMIT = 5.0
_MEMORY_LIMIT_MB = 700.0
_MEMORY_GROWTH_LIMIT = 1.15
# The pandas pipeline holds all rows, more than once: beyond this it is left out.
_PEER_ROWS = 1_000_000
_WARM_UP_ROWS = 2_000


@dataclass(frozen=True)
class FullRun:
    """Medians of the runs on one workload; ``stages`` are the seconds of each step of the last run.

    ``disk_megabytes``: of the server's files after it, raw rows and the peer's copy of them included.
    ``python_seconds`` and ``server_seconds``: of processor time. ``clean_rows``: of campaigns.
    ``bare``: what the server needs at least; None, like the peer's figures, where no pandas pipeline was run.
    """

    workload: Workload
    seconds: float
    megabytes: float
    stages: dict[str, float]
    disk_megabytes: float
    python_seconds: float
    server_seconds: float
    clean_rows: int
    peer_seconds: float | None
    peer_megabytes: float | None
    bare: BareRun | None


def warm_up(home: Home, workload: Workload) -> None:
    """Run once on few rows: what only the first run of an installation does is not what is measured."""
    load_workload(home, replace(workload, campaigns=_WARM_UP_ROWS, customers=_WARM_UP_ROWS))
    home.mca("run", "--json")


def full_run(home: Home, workload: Workload, peer: Path, repeat: int) -> FullRun:
    """Load a workload and measure full runs and the pandas pipeline in turn. The last run stays published."""
    load_workload(home, workload)
    with_peer = workload.campaigns <= _PEER_ROWS
    if with_peer:
        copy_for_peer(home)
    runs: list[Usage] = []
    peers: list[Usage] = []
    bare: list[BareRun] = []
    server_seconds: list[float] = []
    for _ in range(repeat):
        if with_peer:
            peers.append(run_peer(home, peer))
            bare.append(run_bare(home))
        home.forget_publications()
        run, by_server = home.computed_during(lambda: home.mca("run", "--json"))
        runs.append(run)
        server_seconds.append(by_server)
    fact = f"`{home.settings.database('marts')}`.fct_campaign_performance"
    return FullRun(
        workload,
        statistics.median(one.seconds for one in runs),
        max(one.megabytes for one in runs),
        stages_of(runs[-1]),
        home.disk_megabytes(),
        statistics.median(one.processor_seconds for one in runs),
        statistics.median(server_seconds),
        home.query(f"select count(*) from {fact}")[0][0],
        statistics.median(one.seconds for one in peers) if peers else None,
        max(one.megabytes for one in peers) if peers else None,
        sorted(bare, key=lambda one: one.seconds)[len(bare) // 2] if bare else None,
    )


def run_peer(home: Home, peer: Path) -> Usage:
    """Run the pandas pipeline on the home's plain tables."""
    with tempfile.TemporaryDirectory(prefix="mca-bench-peer-") as folder:
        return watched([sys.executable, peer, home.peer_url(), folder])


def stages_of(run: Usage) -> dict[str, float]:
    """Seconds of each step, from what ``mca run --json`` printed."""
    record = json.loads(run.stdout)
    return {stage["name"]: stage["seconds"] for stage in record["stages"]}


def judged(home: Home, runs: Sequence[FullRun]) -> list[Measurement]:
    """Hold the runs of one server against the bounds; growth where both sizes were run."""
    found: list[Measurement] = []
    by_size = {(run.workload.campaigns, run.workload.customers): run for run in runs}
    for size, run in by_size.items():
        bound, limit = _RATIO_LIMITS.get(size, (2, None))
        if run.peer_seconds is not None and run.bare is not None:
            found.append(_ratio(home, run, run.peer_seconds, bound, limit))
            found += _against_bare(home, run, run.bare, run.peer_seconds, bound)
        found.append(_memory(home, run, _MEMORY_LIMIT_MB if size == LARGE else None))
    middle, large = by_size.get(MIDDLE), by_size.get(LARGE)
    if middle and large:
        size_text = f"{large.workload.size} against {middle.workload.size}"
        growth = large.seconds / middle.seconds
        memory_growth = large.megabytes / middle.megabytes
        found += [
            Measurement(3, "full run, growth", size_text, home.kind, growth, "x", _GROWTH_LIMIT),
            Measurement(4, "memory, growth", size_text, home.kind, memory_growth, "x", _MEMORY_GROWTH_LIMIT),
        ]
    return found


def _ratio(home: Home, run: FullRun, peer_seconds: float, bound: int, limit: float | None) -> Measurement:
    details = {"full run": run.seconds, "pandas": peer_seconds, "pandas_mb": run.peer_megabytes}
    what, ratio = "full run / pandas pipeline", run.seconds / peer_seconds
    return Measurement(bound, what, run.workload.size, home.kind, ratio, "x", limit, details)


def _against_bare(
    home: Home, run: FullRun, bare: BareRun, peer_seconds: float, bound: int
) -> list[Measurement]:
    """How far a run is from what the server itself can do, and what the least ratio to the peer would be."""
    cores = os.cpu_count() or 1
    # The server does no more than the bare statements, Python what it does now, and no core is ever idle.
    least = (bare.processor_seconds + run.python_seconds) / cores
    details = {
        "bare statements": bare.seconds,
        "processor, bare statements": bare.processor_seconds,
        "processor, server in full run": run.server_seconds,
        "processor, Python in full run": run.python_seconds,
        "clean campaign rows, bare statements": bare.rows,
        "clean campaign rows, full run": run.clean_rows,
    }
    size = run.workload.size
    return [
        Measurement(
            bound, "bare statements / pandas pipeline", size, home.kind, bare.seconds / peer_seconds, "x"
        ),
        Measurement(
            bound,
            "bare statements and our Python, no core idle / pandas pipeline",
            size,
            home.kind,
            least / peer_seconds,
            "x",
            details=details,
            note="computed",
        ),
        Measurement(
            bound,
            "server's processor time, full run / bare statements",
            size,
            home.kind,
            run.server_seconds / bare.processor_seconds,
            "x",
        ),
    ]


def _memory(home: Home, run: FullRun, limit: float | None) -> Measurement:
    details = {
        "campaigns": run.workload.campaigns,
        "customers": run.workload.customers,
        "full run": run.seconds,
        "pandas": run.peer_seconds,
        "pandas_mb": run.peer_megabytes,
        "disk_mb": run.disk_megabytes,
        "stages": run.stages,
    }
    return Measurement(4, MEMORY, run.workload.size, home.kind, run.megabytes, "MB", limit, details)
