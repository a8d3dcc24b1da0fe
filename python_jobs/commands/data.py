"""``mca demo`` and ``mca ingest``."""

from datetime import datetime
from pathlib import Path

import click


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="demo")
@click.option("--days", default=730, show_default=True, help="Days of history.")
@click.option("--campaigns", default=40, show_default=True, help="Campaigns.")
@click.option("--customers", default=20_000, show_default=True, help="Customers.")
@click.option(
    "--rows", type=int, help="Campaign rows exactly, up to 10,000,000; takes as many campaigns as needed."
)
@click.option("--seed", default=42, show_default=True, help="The same seed writes the same files.")
@click.option(
    "--end-date", type=click.DateTime(["%Y-%m-%d"]), help="Last day of the history [default: 2025-12-31]."
)
def demo(
    folder: Path,
    days: int,
    campaigns: int,
    customers: int,
    rows: int | None,
    seed: int,
    end_date: datetime | None,
) -> None:
    """Write demo files into FOLDER: plausible, dirty, the same for the same seed.

    \b
    Example:
        mca demo demo --days 90 --campaigns 10
    """
    from python_jobs.ingest.demo import write_demo

    files = write_demo(
        folder,
        days=days,
        campaigns=campaigns,
        customers=customers,
        rows=rows,
        seed=seed,
        end_date=end_date.date() if end_date else None,
    )
    counts = (files.campaign_rows, files.restated_rows, files.customer_rows)
    for path, count in zip(files.paths, counts, strict=True):
        click.echo(f"{count:>10,} rows  {path}")


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", help="Mapping (config/sources/NAME.yml); default: matched by the header.")
def ingest(files: tuple[Path, ...], source: str | None) -> None:
    """Load FILES (.csv or .csv.gz) into the raw tables, each all or nothing, the same content once.

    \b
    Examples:
        mca ingest exports/2024-03.csv
        mca ingest exports/*.csv.gz --source campaigns
    """
    from rich.console import Console
    from rich.markup import escape

    from python_jobs.ingest.batches import ingest_files, match_files
    from python_jobs.printable import printable
    from python_jobs.settings import load_settings
    from python_jobs.warehouse.private_server import server

    console = Console(stderr=True)
    settings = load_settings()
    match_files(settings, files, source)  # a mistyped name is said before a server is started for it
    with console.status("Loading") as status:
        server.start(settings)
        batches = ingest_files(
            settings, files, source, progress=lambda line: status.update(escape(printable(line)))
        )
    for batch in batches:
        click.echo(
            f"{printable(str(batch.file))}: {batch.status}, {batch.rows_loaded:,} rows into {batch.table}, "
            f"{batch.rows_with_unparsed:,} with unreadable fields "
            f"(batch {batch.batch_id}, source {batch.source}, {batch.chosen_by}, {batch.seconds:.1f} s)"
        )
