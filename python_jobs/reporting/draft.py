"""What of a run's reports is made from the candidate, while it is audited: figures and files of rows.

They say nothing of the publication, and take most of a report's time. They lie in a folder of their own until
the candidate is published; then they are moved beside the rest.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from python_jobs.analysis_config import ReportConfig, report_language
from python_jobs.insights import Insights
from python_jobs.reporting.charts.base import chart_context
from python_jobs.reporting.drawing import Drawing
from python_jobs.reporting.formats import ROW_FORMATS
from python_jobs.reporting.report import Report
from python_jobs.reporting.report_data import read_candidate_data
from python_jobs.reporting.row_formats import RowFormat, write_row_formats
from python_jobs.settings import Settings
from python_jobs.timed_parts import timed
from python_jobs.warehouse.aggregates.mart_aggregates import MartAggregates
from python_jobs.warehouse.publishing.publication_row import Publication
from python_jobs.warehouse.publishing.published_layers import candidate_snapshot


@dataclass(frozen=True)
class Draft:
    """Files that wait for the publication.

    Attributes:
        folder: where they are: ``figures``, and a folder for each format of rows.
        formats: those, left to be finished.
        rows: how many rows were read of each mart.
    """

    folder: Path
    formats: Mapping[str, RowFormat]
    rows: Mapping[str, int]

    def is_of(self, publication: Publication) -> bool:
        """Whether these are the rows that were published, as far as their numbers tell.

        Somebody who builds by hand beside a run may have changed the candidate meanwhile.
        """
        return dict(self.rows) == publication.rows

    def move_to(self, folder: Path) -> None:
        """Put the files where the rest of the report is; what is there is replaced. Twice equals once."""
        if not self.folder.exists():
            return
        for part in self.folder.iterdir():
            place = folder / part.name
            if place.exists():
                shutil.rmtree(place)
            part.replace(place)
        self.folder.rmdir()


def draft_reports(
    settings: Settings,
    run_id: str,
    folder: Path,
    config: ReportConfig,
    explored: Callable[[], tuple[MartAggregates, Insights]],
) -> Draft:
    """Draw the figures, in a process beside, and write the rows of a run's candidate.

    Args:
        folder: a new one is made; an older one of that name is removed.
        explored: waits for the candidate's aggregates and what stands out in them.

    Raises:
        DrawingFailed: see ``Drawing``.
        sqlalchemy.exc.DBAPIError: the server ended a statement, or is gone.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with Drawing() as drawing:
        aggregates, insights = explored()
        language = report_language(config)
        data = read_candidate_data(settings, run_id, aggregates, insights)
        drawing.begin(chart_context(data, language, data.scores), folder / "figures")
        report = Report(settings, data, config.title, language, (), folder)
        with timed("format", f"{', '.join(ROW_FORMATS)}, drafted"), candidate_snapshot(settings) as marts:
            formats = write_row_formats(report, ROW_FORMATS, marts)
        with timed("part", "figures, drafted: waiting"):
            drawing.wait()
    written = formats["csv"].finish(report)
    return Draft(folder, formats, {file.path.stem: file.rows for file in written.tables})
