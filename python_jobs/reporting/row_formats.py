"""Formats that hold rows of the marts: each mart is read once for all of them that were ordered."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from python_jobs.period import Period
from python_jobs.reporting.powerbi_lines import LOOKED_UP
from python_jobs.reporting.report import Report, Subject, Written, WrittenFile
from python_jobs.warehouse.aggregates.period_marts import FACT, has_days, mart
from python_jobs.warehouse.publishing.published_layers import MartSnapshot
from python_jobs.warehouse.rows.packed_rows import PackedRows
from python_jobs.warehouse.rows.row_packets import stream_rows
from python_jobs.warehouse.rows.table_columns import TableColumn


@dataclass(frozen=True, order=True)
class Reading:
    """All rows of a mart; ``order`` is SQL, without it they come as the server has them."""

    mart: str
    order: str = ""


@dataclass(frozen=True)
class RowFormat:
    """A format that is being written.

    Attributes:
        takers: what takes the rows of a reading, block by block.
        finish: called with the report when all rows were taken and the files, closed, are in its folder.
    """

    takers: Sequence[tuple[Reading, Callable[[PackedRows], None]]]
    finish: Callable[[Report], Written]


@dataclass(frozen=True)
class WrittenRows:
    """Formats whose files are written, by name, and how many rows were read of each mart."""

    formats: dict[str, RowFormat]
    rows: dict[str, int]


class RowFile(Protocol):
    """A file that rows of a mart are written to."""

    path: Path
    rows: int

    @property
    def sha256(self) -> str | None:
        """The checksum of the closed file, where it is known."""


def format_of_marts(
    name: str,
    columns: Mapping[str, Sequence[TableColumn]],
    files: Mapping[str, tuple[RowFile, Callable[[PackedRows], None]]],
) -> RowFormat:
    """A format with a file for each mart.

    Args:
        columns: of each mart.
        files: of each mart, and what adds rows to it.
    """

    def finish(report: Report) -> Written:
        folder = report.folder / name
        written = (
            WrittenFile(
                folder / file.path.name,
                file.rows,
                tuple((column.name, column.declared) for column in columns[table]),
                file.sha256,
            )
            for table, (file, _) in files.items()
        )
        return Written({name: folder}, tuple(written))

    return RowFormat([(Reading(table), add) for table, (_, add) in files.items()], finish)


class _Module(Protocol):
    def prepare(self, subject: Subject, marts: MartSnapshot, files: ExitStack) -> RowFormat: ...


def write_row_formats(subject: Subject, names: Sequence[str], marts: MartSnapshot) -> WrittenRows:
    """Write such formats, all from the same snapshot; what is left is to finish them."""
    rows = {}
    with ExitStack() as files:
        formats = {name: _module(name).prepare(subject, marts, files) for name in names}
        takers: dict[Reading, list[Callable[[PackedRows], None]]] = {}
        for one in formats.values():
            for reading, taker in one.takers:
                takers.setdefault(reading, []).append(taker)
        for reading in sorted(takers, key=lambda reading: (reading.mart not in LOOKED_UP, reading)):
            rows[reading.mart] = _read(subject.period, marts, reading, takers[reading])
    return WrittenRows(formats, rows)


def _read(
    period: Period | None,
    marts: MartSnapshot,
    reading: Reading,
    takers: Sequence[Callable[[PackedRows], None]],
) -> int:
    columns = marts.columns()[reading.mart]
    names = ", ".join(f"{reading.mart}.{column.name}" for column in columns)
    source = mart(marts.database, reading.mart, period)
    order = reading.order or _order(reading.mart, period)
    number = 0
    for rows in stream_rows(marts.connection, f"select {names} from {source} {order}", columns):
        number += len(rows)
        for take in takers:
            take(rows)
    return number


def _order(table: str, period: Period | None) -> str:
    """What was summed up for a period comes in any order, unlike tables; its keys stand first."""
    return "order by 1, 2" if period is not None and table != FACT and has_days(table) else ""


def _module(name: str) -> _Module:
    return cast("_Module", import_module(f"python_jobs.reporting.formats.{name}"))
