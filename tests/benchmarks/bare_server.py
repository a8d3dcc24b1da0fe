"""What the database server itself needs for the rows of a full run: the fewest statements that clean them.

``bare/*.sql`` make one clean row for each campaign, channel and day and one for each customer, with ratios,
and sums by channel, day and campaign, and write both tables as CSV. They keep nothing of what is wrong, test,
audit and publish nothing. Below their time no run in this server can come, whatever Python does.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from python_jobs.warehouse.private_server.server_options import ServerFolder
from tests.benchmarks.homes import Home
from tests.benchmarks.pandas_pipeline import CHANNELS

_STATEMENTS = Path(__file__).with_name("bare")


@dataclass(frozen=True)
class BareRun:
    """``processor_seconds``: the server's, on all cores together. ``rows``: of clean campaign rows."""

    seconds: float
    processor_seconds: float
    rows: int


def run_bare(home: Home) -> BareRun:
    """Run the statements on the home's raw rows, campaigns beside customers; nothing of them stays."""
    folder = ServerFolder.of(home.settings, home.kind).temporary  # the only one that the server writes to
    written = [folder / "performance.csv", folder / "customers.csv"]
    _execute(home, "tables", folder)
    spellings = ", ".join(f"('{spelling}', '{channel}')" for spelling, channel in CHANNELS.items())
    home.query(f"insert into bare.channel_mapping values {spellings}")
    try:
        seconds, by_server = home.computed_during(lambda: _both(home, folder))
        return BareRun(seconds, by_server, home.query("select count(*) from bare.performance")[0][0])
    finally:
        home.query("drop database bare")
        for file in written:
            file.unlink(missing_ok=True)


def _both(home: Home, folder: Path) -> float:
    """Campaigns and customers side by side; seconds."""
    began = time.monotonic()
    with ThreadPoolExecutor(2) as both:
        for done in [both.submit(_execute, home, name, folder) for name in ("campaigns", "customers")]:
            done.result()
    return time.monotonic() - began


def _execute(home: Home, name: str, folder: Path) -> None:
    text = (_STATEMENTS / f"{name}.sql").read_text()
    for statement in text.split(";\n"):
        if statement.strip():
            home.query(statement.format(raw=home.settings.database("raw"), folder=folder))
