"""For continuous integration: has the full run become slower against the pandas pipeline in the same minutes?

Compared are the best times of each, on few rows and without Prefect: what a busy machine adds, it adds to
both, and the best of some is what it adds least to. The baseline is the ratio that was committed.

Examples:
    python -m tests.benchmarks.regression
    python -m tests.benchmarks.regression --update
"""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import click

from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse.run_records import git_revision
from python_jobs.warehouse.server_programs import find_program
from tests.benchmarks.full_run import PEER, run_peer
from tests.benchmarks.homes import Home, home_with
from tests.benchmarks.raw_loading import copy_for_peer, load_workload
from tests.benchmarks.workload import Workload

BASELINE = Path(__file__).with_name("baseline.json")
TOLERATED = 1.30

_ROUNDS = 2
_MORE_ROUNDS = 2

_SERVER: ServerKind = "mariadb"
_WORKLOAD = Workload(20_000, 20_000, seed=42, shape_name="usual", last_day=date(2025, 12, 31))


@dataclass
class Comparison:
    """Seconds of pandas runs and full runs, taken in turn."""

    home: Home
    peers: list[float] = field(default_factory=list)
    runs: list[float] = field(default_factory=list)

    def more(self, rounds: int) -> None:
        """Measure each so many times more."""
        for _ in range(rounds):
            self.peers.append(run_peer(self.home, PEER).seconds)
            self.home.forget_publications()
            self.runs.append(self.home.mca("run", "--without-prefect", "--json").seconds)
            click.echo(f"full run {self.runs[-1]:.1f} s, pandas {self.peers[-1]:.1f} s")

    @property
    def ratio(self) -> float:
        """Best full run divided by best pandas run."""
        return min(self.runs) / min(self.peers)


@click.command()
@click.option("--update", is_flag=True, help="Make the ratio of now the baseline.")
def main(update: bool) -> None:
    """Compare with the committed baseline; exit code 1 where the ratio is 30 % above it."""
    if find_program(Settings(), _SERVER) is None:
        click.echo(f"No {_SERVER} server is installed: NOTHING WAS COMPARED.")
        return
    baseline = None if update else float(json.loads(BASELINE.read_text())["ratio"])
    with home_with(_SERVER, prefect=False) as home:
        load_workload(home, _WORKLOAD)
        copy_for_peer(home)
        comparison = Comparison(home)
        comparison.more(_ROUNDS)
        # A machine that was busy for a moment is no regression; one that is found again is.
        if baseline is None or comparison.ratio >= TOLERATED * baseline:
            comparison.more(_MORE_ROUNDS)
    ratio = comparison.ratio
    if baseline is None:
        described = {"ratio": round(ratio, 2), "server": _SERVER, "git_revision": git_revision()}
        BASELINE.write_text(json.dumps(described, indent=2) + "\n")
        click.echo(f"The baseline is now {ratio:.2f}.")
        return
    click.echo(
        f"Full run / pandas pipeline: {ratio:.2f}, baseline {baseline:.2f} ({ratio / baseline - 1:+.0%})"
    )
    if ratio >= TOLERATED * baseline:
        raise click.ClickException(
            f"At least {TOLERATED - 1:.0%} slower than the baseline. If that is what it has to cost: "
            "python -m tests.benchmarks.regression --update"
        )


if __name__ == "__main__":
    main()
