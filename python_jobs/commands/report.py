"""``mca report``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from python_jobs.reporting.formats import FORMATS

if TYPE_CHECKING:
    from python_jobs.period import Comparison, Period


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=None, required=False)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    help="What to write; several with several options [default: all].",
)
@click.option("--period", "period_text", metavar="PERIOD", help="Only these days [default: all there are].")
@click.option(
    "--compare",
    "comparison",
    type=click.Choice(["previous", "year"]),
    help="Beside the period as long before it, or the same a year earlier.",
)
@click.option(
    "--publication",
    metavar="RUN_ID|previous",
    help="The publication of this run, or the one before the current [default: the current].",
)
def report(
    folder: Path | None,
    formats: tuple[str, ...],
    period_text: str | None,
    comparison: "Comparison | None",
    publication: str | None,
) -> None:
    """Write the reports of a publication into FOLDER, by default one of its run's outputs.

    PERIOD is a day, a month, a year, or two of them: 2024-03-17, 2024-03, 2024, 2024-01..2024-03.

    \b
    Examples:
        mca report for-the-board
        mca report --format pdf --format xlsx --period 2024-01..2024-03 --compare previous
        mca report --publication previous --format csv
    """
    from python_jobs.analysis.exploration import explore
    from python_jobs.analysis_config import load_analysis_config
    from python_jobs.errors import DataError
    from python_jobs.period import parse_period
    from python_jobs.reporting.write import write_reports
    from python_jobs.settings import load_settings
    from python_jobs.warehouse.private_server import server
    from python_jobs.warehouse.publishing.published_layers import find_publication

    settings = load_settings()
    period = parse_period(period_text) if period_text else None
    config = load_analysis_config(settings).report
    server.start(settings)
    layer, found = find_publication(settings, publication)
    exploration = explore(settings, layer=layer, period=period, comparison=comparison)
    if find_publication(settings, found.run_id)[0] != layer:
        raise DataError("Another publication took the place of this one just now. Start the report again.")
    paths = write_reports(
        settings,
        found.run_id,
        folder or settings.outputs / found.run_id / _own_folder(period, comparison),
        config,
        formats=formats or FORMATS,
        period=period,
        comparison=comparison,
        insights=exploration.insights,
        aggregates=exploration.aggregates,
    )
    for path in paths.values():
        click.echo(path)


def _own_folder(period: "Period | None", comparison: "Comparison | None") -> str:
    """So that the report of a period does not replace that of the run."""
    if period is None and comparison is None:
        return ""
    days = f"{period.first}..{period.last}" if period else "all"
    return f"report_{days}_against_{comparison}" if comparison else f"report_{days}"
