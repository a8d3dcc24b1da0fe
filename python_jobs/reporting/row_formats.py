"""Formats that hold rows of the marts: each mart is read once for all of them that were ordered."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import sqlalchemy as sa

from python_jobs.period import Period
from python_jobs.reporting.day_files import DayFiles, DayFormat, FileT, ReplacedT
from python_jobs.reporting.older_files import OlderFiles
from python_jobs.reporting.powerbi_lines import LOOKED_UP
from python_jobs.reporting.report import Report, Subject, Written, WrittenFile
from python_jobs.reporting.summed_file import UnusableFile
from python_jobs.warehouse.aggregates.period_marts import FACT, has_days, mart
from python_jobs.warehouse.publishing.fact_changes import FACT_KEY, FactChanges
from python_jobs.warehouse.publishing.published_layers import MartSnapshot
from python_jobs.warehouse.rows.packed_rows import PackedRows
from python_jobs.warehouse.rows.row_packets import stream_rows
from python_jobs.warehouse.rows.table_columns import TableColumn

log = logging.getLogger(__name__)

# Days are numbers like 20261126: before all of them, and after.
_FIRST_DAY, _AFTER_LAST_DAY = 0, 99999999


@dataclass(frozen=True, order=True)
class Reading:
    """All rows of a mart; ``order`` is SQL, without it they come as the server has them."""

    mart: str
    order: str = ""


class Continuation(Protocol):
    """A file of the fact that goes on from the one of the publication before.

    Attributes:
        has_flags: whether it holds outlier flags.
        has_names: whether it holds what campaigns and channels are called.
    """

    has_flags: bool
    has_names: bool

    def replace(self, rows: PackedRows) -> None:
        """Rows that are others, of days that are kept; called before anything is."""

    def keep(self, begin: int, end: int) -> None:
        """Take over the rows of the days from ``begin`` until before ``end``, which come next."""


@dataclass(frozen=True)
class Taker:
    """What takes rows, block by block.

    ``continuation``: of what takes rows of the fact, where there are older files. ``take_over``: takes all
    rows from an older file, where the mart has the same as then.
    """

    add: Callable[[PackedRows], None]
    continuation: Continuation | None = None
    take_over: Callable[[], None] | None = None


@dataclass(frozen=True)
class RowFormat:
    """A format that is being written.

    Attributes:
        takers: what takes the rows of a reading.
        finish: called with the report when all rows were taken and the files, closed, are in its folder.
    """

    takers: Sequence[tuple[Reading, Taker]]
    finish: Callable[[Report], Written]


@dataclass(frozen=True)
class WrittenRows:
    """Formats whose files are written, by name, and how many rows were read of each mart."""

    formats: dict[str, RowFormat]
    rows: dict[str, int]


class RowFile(Protocol):
    """A file that rows of a mart are written to, or a folder of files."""

    @property
    def path(self) -> Path:
        """Where it is."""

    @property
    def rows(self) -> int:
        """How many rows are in it; of a folder, in the closed files."""

    @property
    def sha256(self) -> str | None:
        """The checksum of the closed file, where it is known."""


def format_of_marts(
    name: str,
    columns: Mapping[str, Sequence[TableColumn]],
    files: Mapping[str, tuple[RowFile, Taker]],
) -> RowFormat:
    """A format with a file for each mart.

    Args:
        columns: of each mart.
        files: of each mart, and what takes its rows.
    """

    def finish(report: Report) -> Written:
        folder = report.folder / name
        written = (
            written_file(file, folder, [(column.name, column.declared) for column in columns[table]])
            for table, (file, _) in files.items()
        )
        return Written({name: folder}, tuple(written))

    return RowFormat([(Reading(table), taker) for table, (_, taker) in files.items()], finish)


def written_file(file: RowFile, folder: Path, columns: Sequence[tuple[str, str]]) -> WrittenFile:
    """A closed file, in the folder that it was moved to.

    Args:
        columns: names and types.
    """
    parts = tuple(file.parts) if isinstance(file, DayFiles) else ()
    return WrittenFile(folder / file.path.name, file.rows, tuple(columns), file.sha256, parts)


@dataclass(frozen=True)
class Order:
    """What a format is to write: of what, from which marts.

    ``older``: files to go on from. ``by_day``: a file for each day of the fact, as ``older`` has them.
    """

    subject: Subject
    marts: MartSnapshot
    older: OlderFiles | None
    by_day: bool


def day_files(
    folder: Path, form: DayFormat[FileT, ReplacedT], order: Order, files: ExitStack
) -> tuple[RowFile, Taker]:
    """The fact as a folder with a file for each day, and what takes its rows."""
    older = order.older
    before = None if older is None else older.days[folder.relative_to(order.subject.folder).as_posix()]
    days = files.enter_context(DayFiles(folder, form, before))
    return days, Taker(days.add, None if before is None else days)


class _Module(Protocol):
    def prepare(self, order: Order, files: ExitStack) -> RowFormat: ...


def write_row_formats(
    subject: Subject, names: Sequence[str], marts: MartSnapshot, older: OlderFiles | None = None
) -> WrittenRows:
    """Write such formats, all from the same snapshot; what is left is to finish them.

    Args:
        older: files of what is published now: of the fact, only what has changed since is read, and nothing
            of marts that have the same rows.
    """
    try:
        return _write(subject, names, marts, older)
    except UnusableFile as error:
        log.warning("The files of rows are written whole: %s", error)
        return _write(subject, names, marts, None)


def _write(
    subject: Subject, names: Sequence[str], marts: MartSnapshot, older: OlderFiles | None
) -> WrittenRows:
    rows = {}
    by_day = _by_day(subject, marts, older)
    if older is not None and by_day != bool(older.days):
        older = None
    with ExitStack() as files:
        order = Order(subject, marts, older, by_day)
        formats = {name: _module(name).prepare(order, files) for name in names}
        takers: dict[Reading, list[Taker]] = {}
        for one in formats.values():
            for reading, taker in one.takers:
                takers.setdefault(reading, []).append(taker)
        for reading in sorted(takers, key=lambda reading: (reading.mart not in LOOKED_UP, reading)):
            taken = takers[reading]
            take_over = [taker.take_over for taker in taken if taker.take_over is not None]
            if older is not None and len(take_over) == len(taken):
                _at_once(take_over)
                rows[reading.mart] = older.rows[reading.mart]
            elif older is not None and reading.mart == FACT:
                rows[reading.mart] = _read_changed(marts, taken, older.changes)
            else:
                rows[reading.mart] = _read_all(subject.period, marts, reading, taken)
    return WrittenRows(formats, rows)


def _by_day(subject: Subject, marts: MartSnapshot, older: OlderFiles | None) -> bool:
    """Whether the fact has so many rows that it is written day by day."""
    limit = subject.day_files_from_rows
    if limit is None or FACT not in marts.tables:
        return False
    if older is not None and older.changes.kept_rows >= limit:
        return True
    source = mart(marts.database, FACT, subject.period)
    found = marts.connection.execute(sa.text(f"select 1 from {source} limit 1 offset {limit - 1}"))
    return found.first() is not None


def _read_all(period: Period | None, marts: MartSnapshot, reading: Reading, takers: Sequence[Taker]) -> int:
    source = mart(marts.database, reading.mart, period)
    order = reading.order or _order(reading.mart, period)
    return _read(marts, reading.mart, f"{source} {order}", [taker.add for taker in takers])


def _read_changed(marts: MartSnapshot, takers: Sequence[Taker], changes: FactChanges) -> int:
    """The fact, day after day: what has not changed is taken over from the older files."""
    continuations = [taker.continuation for taker in takers if taker.continuation is not None]
    fact = f"{marts.database}.{FACT}"
    for where in changes.flagged:
        replace = [one.replace for one in continuations if one.has_flags]
        _read(marts, FACT, f"{fact} where {where}", replace)
    for where in changes.renamed:
        replace = [one.replace for one in continuations if one.has_names]
        _read(marts, FACT, f"{fact} where {where}", replace)
    rows, begin = changes.kept_rows, _FIRST_DAY
    for first, last in _in_a_row(changes.days):
        _at_once([partial(one.keep, begin, first) for one in continuations])
        days = f"{fact} where date_key between {first} and {last} {_order(FACT, None)}"
        rows += _read(marts, FACT, days, [taker.add for taker in takers])
        begin = last + 1
    _at_once([partial(one.keep, begin, _AFTER_LAST_DAY) for one in continuations])
    return rows


def _at_once(copying: Sequence[Callable[[], None]]) -> None:
    """Copy into several files, each from one of its own: bytes and checksums need no Python meanwhile."""
    with ThreadPoolExecutor(len(copying)) as threads:
        begun = [threads.submit(copy) for copy in copying]
    for copied in begun:
        copied.result()


def _in_a_row(days: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of days (yyyymmdd, ascending) that follow each other without a gap."""
    first = last = None
    for day in days:
        if first is None or last is None:
            first = day
        elif day != _next(last):
            yield first, last
            first = day
        last = day
    if first is not None and last is not None:
        yield first, last


def _next(day: int) -> int:
    return int(f"{datetime.strptime(str(day), '%Y%m%d') + timedelta(days=1):%Y%m%d}")


def _read(
    marts: MartSnapshot, table: str, source: str, takers: Sequence[Callable[[PackedRows], None]]
) -> int:
    columns = marts.columns[table]
    names = ", ".join(f"{table}.{column.name}" for column in columns)
    number = 0
    for rows in stream_rows(marts.connection, f"select {names} from {source}", columns):
        number += len(rows)
        for take in takers:
            take(rows)
    return number


def _order(table: str, period: Period | None) -> str:
    """The fact's rows are looked up in its files by their key, in whose order the servers read it anyway.

    What was summed up for a period comes in any order, unlike tables; its keys stand first.
    """
    if table == FACT:
        return f"order by {', '.join(FACT_KEY)}"
    return "order by 1, 2" if period is not None and has_days(table) else ""


def _module(name: str) -> _Module:
    return cast("_Module", import_module(f"python_jobs.reporting.formats.{name}"))
