"""The fact as a file for each day. Of a day that has not changed, it is the file of the publication before.

The same file under two names costs neither time nor space, so that what a day's run writes follows what came.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

import numpy as np

from python_jobs.reporting.report import WrittenPart
from python_jobs.reporting.summed_file import UnusableFile, take_file
from python_jobs.warehouse.publishing.fact_changes import FACT_KEY
from python_jobs.warehouse.rows.arrow_rows import whole_numbers

if TYPE_CHECKING:
    from types import TracebackType

    import pyarrow as pa
    from typing_extensions import Self

    from python_jobs.reporting.ordered_lines import Key
    from python_jobs.reporting.row_formats import RowFile
    from python_jobs.warehouse.rows.packed_rows import PackedRows

FileT = TypeVar("FileT", bound="RowFile")
ReplacedT = TypeVar("ReplacedT")


class DayFormat(Protocol[FileT, ReplacedT]):
    """How the rows of a day are written."""

    @property
    def suffix(self) -> str:
        """Of the files' names."""

    @property
    def has_flags(self) -> bool:
        """Whether the files hold outlier flags."""

    @property
    def has_names(self) -> bool:
        """Whether they hold what campaigns and channels are called."""

    def open(self, path: Path) -> AbstractContextManager[FileT]:
        """Begin a file of one day."""

    def made_of(self, rows: PackedRows) -> pa.Array | pa.Table:
        """Rows as they are written: lines or a table, in which some rows may be left out."""

    def append(self, file: FileT, made: pa.Array | pa.Table) -> None:
        """Append some of these, of its day."""

    def replacements(self, rows: PackedRows) -> Mapping[Key, ReplacedT]:
        """Rows, by their keys, as ``replace`` wants them."""

    def replace(self, file: FileT, older: Path, number: int, replaced: Mapping[Key, ReplacedT]) -> None:
        """Append the rows of an older file of one day, so many, but for some that are others.

        Raises:
            UnusableFile: the older file is not as it was written.
        """


@dataclass(frozen=True)
class OlderDays:
    """The files of the publication before: their folder, and by day (yyyymmdd, ascending) each of them."""

    folder: Path
    parts: Mapping[int, WrittenPart]


class DayFiles(Generic[FileT, ReplacedT]):
    """The files; ``parts`` are those that are closed, in the order of the days.

    Rows are to be added, and older days to be kept, in the order of the days.
    """

    sha256 = None  # each part has one

    def __init__(self, path: Path, form: DayFormat[FileT, ReplacedT], older: OlderDays | None) -> None:
        """Begin without any.

        Args:
            path: of the folder. What lies there, and a file that stood in its place, is removed.
            older: what can be gone on from.
        """
        self.path = path
        self.parts: list[WrittenPart] = []
        self.has_flags = form.has_flags
        self.has_names = form.has_names
        self._form = form
        self._older = older
        self._replaced: dict[int, dict[Key, ReplacedT]] = {}
        self._day: int | None = None
        self._open = ExitStack()
        remove_day_files(path)
        path.with_name(path.name + form.suffix).unlink(missing_ok=True)
        path.mkdir()

    @property
    def rows(self) -> int:
        """How many rows the closed files have."""
        return sum(part.rows for part in self.parts)

    def add(self, rows: PackedRows) -> None:
        """Append rows of some days, those of a day together; more of the last one may follow."""
        days = whole_numbers(rows, rows.columns[FACT_KEY[0]])
        begins = [0, *(np.flatnonzero(np.diff(days)) + 1).tolist()]
        made = self._form.made_of(rows)
        for begin, end in zip(begins, [*begins[1:], len(rows)], strict=True):
            if len(made) == len(rows):
                of_day = made.slice(begin, end - begin)
            else:
                of_day = self._form.made_of(rows.part(begin, end))
            self._form.append(self._file_of(int(days[begin])), of_day)

    def _file_of(self, day: int) -> FileT:
        if day != self._day:
            self._close()
            self._day = day
            self._file = self._open.enter_context(self._form.open(self._path(day)))
        return self._file

    def replace(self, rows: PackedRows) -> None:
        """Rows that are others, of days that are kept; called before anything is."""
        for key, replaced in self._form.replacements(rows).items():
            self._replaced.setdefault(key[0], {})[key] = replaced

    def keep(self, begin: int, end: int) -> None:
        """Take over the rows of the days from ``begin`` until before ``end`` (yyyymmdd), which come next.

        Raises:
            UnusableFile: an older file is not there, or not as it was written.
        """
        self._close()
        if self._older is None:
            raise UnusableFile(f"{self.path.name} has no older files")
        missing = {day for day in self._replaced if begin <= day < end} - self._older.parts.keys()
        if missing:
            raise UnusableFile(f"{self.path.name} has no file of {min(missing)}")
        for day, part in self._older.parts.items():
            if not begin <= day < end:
                continue
            older, path = self._older.folder / part.name, self._path(day)
            replaced = self._replaced.get(day)
            if replaced is None:
                take_file(older, path)
                self.parts.append(part)
            else:
                with self._form.open(path) as file:
                    self._form.replace(file, older, part.rows, replaced)
                self._note(path, file)

    def _path(self, day: int) -> Path:
        digits = f"{day:08d}"
        return self.path / f"{digits[:4]}-{digits[4:6]}-{digits[6:]}{self._form.suffix}"

    def _close(self) -> None:
        if self._day is not None:
            self._open.close()
            self._note(self._path(self._day), self._file)
            self._day = None

    def _note(self, path: Path, file: FileT) -> None:
        self.parts.append(WrittenPart(path.name, file.rows, file.sha256))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()


def remove_day_files(folder: Path) -> None:
    """Remove the folder, if it is there: a report is written once more, with one file in its place."""
    shutil.rmtree(folder, ignore_errors=True)
