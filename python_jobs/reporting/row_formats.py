"""Formats that hold rows of the marts: each mart is read once for all of them that were ordered."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from python_jobs.period import Period
from python_jobs.reporting.powerbi_lines import LOOKED_UP
from python_jobs.reporting.report import Report, Written, WrittenFile
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
    def prepare(self, report: Report, marts: MartSnapshot, files: ExitStack) -> RowFormat: ...


def write_row_formats(report: Report, names: Sequence[str], marts: MartSnapshot) -> dict[str, RowFormat]:
    """Write such formats of a report, all from the same snapshot; by name what is left to finish."""
    with ExitStack() as files:
        formats = {name: _module(name).prepare(report, marts, files) for name in names}
        takers: dict[Reading, list[Callable[[PackedRows], None]]] = {}
        for one in formats.values():
            for reading, taker in one.takers:
                takers.setdefault(reading, []).append(taker)
        for reading in sorted(takers, key=lambda reading: (reading.mart not in LOOKED_UP, reading)):
            _read(report, marts, reading, takers[reading])
    return formats


def _read(
    report: Report,
    marts: MartSnapshot,
    reading: Reading,
    takers: Sequence[Callable[[PackedRows], None]],
) -> None:
    columns = marts.columns()[reading.mart]
    names = ", ".join(f"{reading.mart}.{column.name}" for column in columns)
    source = mart(marts.database, reading.mart, report.data.period)
    order = reading.order or _order(reading.mart, report.data.period)
    for rows in stream_rows(marts.connection, f"select {names} from {source} {order}", columns):
        for take in takers:
            take(rows)


def _order(table: str, period: Period | None) -> str:
    """What was summed up for a period comes in any order, unlike tables; its keys stand first."""
    return "order by 1, 2" if period is not None and table != FACT and has_days(table) else ""


def _module(name: str) -> _Module:
    return cast("_Module", import_module(f"python_jobs.reporting.formats.{name}"))
