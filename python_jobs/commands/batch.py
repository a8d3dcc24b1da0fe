"""``mca batch``: what has been loaded, and taking a batch back."""

import click


@click.group()
def batch() -> None:
    """What has been loaded, and taking a batch back.

    \b
    Example:
        mca batch list
    """


@batch.command("list")
def list_() -> None:
    """List the load batches, the newest first.

    \b
    Example:
        mca batch list
    """
    from python_jobs.ingest.withdrawal import list_batches
    from python_jobs.printable import printable
    from python_jobs.settings import load_settings

    for line in list_batches(load_settings()):
        rows = "" if line.rows_loaded is None else f"{line.rows_loaded:,}"
        click.echo(
            f"{line.batch_id:>6}  {line.started_at:%Y-%m-%d %H:%M}  {line.status:<9}  {rows:>11} rows  "
            f"{line.table_name:<9}  {line.source:<20}  {printable(line.file_name)}"
        )


@batch.command()
@click.argument("number", type=int)
def withdraw(number: int) -> None:
    """Hide batch NUMBER from the next runs, e.g. after a wrong mapping; its rows stay in raw.

    The same file can be loaded again afterwards.

    \b
    Example:
        mca batch withdraw 7
    """
    from python_jobs.ingest.withdrawal import withdraw_batch
    from python_jobs.settings import load_settings

    withdraw_batch(load_settings(), number)
    click.echo(f"Batch {number} is withdrawn: the next run is made without it.")
