"""One measured figure and its bound, all of a run as a table for the terminal and as JSON."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from importlib import metadata
from pathlib import Path
from typing import Any

from rich.table import Table

from python_jobs.warehouse.private_server.server_options import machine_memory
from python_jobs.warehouse.runs.run_records import git_revision

_PACKAGES = ("dbt-core", "great-expectations", "pandas", "polars", "prefect", "pymysql", "scikit-learn")


@dataclass(frozen=True)
class Measurement:
    """A figure of one kind of server.

    Attributes:
        bound: number of the bound in the benchmark's table of bounds.
        what: what was measured.
        size: on how many rows.
        server: ``mariadb``, ``mysql``, or ``-`` where none takes part.
        measured: in ``unit``.
        unit: ``x`` (a ratio), ``s``, ``ms``, ``MB`` or ``rows``.
        limit: the measured figure has to be at most this; None where there is no bound at this size.
        details: what the figure was computed from: seconds unless the key says otherwise.
        note: what a reader of the figure has to know.
    """

    bound: int
    what: str
    size: str
    server: str
    measured: float
    unit: str
    limit: float | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the bound is met; None without one."""
        return None if self.limit is None else self.measured <= self.limit


def table_of(measurements: Sequence[Measurement]) -> Table:
    """All figures for the terminal."""
    table = Table(title="Bounds")
    for heading in ("Bound", "What", "Size", "Server"):
        table.add_column(heading)
    for heading in ("Measured", "Bound", "Met"):
        table.add_column(heading, justify="right")
    for one in measurements:
        limit = "" if one.limit is None else f"≤ {shown(one.limit, one.unit)}"
        verdict = {True: "[green]yes[/]", False: "[red]no[/]", None: ""}[one.met]
        name = f"{one.what} ({one.note})" if one.note else one.what
        table.add_row(
            str(one.bound), name, one.size, one.server, shown(one.measured, one.unit), limit, verdict
        )
    return table


def shown(value: float, unit: str) -> str:
    """A figure with its unit, e.g. ``0.37 x``."""
    digits = {"x": 2, "s": 1 if value >= 10 else 2, "ms": 0, "MB": 0, "rows": 1}[unit]
    return f"{value:,.{digits}f} {unit}"


def write_json(path: Path, measurements: Sequence[Measurement], options: Mapping[str, Any]) -> None:
    """Write all figures with the machine, versions, revision and options that they depend on."""
    described = {
        "taken_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "git_revision": git_revision(),
        "machine": {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "memory_mb": machine_memory() // 2**20,
            "system": platform.platform(),
            # More than the cores: others were at work, and the figures are worse than the machine's own.
            "load_average_of_15_minutes": os.getloadavg()[2],
        },
        "versions": {"python": platform.python_version()}
        | {name: metadata.version(name) for name in _PACKAGES},
        "options": dict(options),
        "measurements": [{**asdict(one), "met": one.met} for one in measurements],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(described, indent=2, default=str) + "\n")


def read_json(path: Path) -> list[Measurement]:
    """The figures of a file that :func:`write_json` wrote."""
    described = json.loads(path.read_text())
    return [
        Measurement(**{key: value for key, value in one.items() if key != "met"})
        for one in described["measurements"]
    ]


def machine_type() -> str:
    """What must be alike for measurements to be compared: the processor, and how many cores it has."""
    return f"{_processor()}, {os.cpu_count()} cores"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
