"""``make bench``: the bounds of this project measured side by side, on both kinds of server.

Examples:
    python -m tests.benchmarks
    python -m tests.benchmarks --only full --campaigns 100000 --customers 100000 --server mariadb
    python -m tests.benchmarks --only daily --campaigns 1000000 --customers 100000 --shape duplicates
"""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

import click
from rich.console import Console

from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse.private_server.server_programs import KINDS, find_program
from tests.benchmarks.full_run import PEER
from tests.benchmarks.measurement import Measurement, table_of, write_json
from tests.benchmarks.parts import PARTS, Plan, measure
from tests.benchmarks.shapes import SHAPES
from tests.benchmarks.starting import measure_help

_OUTPUT = PROJECT_ROOT / ".mca" / "bench" / "bounds.json"
_SIZES = ((100_000, 100_000), (1_000_000, 1_000_000), (5_000_000, 1_000_000))


@click.command()
@click.option("--only", "parts", multiple=True, type=click.Choice(PARTS), help="Default: all parts.")
@click.option("--campaigns", "campaigns", multiple=True, type=int, help="Rows; several give several sizes.")
@click.option("--customers", "customers", multiple=True, type=int, help="Rows, one for each --campaigns.")
@click.option("--server", "kinds", multiple=True, type=click.Choice(KINDS), help="Default: both.")
@click.option("--shape", type=click.Choice(list(SHAPES)), default="usual", show_default=True)
@click.option("--seed", default=42, show_default=True, help="The same seed and last day give the same rows.")
@click.option("--last-day", type=click.DateTime(["%Y-%m-%d"]), help="Of the rows; default: yesterday.")
@click.option("--file-rows", default=1_000_000, show_default=True, help="Rows of the CSV file (loading).")
@click.option("--day-rows", default=15_000, show_default=True, help="Rows of a day (daily).")
@click.option("--repeat", default=1, show_default=True, help="Full runs of each size; medians are compared.")
@click.option("--peer", type=click.Path(exists=True, path_type=Path), default=PEER, help="Pandas pipeline.")
@click.option("--output", type=click.Path(path_type=Path), default=_OUTPUT, help="JSON file of the figures.")
def main(
    parts: Sequence[str],
    campaigns: Sequence[int],
    customers: Sequence[int],
    kinds: Sequence[ServerKind],
    shape: str,
    seed: int,
    last_day: datetime | None,
    file_rows: int,
    day_rows: int,
    repeat: int,
    peer: Path,
    output: Path,
) -> None:
    """Measure the bounds, print a table, and write the figures as JSON."""
    if len(campaigns) != len(customers):
        raise click.UsageError("Give --customers as often as --campaigns: each pair is a size.")
    plan = Plan(
        parts=tuple(parts or PARTS),
        sizes=tuple(sorted(zip(campaigns, customers, strict=True))) or _SIZES,
        shape=shape,
        seed=seed,
        last_day=last_day.date() if last_day else datetime.now(timezone.utc).date() - timedelta(days=1),
        file_rows=file_rows,
        day_rows=day_rows,
        repeat=repeat,
        peer=peer,
    )
    console = Console(width=150)
    found: list[Measurement] = []
    for kind in kinds or KINDS:
        if find_program(Settings(), kind) is None:
            console.print(f"No {kind} server is installed; it is left out.")
            continue
        for measurement in measure(kind, plan, console.log):
            found.append(measurement)
            # Written at once: a long run that is interrupted keeps what it has.
            write_json(output, found, plan.described())
    if "starting" in plan.parts:
        found.append(measure_help())
    write_json(output, found, plan.described())
    console.print(table_of(found))
    console.print(f"Written: {output}")


if __name__ == "__main__":
    main()
