"""Files of rows that go on from those of the publication before hold what files written whole hold."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import polars as pl
import pytest
import sqlalchemy as sa
from pyarrow import parquet

from flows import steps
from python_jobs.analysis_config import ReportConfig, SegmentationConfig
from python_jobs.reporting import row_formats
from python_jobs.reporting.continued_parquet import OlderParquet
from python_jobs.reporting.formats import FORMATS_OF_MARTS, ROW_FORMATS
from python_jobs.reporting.older_files import OlderFiles, older_files
from python_jobs.reporting.report import Report, Subject
from python_jobs.reporting.row_formats import WrittenRows, write_row_formats
from python_jobs.reporting.write import write_reports
from python_jobs.settings import Settings
from python_jobs.warehouse.publishing.published_layers import MartSnapshot, candidate_snapshot
from python_jobs.warehouse.rows.packed_rows import PackedRows
from python_jobs.warehouse.rows.row_packets import stream_rows
from python_jobs.warehouse.rows.table_columns import TableColumn
from tests.conftest import Warehouse
from tests.fixtures.candidate import publish_all
from tests.fixtures.daily_builds import FIRST, build, file_of, load, load_customers

HISTORY = 40
FACT = "fct_campaign_performance"
DAY_FILES = {
    f"csv/{FACT}": ".csv",
    f"parquet/{FACT}": ".parquet",
    "powerbi/campaign_data_powerbi": ".csv",
    "powerbi/roi_analysis_powerbi": ".csv",
}
CUSTOMERS = ("dim_customer", "customer_segments")
# Of how many rows on the fact has a file for each day: never, and always. One build does for both.
BOTH_WAYS = (None, 1)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row groups of a few dozen rows, of which most can be taken over as they are."""
    monkeypatch.setattr(row_formats, "stream_rows", partial(stream_rows, block_bytes=16_000))


@pytest.fixture
def history(warehouse: Warehouse, tmp_path: Path) -> Warehouse:
    """A warehouse in which some weeks are published, with their files of both ways."""
    load(warehouse, file_of(tmp_path, "history", range(HISTORY), seed=1))
    load_customers(warehouse, tmp_path, "customers", *customers(range(400)))
    build_with_segments(warehouse, "run-0")
    publish(warehouse, "run-0")
    return warehouse


def customers(numbers: range) -> Iterator[str]:
    for number in numbers:
        yield f'"c, {number}",{20 + number % 50},f,de,{number % 7},60.5,2,{number % 3},{number % 11}.90'


def build_with_segments(warehouse: Warehouse, run_id: str) -> None:
    """Build all that is published: the segments, too."""
    build(warehouse, run_id)
    segment(warehouse, run_id)


def segment(warehouse: Warehouse, run_id: str, **changed: int) -> None:
    steps.segment(warehouse.settings, SegmentationConfig(**changed), run_id)


def publish(warehouse: Warehouse, run_id: str) -> None:
    """Publish the candidate and write its files, both ways."""
    publish_all(warehouse.settings, run_id)
    for by_day_from in BOTH_WAYS:
        report(warehouse, run_id, outputs(warehouse, by_day_from), by_day_from)


def outputs(warehouse: Warehouse, by_day_from: int | None) -> Path:
    """Where the runs' files are that were written one way."""
    return warehouse.settings.outputs / f"from-{by_day_from}"


def report(warehouse: Warehouse, run_id: str, runs: Path, by_day_from: int | None) -> None:
    """Write the files of what is published."""
    config = ReportConfig(day_files_from_rows=by_day_from)
    write_reports(warehouse.settings, run_id, runs / run_id, config, formats=ROW_FORMATS)


def write(
    warehouse: Warehouse, folder: Path, by_day_from: int | None, runs: Path | None = None
) -> OlderFiles | None:
    """Write the files of the candidate, going on from those among the runs' files; what they went on from.

    Args:
        runs: None writes them whole.
    """
    with candidate_snapshot(warehouse.settings) as marts:
        older = None if runs is None else older_among(warehouse, runs, marts)
        subject = Subject(folder, "new", None, "all days", by_day_from)
        written = write_row_formats(subject, ROW_FORMATS, marts, older)
    for mart in (FACT, *CUSTOMERS):
        ((rows,),) = warehouse.query(f"select count(*) from {warehouse.settings.database('build')}.{mart}")
        assert written.rows[mart] == rows
    assert_checksums(written, folder)
    return older


def older_among(warehouse: Warehouse, runs: Path, marts: MartSnapshot) -> OlderFiles | None:
    """What to go on from, were the runs' files of one way all that there are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Settings, "outputs", runs)
        return older_files(warehouse.settings, marts.connection)


def assert_checksums(written: WrittenRows, folder: Path) -> None:
    """Those that were taken while the files were written."""
    folder_only = cast("Report", SimpleNamespace(folder=folder))
    for name in FORMATS_OF_MARTS:
        for file in written.formats[name].finish(folder_only).tables:
            assert file.rows == sum(part.rows for part in file.parts) or not file.parts
            for path, sha256 in (
                [(file.path / part.name, part.sha256) for part in file.parts]
                if file.parts
                else [(file.path, file.sha256)]
            ):
                whole = hashlib.sha256(path.read_bytes()).hexdigest()
                assert sha256 in {whole, None}, path.name


def assert_as_written_whole(warehouse: Warehouse, folder: Path, by_day_from: int | None) -> OlderFiles:
    """Write the candidate's files going on and whole, and compare them."""
    older = write(warehouse, folder / "continued", by_day_from, outputs(warehouse, by_day_from))
    write(warehouse, folder / "whole", by_day_from)
    assert_same_rows(folder / "continued", folder / "whole")
    assert older is not None
    return older


def assert_same_rows(folder: Path, other: Path) -> None:
    """Files of the same names that hold the same, those of Parquet in any row groups."""
    assert files_in(folder) == files_in(other)
    for name in files_in(other):
        there, path = folder / name, other / name
        if path.suffix == ".csv":
            assert there.read_bytes() == path.read_bytes(), name
        else:
            assert pl.read_parquet(there).equals(pl.read_parquet(path)), name
            assert parquet.read_schema(there).equals(parquet.read_schema(path), check_metadata=True), name


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def same_files(folder: Path, other: Path) -> set[str]:
    """The files in both folders that are one file under two names."""
    there = set(files_in(folder)) & set(files_in(other))
    return {name for name in there if (folder / name).samefile(other / name)}


def marts_read(
    warehouse: Warehouse, folder: Path, by_day_from: int | None, monkeypatch: pytest.MonkeyPatch
) -> set[str]:
    """The marts that rows are read of for the candidate's files."""
    read, stream = set(), row_formats.stream_rows

    def recorded(
        connection: sa.Connection, query: str, columns: Sequence[TableColumn]
    ) -> Iterator[PackedRows]:
        read.add(query.partition(" from ")[2].split(".")[1].split()[0])
        return stream(connection, query, columns)

    with monkeypatch.context() as patch:
        patch.setattr(row_formats, "stream_rows", recorded)
        write(warehouse, folder, by_day_from, outputs(warehouse, by_day_from))
    return read


def keys(*days: int) -> tuple[int, ...]:
    return tuple(int(f"{FIRST + timedelta(days=day):%Y%m%d}") for day in days)


def test_new_days_and_restated_ones_and_what_they_move(
    history: Warehouse,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    flagged, renamed = Counter[int | None](), Counter[int | None]()
    copied: list[int] = []
    copy = OlderParquet.copy_to
    monkeypatch.setattr(OlderParquet, "copy_to", lambda *group: copied.append(group[2]) or copy(*group))
    for day in (HISTORY, HISTORY + 1):
        load(history, file_of(tmp_path, f"day-{day}", range(day, day + 1), seed=day))
        build_with_segments(history, f"run-{day}")
        for by_day_from in BOTH_WAYS:
            older = assert_as_written_whole(history, tmp_path / f"{day}-{by_day_from}", by_day_from)
            assert older.changes.days == keys(day)
            assert older.same == {*CUSTOMERS}
            flagged[by_day_from] += len(older.changes.flagged)
            renamed[by_day_from] += len(older.changes.renamed)
        publish(history, f"run-{day}")
    for by_day_from in BOTH_WAYS:
        assert flagged[by_day_from] > 0, "no bound moved over a row, so that nothing was shown"
        assert renamed[by_day_from] > 0, (
            "no campaign is spelt otherwise most often, so that nothing was shown"
        )
    restated = (2, 3, 20, HISTORY + 1)
    load(history, *(file_of(tmp_path, f"again-{day}", range(day, day + 1), seed=9) for day in restated))
    build_with_segments(history, "restated")
    for by_day_from in BOTH_WAYS:
        copied.clear()
        folder = tmp_path / f"restated-{by_day_from}"
        older = assert_as_written_whole(history, folder, by_day_from)
        assert older.changes.days == keys(*restated)
        shared = same_files(folder / "continued", older.folder)
        assert shared >= {"csv/dim_customer.csv", "csv/customer_segments.csv"}
        if by_day_from is None:
            assert copied, "no row group was taken over as it was, so that nothing was shown"
        else:
            of_days = {name for name in shared if Path(name).parent.name == FACT}
            assert of_days, "no day was taken over as it was, so that nothing was shown"
            assert of_days.isdisjoint(
                f"{name}/{FIRST + timedelta(days=day)}{suffix}"
                for name, suffix in DAY_FILES.items()
                for day in restated
            )
    assert "written whole" not in caplog.text
    # The fact grows into a file for each day, and back: the files are written whole then, and what stood in
    # their place is gone.
    for before, now in (BOTH_WAYS, BOTH_WAYS[::-1]):
        runs = outputs(history, before)
        assert write(history, tmp_path / f"grown-{now}", now, runs) is not None
        assert_same_rows(tmp_path / f"grown-{now}", tmp_path / f"restated-{now}" / "whole")
        run = f"run-{HISTORY + 1}"
        report(history, run, runs, now)
        for name, suffix in DAY_FILES.items():
            assert (runs / run / name).is_dir() == (now is not None)
            assert (runs / run / f"{name}{suffix}").is_file() == (now is None)


def test_only_files_that_nobody_touched_are_gone_on_from(
    history: Warehouse,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    build_with_segments(history, "again")
    for by_day_from in BOTH_WAYS:
        runs, folder = outputs(history, by_day_from), tmp_path / f"untouched-{by_day_from}"
        older = assert_as_written_whole(history, folder, by_day_from)
        assert (older.changes.days, older.changes.flagged, older.changes.renamed) == ((), (), ())
        if by_day_from is not None:
            of_fact = {name for name in files_in(older.folder) if str(Path(name).parent) in DAY_FILES}
            assert same_files(folder / "continued", older.folder) > of_fact
            assert len(of_fact) == HISTORY * len(DAY_FILES)
        assert marts_read(history, folder, by_day_from, monkeypatch).isdisjoint(CUSTOMERS)
        # Written once more, a report leaves the files alone that it has in common with others.
        assert same_files(folder / "continued", older.folder) >= {"csv/dim_customer.csv"}
        write(history, folder / "continued", by_day_from)
        assert same_files(folder / "continued", older.folder) == set()
        day = "" if by_day_from is None else f"/{FIRST + timedelta(days=3)}"
        with candidate_snapshot(history.settings) as marts:
            for name in (
                f"csv/{FACT}{day}.csv",
                f"parquet/{FACT}{day}.parquet",
                f"powerbi/roi_analysis_powerbi{day}.csv",
                "csv/dim_customer.csv",
                "parquet/customer_segments.parquet",
                "powerbi/customer_segments_powerbi.csv",
            ):
                with changed(runs / "run-0" / name, b"", restored_time=False):
                    assert older_among(history, runs, marts) is None, name
            with changed(runs / "run-0" / "metadata.json", b"{}", restored_time=True):
                assert older_among(history, runs, marts) is None
            with monkeypatch.context() as patch:
                patch.setattr("python_jobs.reporting.older_files.made_by", lambda: "another version")
                assert older_among(history, runs, marts) is None
    segment(history, "other-segments", n_clusters=2)
    for by_day_from in BOTH_WAYS:
        folder = tmp_path / f"other-segments-{by_day_from}"
        older = assert_as_written_whole(history, folder, by_day_from)
        assert older.same == {"dim_customer"}
        read = marts_read(history, folder, by_day_from, monkeypatch)
        assert read >= {*CUSTOMERS}, "the file for Power BI has columns of both"
    # What cannot be told from an untouched file beforehand costs time only.
    load(history, file_of(tmp_path, "day", range(HISTORY, HISTORY + 1), seed=3))
    load_customers(history, tmp_path, "more-customers", *customers(range(400, 403)))
    build_with_segments(history, "new")
    for by_day_from in BOTH_WAYS:
        runs, whole = outputs(history, by_day_from), tmp_path / f"new-{by_day_from}"
        write(history, whole, by_day_from)
        for name in ("campaign_data", "roi_analysis"):
            caplog.clear()
            file = f"run-0/powerbi/{name}_powerbi{'' if by_day_from is None else '/*'}.csv"
            with ExitStack() as spoilt:
                for path in runs.glob(file):
                    spoilt.enter_context(changed(path, b"x" * path.stat().st_size, restored_time=True))
                found = write(history, tmp_path / f"{name}-{by_day_from}", by_day_from, runs)
            assert_same_rows(tmp_path / f"{name}-{by_day_from}", whole)
            assert found is not None
            assert found.same == set(), "customers have come"
            assert "The files of rows are written whole" in caplog.text


@contextmanager
def changed(path: Path, content: bytes, *, restored_time: bool) -> Iterator[None]:
    """A file with other content for a while; afterwards it is as it was."""
    before, times = path.read_bytes(), path.stat()
    path.write_bytes(content)
    if restored_time:
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    yield
    path.write_bytes(before)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
