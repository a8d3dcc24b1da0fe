"""``mca run``, ``mca publish`` and ``mca schedule``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

    from flows.run_request import RunRequest
    from python_jobs.settings import Settings
    from python_jobs.warehouse.runs.run_records import RunRecord


def _reason(_context: click.Context, _option: click.Parameter, reason: str | None) -> str | None:
    if reason is not None and not reason.strip():
        raise click.BadParameter("say why the figures are right; the audit keeps the reason.")
    return reason


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--source", help="Mapping of the files (config/sources); default: matched by their headers.")
@click.option("--demo", is_flag=True, help="Write the demo files and load them first.")
@click.option(
    "--accept-drift",
    metavar="REASON",
    callback=_reason,
    help="Why drift and unusual days are right: this once the gate notes them with the reason.",
)
@click.option("--force", is_flag=True, help="Build and publish even if nothing changed since the last run.")
@click.option("--rebuild", is_flag=True, help="Build all rows anew, not only what is new. Implies --force.")
@click.option("--profile", is_flag=True, help="Also print where the time went, the longest first.")
@click.option("--without-prefect", is_flag=True, help="Run the same steps as plain functions.")
@click.option("--json", "as_json", is_flag=True, help="Print the run record instead of the summary.")
def run(
    files: tuple[Path, ...],
    source: str | None,
    demo: bool,
    accept_drift: str | None,
    force: bool,
    rebuild: bool,
    profile: bool,
    without_prefect: bool,
    as_json: bool,
) -> None:
    """Load FILES, if any, then build, audit, publish and report.

    The servers are started when needed. Only new rows and the days that they touch are built again, unless
    the models have changed or a batch was withdrawn. A failure at any step leaves the published marts as they
    were. If nothing has changed since the last run, neither data nor code nor configuration nor the day, it
    says so.

    \b
    Examples:
        mca run --demo
        mca run exports/2024-03.csv
        mca run exports/*.csv --source campaigns --json
        mca run --accept-drift "Spring campaign sells 40 times a usual day"
        mca run --force --profile
        mca run --rebuild
    """
    from flows.run_request import RunRequest

    request = RunRequest(
        files=files, source=source, demo=demo, accept_drift=accept_drift, force=force, rebuild=rebuild
    )
    _run(request, without_prefect=without_prefect, as_json=as_json, profile=profile)


@click.command()
@click.option(
    "--accept-drift",
    metavar="REASON",
    callback=_reason,
    help="Why drift and unusual days are right: this once the gate notes them with the reason.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the run record instead of the summary.")
def publish(accept_drift: str | None, as_json: bool) -> None:
    """Audit and publish what is in the candidate database, then report.

    For a candidate that was built by hand. It is not built again.

    \b
    Example:
        cd dbt_project && dbt build && mca publish
        mca publish --accept-drift "Batch 12 was withdrawn"
    """
    from flows.run_request import RunRequest

    _run(RunRequest(build=False, accept_drift=accept_drift), without_prefect=True, as_json=as_json)


@click.command()
@click.option("--cron", default="0 6 * * *", show_default=True, help="When to run, as five cron fields.")
@click.option("--timezone", default="UTC", show_default=True, help="Time zone of the cron expression.")
def schedule(cron: str, timezone: str) -> None:
    """Serve the pipeline on a schedule until interrupted (Ctrl-C).

    \b
    Example:
        mca schedule --cron "0 6 * * *" --timezone Europe/Berlin
    """
    from rich.console import Console

    from python_jobs.settings import load_settings

    console = Console(stderr=True)
    settings = load_settings()
    url = _start_servers(settings, console)
    from flows.schedule import schedule_of, serve
    from flows.watchdog import watchdog

    chosen = schedule_of(cron, timezone)
    console.print(f"Runs at '{cron}' {timezone}. Prefect: {url}. Stop with Ctrl-C.", highlight=False)
    with watchdog(settings):
        serve(chosen)


def _run(request: RunRequest, *, without_prefect: bool, as_json: bool, profile: bool = False) -> None:
    from rich.console import Console

    from flows.watch import current_watch
    from python_jobs.analysis_config import load_analysis_config
    from python_jobs.commands.terminal import TerminalWatch, print_summary
    from python_jobs.settings import load_settings

    settings = load_settings()
    progress = Console(stderr=True)
    report = load_analysis_config(settings).report
    # JSON lines on stderr are for a program, and a spinner would spoil them.
    progress.quiet = settings.log_format == "json"
    current_watch.set(TerminalWatch(progress))
    if without_prefect:
        record = _run_plainly(settings, request)
    else:
        url = _start_servers(settings, progress)
        progress.print(f"Prefect     {url}", highlight=False)
        from flows.pipeline import pipeline
        from flows.prefect_server import without_heartbeats

        with without_heartbeats(settings):
            record = pipeline(
                files=[_as_parameter(file) for file in request.files],
                source=request.source,
                demo=request.demo,
                build=request.build,
                variables=request.variables,
                accept_drift=request.accept_drift,
                force=request.force,
                rebuild=request.rebuild,
            )
    if as_json:
        click.echo(record.to_json())
    else:
        print_summary(Console(), record, report, settings.database("marts"))
    if profile and not as_json:
        from python_jobs.commands.run_profile import print_profile

        print_profile(Console(), record)


def _as_parameter(file: Path) -> str:
    """The path as Prefect can store it, which is as text."""
    from python_jobs.errors import DataError

    path = str(file.absolute())
    if any("\udc80" <= letter <= "\udcff" for letter in path):  # how Python carries bytes that are no text
        raise DataError(f"{path}: the name is not UTF-8. Rename the file, or run with --without-prefect.")
    return path


def _run_plainly(settings: Settings, request: RunRequest) -> RunRecord:
    from flows.execution import PlainExecutor
    from flows.lost_runs import telling_of_a_failed_start
    from flows.run import run_pipeline
    from flows.watch import current_watch

    with telling_of_a_failed_start(settings):
        _start_database(settings)
    return run_pipeline(settings, request, PlainExecutor(), current_watch.get())


def _start_database(settings: Settings) -> None:
    """Start or reach the database server; one that is just starting is waited for."""
    from functools import partial

    from flows.execution import PlainExecutor, Step
    from flows.patience import pauses
    from flows.watch import current_watch
    from python_jobs.operations_config import load_operations_config
    from python_jobs.warehouse.private_server import server

    def told(error: BaseException, pause: float) -> None:
        current_watch.get().noted(f"{error} Tried again in {pause:.1f} s.")

    retries = pauses(load_operations_config(settings).retries)
    PlainExecutor().run(Step("start", partial(server.start, settings), retries, told))


def _start_servers(settings: Settings, console: Console) -> str:
    """Start what does not run yet and let this process report to it; the address of Prefect's page."""
    import os

    from flows import prefect_server
    from flows.lost_runs import telling_of_a_failed_start

    with telling_of_a_failed_start(settings), console.status("Starting the servers"):
        url = prefect_server.start(settings)  # takes 10-24 s cold, so it goes first
        _start_database(settings)
        prefect_server.wait_until_ready(settings)
    # Before Prefect is imported: it reads its settings once.
    os.environ.update(prefect_server.environment(settings))
    os.environ["PREFECT_API_URL"] = url
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")  # errors reach the user through us
    return url.removesuffix("/api")
