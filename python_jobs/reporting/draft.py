"""What of a run's reports is made from the candidate, while it is audited: figures, rows, sums of the page.

They say nothing of the publication, and take most of a report's time. They lie in a folder of their own until
the candidate is published; then they are moved beside the rest.
"""

import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from python_jobs.analysis_config import ReportConfig, report_language
from python_jobs.insights import Insights
from python_jobs.language import Language
from python_jobs.period import Period
from python_jobs.reporting.behind import Behind
from python_jobs.reporting.charts.base import chart_context
from python_jobs.reporting.coverage import covered, period_in_words
from python_jobs.reporting.drawing import Drawing, DrawingFailed
from python_jobs.reporting.formats import ROW_FORMATS
from python_jobs.reporting.older_files import older_files
from python_jobs.reporting.report import Subject
from python_jobs.reporting.report_reading import read_candidate_data
from python_jobs.reporting.row_formats import WrittenRows, write_row_formats
from python_jobs.settings import Settings
from python_jobs.timed_parts import timed
from python_jobs.warehouse.aggregates.mart_aggregates import MartAggregates
from python_jobs.warehouse.aggregates.page_cube import PageCube, read_page_cube
from python_jobs.warehouse.publishing.publication_row import Publication
from python_jobs.warehouse.publishing.published_layers import MartSnapshot, candidate_snapshot

_FIGURES = "figures"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Draft:
    """Files that wait for the publication.

    Attributes:
        folder: where they are: ``figures``, and a folder for each format of rows.
        written: those.
        cube: what the page filters.
        drawing: what draws the figures, and may be at it still: that needs the candidate no more.
    """

    folder: Path
    written: WrittenRows
    cube: PageCube
    drawing: Drawing

    def is_of(self, publication: Publication) -> bool:
        """Whether these are the rows that were published, as far as their numbers tell.

        Somebody who builds by hand beside a run may have changed the candidate meanwhile.
        """
        return self.written.rows == publication.rows

    def move_rows(self, folder: Path) -> None:
        """Put the files of rows where the report is; what is there is replaced. Twice equals once."""
        for name in ROW_FORMATS:
            self._move(name, folder)

    def move_figures(self, folder: Path) -> bool:
        """Wait for the figures and put them there, too, after the rows; False if they could not be drawn."""
        try:
            self.drawing.wait()
        except DrawingFailed as error:
            log.info("%s", error, extra={"event": "drawing_failed"})
            return False
        self._move(_FIGURES, folder)
        if self.folder.exists():
            self.folder.rmdir()
        return True

    def _move(self, name: str, folder: Path) -> None:
        part, place = self.folder / name, folder / name
        if part.exists():
            shutil.rmtree(place, ignore_errors=True)
            part.replace(place)


def draft_reports(
    settings: Settings,
    run_id: str,
    folder: Path,
    config: ReportConfig,
    explored: Callable[[], tuple[MartAggregates, Insights]],
    drawing: Drawing,
) -> Draft:
    """Draw the figures, in a process beside, write the rows of a run's candidate, and read the page's sums.

    Args:
        folder: a new one is made; an older one of that name is removed.
        explored: waits for the candidate's aggregates and what stands out in them.
        drawing: is started unless it was; whoever has it ends it.

    Raises:
        DrawingFailed: see ``Drawing``.
        sqlalchemy.exc.DBAPIError: the server ended a statement, or is gone.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    language = report_language(config)
    drawing.start()
    with Behind() as behind:
        # Whoever explores is at work on the server meanwhile, which the rows need less than Python.
        behind.do(_begin_drawing, drawing, settings, run_id, folder / _FIGURES, explored, language)
        with timed("format", f"{', '.join(ROW_FORMATS)}, drafted"), candidate_snapshot(settings) as marts:
            days = period_in_words(_days(marts), language)
            subject = Subject(folder, run_id, None, days, config.day_files_from_rows)
            older = older_files(settings, marts.connection)
            written = write_row_formats(subject, ROW_FORMATS, marts, older)
            with timed("part", "sums of the page"):
                cube = read_page_cube(marts.connection, marts.database, None)
        behind.wait()
    return Draft(folder, written, cube, drawing)


def _begin_drawing(
    drawing: Drawing,
    settings: Settings,
    run_id: str,
    folder: Path,
    explored: Callable[[], tuple[MartAggregates, Insights]],
    language: Language,
) -> None:
    data = read_candidate_data(settings, run_id, *explored())
    drawing.begin(chart_context(data, language, data.scores), folder)


def _days(marts: MartSnapshot) -> Period | None:
    query = sa.text(f"select min(date), max(date) from {marts.database}.mart_channel_day")
    return covered(*marts.connection.execute(query).one())
