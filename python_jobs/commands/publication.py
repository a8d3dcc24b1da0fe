"""``mca publication``: what readers see, and the way back."""

import click


@click.group()
def publication() -> None:
    """What is published, what was before, and the way back.

    \b
    Example:
        mca publication status
    """


@publication.command()
def status() -> None:
    """Say which run is published, which one a rollback would bring back, and what waits in the candidate.

    \b
    Example:
        mca publication status
    """
    from python_jobs.settings import load_settings
    from python_jobs.warehouse import publication as publications

    state = publications.status(load_settings())
    for label, published in (("Published", state.marts), ("Previous", state.previous)):
        if published is None:
            click.echo(f"{label:<10} nothing")
        else:
            click.echo(
                f"{label:<10} run {published.run_id}, {published.published_at:%Y-%m-%d %H:%M:%S} UTC, "
                f"{published.fact_rows:,} rows of {published.first_date} to {published.last_date}"
            )
    click.echo(f"Candidate  {len(state.candidate)} tables" if state.candidate else "Candidate  nothing")


@publication.command()
def rollback() -> None:
    """Let the published and the previous marts change places, in one step.

    \b
    Example:
        mca publication rollback
    """
    from python_jobs.settings import load_settings
    from python_jobs.warehouse import publication as publications

    restored = publications.rollback(load_settings())
    click.echo(f"Published is run {restored.run_id} again; `mca publication rollback` undoes this.")
