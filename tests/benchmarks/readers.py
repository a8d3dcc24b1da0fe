"""Publications in a row under readers, on both kinds of server: what readers notice, how long a flip takes.

Example:
    python -m tests.benchmarks.readers --publications 100 --load "joins and transactions"
"""

import json
import logging
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from python_jobs.errors import ServerError
from python_jobs.operations_config import load_operations_config
from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse.flip import table_flip
from python_jobs.warehouse.preparation import prepare_warehouse
from python_jobs.warehouse.private_server import server
from python_jobs.warehouse.private_server.server_programs import KINDS, find_program
from python_jobs.warehouse.publishing import publication
from tests.fixtures.readers import (
    MARTS,
    Session,
    build_version,
    publish_version,
    reading,
    single_statements,
    transaction,
)

OUTPUT = PROJECT_ROOT / ".mca" / "bench"
HELD_SECONDS = 5

LOADS: dict[str, Sequence[Session]] = {
    "nobody": [],
    "joins": [single_statements] * 8,
    "joins and transactions": [
        *[single_statements] * 4,
        *[transaction(HELD_SECONDS, beside_publication=True)] * 4,
    ],
    "transactions": [transaction(HELD_SECONDS, beside_publication=True)] * 8,
    "joins and transactions, any marts": [*[single_statements] * 4, *[transaction(HELD_SECONDS)] * 4],
    "transactions, any marts": [transaction(HELD_SECONDS)] * 8,
    "transactions without a pause, any marts": [transaction(0)] * 8,
}
"""What 8 sessions do all the time. Transactions read ``publication`` too, unless it says "any marts"."""


@dataclass(frozen=True)
class Figures:
    """One load on one server. Times in seconds; ``flip`` is without building and describing the candidate."""

    server: ServerKind
    load: str
    publications: int
    failed: int
    reader_statements: int
    reader_errors: int
    mixed_versions: int
    longest_statement: float
    lock_wait: int
    flip_median: float
    flip_longest: float


def measure(settings: Settings, kind: ServerKind, load: str, publications: int) -> Figures:
    """Publish so many versions under a load."""
    settings = settings.model_copy(update={"database_prefix": "bench"})
    prepare_warehouse(settings)
    first = time.time_ns() // 10**9  # above all versions of an earlier measurement
    publish_version(settings, first)
    publish_version(settings, first + 1)
    durations: list[float] = []
    failed = 0

    def timed(*arguments: object) -> None:
        began = time.monotonic()
        table_flip.flip(*arguments)  # type: ignore[arg-type]
        durations.append(time.monotonic() - began)

    vars(publication)["flip"] = timed
    with reading(settings, LOADS[load]) as readings:
        for version in range(first + 2, first + 2 + publications):
            build_version(settings, version)
            try:
                publication.publish(settings, str(version), MARTS, required=MARTS)
            except ServerError as error:
                failed += 1
                logging.warning("%s", error)
    vars(publication)["flip"] = table_flip.flip
    return Figures(
        kind,
        load,
        publications,
        failed,
        readings.statements,
        len(readings.errors),
        len(readings.mixes),
        round(readings.longest_statement, 2),
        load_operations_config(settings).publication.lock_wait_seconds,
        round(statistics.median(durations), 3) if durations else 0,
        round(max(durations, default=0), 3),
    )


def shown(figures: Sequence[Figures]) -> Table:
    """The figures as a table for the terminal."""
    table = Table(title="Publications of 20 marts under 8 reading sessions")
    for heading in ("Server", "Readers"):
        table.add_column(heading)
    for heading in ("Published", "Reads", "Errors", "Mixed", "Longest read", "Flip median", "longest"):
        table.add_column(heading, justify="right")
    for one in figures:
        table.add_row(
            one.server,
            one.load,
            f"{one.publications - one.failed} of {one.publications}",
            f"{one.reader_statements:,}",
            str(one.reader_errors),
            str(one.mixed_versions),
            f"{one.longest_statement:.2f} s",
            f"{one.flip_median:.3f} s",
            f"{one.flip_longest:.2f} s",
        )
    return table


@click.command()
@click.option("--publications", default=100, show_default=True, help="In a row, for each load.")
@click.option("--load", "loads", multiple=True, type=click.Choice(list(LOADS)), help="Default: all.")
@click.option("--server", "kinds", multiple=True, type=click.Choice(KINDS), help="Default: both.")
@click.option("--output", type=click.Path(path_type=Path), default=OUTPUT, help="Folder of readers.json.")
def main(publications: int, loads: Sequence[str], kinds: Sequence[ServerKind], output: Path) -> None:
    """Measure, print a table, and write readers.json."""
    figures: list[Figures] = []
    for kind in kinds or KINDS:
        if find_program(Settings(), kind) is None:
            click.echo(f"No {kind} server is installed; it is left out.")
            continue
        home = Path(tempfile.mkdtemp(prefix=f"mca-bench-{kind}-"))
        settings = Settings(home=home, server=kind, buffer_pool_mb=256)
        server.start(settings)
        try:
            for load in loads or LOADS:
                figures.append(measure(settings, kind, load, publications))
                Console(width=130).print(shown(figures[-1:]))
        finally:
            server.stop(settings)
            shutil.rmtree(home)
    Console(width=130).print(shown(figures))
    output.mkdir(parents=True, exist_ok=True)
    (output / "readers.json").write_text(json.dumps([asdict(one) for one in figures], indent=2) + "\n")
    click.echo(f"Written: {output / 'readers.json'}")


if __name__ == "__main__":
    main()
