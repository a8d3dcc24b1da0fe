"""``mca publication``: what readers see, how it came to be, what would change, and the way back."""

from __future__ import annotations

import re
from datetime import timedelta

import click

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def _age(context: click.Context, parameter: click.Parameter, value: str | None) -> timedelta | None:
    """Read an age as operators write it; a wrong one is a usage error (exit code 2)."""
    if value is None:
        return None
    match = re.fullmatch(r"([1-9][0-9]{0,5})([mhd])", value)
    if match is None:
        raise click.BadParameter(f"'{value}' is no age: write 90m, 26h or 2d.", context, parameter)
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


@click.group()
def publication() -> None:
    """What is published, how it came to be, what would change, and the way back.

    \b
    Example:
        mca publication status
    """


@publication.command()
@click.option(
    "--max-age",
    callback=_age,
    metavar="AGE",
    help="Exit with 1 if what is published is older: 90m, 26h or 2d.",
)
@click.option("--alert", is_flag=True, help="Tell the operator too, once (config/operations.yml, alerts).")
def status(max_age: timedelta | None, alert: bool) -> None:
    """Say what is published, what a rollback would bring back, what waits, and how the last run went.

    With --max-age a monitor notices a run that did not happen.

    \b
    Examples:
        mca publication status
        mca publication status --max-age 26h --alert
    """
    from rich.console import Console

    from python_jobs.commands.publication_views import print_status
    from python_jobs.settings import load_settings
    from python_jobs.warehouse.publishing import publication_status

    settings = load_settings()
    if alert:
        from flows.telling import tell_stale

        tell_stale(settings, max_age)  # before anything can fail: a database that is gone is told, too
    state = publication_status.status(settings)
    print_status(Console(), state)
    if max_age is not None:
        state.require_newer_than(max_age)


@publication.command()
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="So many lines.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def history(limit: int, as_json: bool) -> None:
    """List publications and rollbacks, the newest first: when, which run, by whom, and its figures.

    \b
    Examples:
        mca publication history
        mca publication history --limit 100 --json
    """
    from rich.console import Console

    from python_jobs.commands.publication_views import WIDE, as_json_text, history_table
    from python_jobs.settings import load_settings
    from python_jobs.warehouse.publishing.publication_status import read_history

    lines = read_history(load_settings(), limit)
    if as_json:
        click.echo(as_json_text(lines))
    elif lines:
        Console(width=WIDE).print(history_table(lines))
    else:
        click.echo("Nothing has been published yet. Start a run: mca run")


@publication.command()
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def diff(as_json: bool) -> None:
    """Compare the candidate with what is published: rows, totals and columns.

    Without a candidate, what is published is compared with the publication before it. Nothing is changed.

    \b
    Examples:
        mca publication diff
        mca publication diff --json
    """
    from rich.console import Console

    from python_jobs.commands.publication_views import WIDE, as_json_text, print_diff
    from python_jobs.settings import load_settings
    from python_jobs.warehouse.publishing import publication_diff

    result = publication_diff.diff(load_settings())
    if as_json:
        click.echo(as_json_text(result))
    else:
        print_diff(Console(width=WIDE), result)


@publication.command()
def rollback() -> None:
    """Let the published and the previous marts change places, in one step and without a question.

    \b
    Example:
        mca publication rollback
    """
    from python_jobs.settings import load_settings
    from python_jobs.warehouse.publishing import publication as publications

    restored = publications.rollback(load_settings())
    click.echo(f"Published is run {restored.run_id} again; `mca publication rollback` undoes this.")
