"""A report that was ordered: its content, shared by all formats, and what each of them wrote."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from python_jobs.language import Language
from python_jobs.period import Period
from python_jobs.reporting.charts import draw_charts, figure_files, make_charts
from python_jobs.reporting.charts.base import Chart, chart_context
from python_jobs.reporting.report_data import ReportData
from python_jobs.reporting.summary import Summary, make_summary
from python_jobs.settings import Settings
from python_jobs.timed_parts import timed
from python_jobs.warehouse.publishing.published_layers import MartSnapshot, publication_snapshot

if TYPE_CHECKING:
    from python_jobs.reporting.draft import Draft


@dataclass(frozen=True)
class WrittenPart:
    """One of the files in a folder that hold a table together; its checksum where that is known."""

    name: str
    rows: int
    sha256: str | None


@dataclass(frozen=True)
class WrittenFile:
    """A file of rows, or a folder of files. ``columns`` are names and types; the types are the server's.

    ``sha256`` is its checksum where that is known from writing it. ``parts``: the files of a folder.
    """

    path: Path
    rows: int
    columns: tuple[tuple[str, str], ...]
    sha256: str | None = None
    parts: tuple[WrittenPart, ...] = ()


@dataclass(frozen=True)
class Written:
    """What a format wrote: files or folders to show, by name, and the files that hold rows."""

    shown: dict[str, Path]
    tables: tuple[WrittenFile, ...] = ()


@dataclass(frozen=True)
class Subject:
    """What files of rows are of: they need to know no more, and can be written before anything is found.

    ``folder``: of the report. ``period``: only these days; None for all that there are. ``days``: those with
    figures, in words. ``day_files_from_rows``: of a fact of so many rows there is a file for each day.
    """

    folder: Path
    run_id: str
    period: Period | None
    days: str
    day_files_from_rows: int | None = None


@dataclass(frozen=True)
class Report:
    """What every format is made from. Figures are drawn, and the summary is made, once for all formats."""

    settings: Settings
    data: ReportData
    title: str
    language: Language
    findings: tuple[str, ...]
    folder: Path
    day_files_from_rows: int | None = None
    draft: Draft | None = None
    """What was made of it before it was published."""

    @property
    def subject(self) -> Subject:
        """For the files of rows."""
        data = self.data
        days = data.period_in_words(self.language)
        return Subject(self.folder, data.run_id, data.period, days, self.day_files_from_rows)

    @cached_property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart that the data has something to draw for."""
        return make_charts(chart_context(self.data, self.language, self.data.scores))

    @cached_property
    def figures(self) -> dict[str, Path]:
        """The charts as pictures, by name."""
        folder = self.folder / "figures"
        with timed("part", "figures"):
            if self.draft is not None and self.draft.move_figures(self.folder):
                return figure_files(self.charts, folder)
            return draw_charts(self.charts, folder)

    @cached_property
    def summary(self) -> Summary:
        """The content in words and tables."""
        return make_summary(self.data, self.title, self.language, self.charts, self.findings)

    def snapshot(self) -> AbstractContextManager[MartSnapshot]:
        """The report's publication, for what is too large to be kept."""
        return publication_snapshot(self.settings, self.data.run_id)
