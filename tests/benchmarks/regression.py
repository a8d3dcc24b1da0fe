"""For continuous integration: has the full run become slower against the pandas pipeline in the same minutes?

Two ratios are held against the committed ones: processor time, the database server's included, which a busy
machine hardly changes; and wall time, best against best, where the machine was quiet enough for it to mean
something. On few rows and without Prefect. Each type of machine has ratios of its own; where none are known
nothing is judged.

Examples:
    python -m tests.benchmarks.regression
    python -m tests.benchmarks.regression --update
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import click

from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse.private_server.server_programs import find_program
from tests.benchmarks.full_run import PEER, run_peer
from tests.benchmarks.homes import Home, home_with
from tests.benchmarks.measurement import machine_type
from tests.benchmarks.process_tree import Usage
from tests.benchmarks.raw_loading import copy_for_peer, load_workload
from tests.benchmarks.workload import Workload

BASELINE = Path(__file__).with_name("baseline.json")
TOLERATED = 1.30

_ROUNDS = 2
_MORE_ROUNDS = 2
# The pandas pipeline keeps one core busy: alone, it takes hardly more wall than processor time.
_QUIET = 1.15
_SERVER: ServerKind = "mariadb"
_WORKLOAD = Workload(20_000, 20_000, seed=42, shape_name="usual", last_day=date(2025, 12, 31))


@dataclass(frozen=True)
class Cost:
    """Seconds of one command; ``processor`` with what the database server computed for it."""

    wall: float
    processor: float


@dataclass(frozen=True)
class Ratios:
    """Full run / pandas pipeline."""

    processor: float
    wall: float


@dataclass
class Comparison:
    """Costs of pandas runs and full runs, taken in turn."""

    home: Home
    peers: list[Cost] = field(default_factory=list)
    runs: list[Cost] = field(default_factory=list)

    def more(self, rounds: int) -> None:
        """Measure each so many times more."""
        for _ in range(rounds):
            self.peers.append(self._cost(lambda: run_peer(self.home, PEER)))
            self.home.forget_publications()
            self.runs.append(self._cost(lambda: self.home.mca("run", "--without-prefect", "--json")))
            click.echo(f"full run {_shown(self.runs[-1])}, pandas {_shown(self.peers[-1])}")

    def _cost(self, command: Callable[[], Usage]) -> Cost:
        usage, by_server = self.home.computed_during(command)
        return Cost(usage.seconds, usage.processor_seconds + by_server)

    @property
    def ratios(self) -> Ratios:
        """Best against best."""
        wall = min(run.wall for run in self.runs) / min(peer.wall for peer in self.peers)
        processor = min(run.processor for run in self.runs) / min(peer.processor for peer in self.peers)
        return Ratios(round(processor, 2), round(wall, 2))

    @property
    def is_quiet(self) -> bool:
        """Whether the pandas pipeline had a core to itself at least once."""
        return min(peer.wall / peer.processor for peer in self.peers) <= _QUIET

    def is_slower(self, baseline: Ratios) -> bool:
        """Whether either ratio has risen by 30 % or more."""
        ratios = self.ratios
        return ratios.processor >= TOLERATED * baseline.processor or (
            self.is_quiet and ratios.wall >= TOLERATED * baseline.wall
        )


@click.command()
@click.option("--update", is_flag=True, help="Make the ratios of now the baseline.")
def main(update: bool) -> None:
    """Compare with the committed baseline; exit code 1 where a ratio is 30 % above it."""
    if find_program(Settings(), _SERVER) is None:
        click.echo(f"No {_SERVER} server is installed: NOTHING WAS COMPARED.")
        return
    kept = json.loads(BASELINE.read_text())
    machine = machine_type()
    if not update and machine not in kept:
        click.echo(f"There is no baseline of such a machine ({machine}): NOTHING WAS COMPARED.")
        return
    baseline = None if update else Ratios(**kept[machine])
    with home_with(_SERVER, prefect=False) as home:
        load_workload(home, _WORKLOAD)
        copy_for_peer(home)
        comparison = Comparison(home)
        comparison.more(_ROUNDS)
        # A machine that was busy for a moment is no regression; one that is found again is.
        if baseline is None or comparison.is_slower(baseline):
            comparison.more(_MORE_ROUNDS)
    ratios = comparison.ratios
    if baseline is None:
        BASELINE.write_text(json.dumps(kept | {machine: asdict(ratios)}, indent=2) + "\n")
        click.echo(f"The baseline of such a machine ({machine}) is now {ratios}.")
        return
    click.echo(f"Full run / pandas pipeline: {ratios}, baseline {baseline}")
    if not comparison.is_quiet:
        click.echo("The machine was busy with other things: only processor time was judged.")
    if comparison.is_slower(baseline):
        raise click.ClickException(
            f"At least {TOLERATED - 1:.0%} slower than the baseline. If that is what it has to cost: "
            "python -m tests.benchmarks.regression --update"
        )


def _shown(cost: Cost) -> str:
    return f"{cost.wall:.1f} s ({cost.processor:.1f} s computing)"


if __name__ == "__main__":
    main()
