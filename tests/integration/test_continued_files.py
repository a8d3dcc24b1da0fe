"""Files of rows that go on from those of the publication before hold what files written whole hold."""

import hashlib
import os
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
from python_jobs.warehouse.publishing.published_layers import candidate_snapshot
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


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row groups of a few dozen rows, of which most can be taken over as they are."""
    monkeypatch.setattr(row_formats, "stream_rows", partial(stream_rows, block_bytes=16_000))


@pytest.fixture(params=[None, 1], ids=["one file", "a file a day"])
def by_day_from(request: pytest.FixtureRequest) -> int | None:
    """Of how many rows on the fact has a file for each day."""
    return cast("int | None", request.param)


@pytest.fixture
def history(warehouse: Warehouse, tmp_path: Path, by_day_from: int | None) -> Warehouse:
    """A warehouse in which some weeks are published, with their files."""
    load(warehouse, file_of(tmp_path, "history", range(HISTORY), seed=1))
    load_customers(warehouse, tmp_path, "customers", *customers(range(400)))
    build_with_segments(warehouse, "run-0")
    publish(warehouse, "run-0", by_day_from)
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


def publish(warehouse: Warehouse, run_id: str, by_day_from: int | None) -> None:
    """Publish the candidate and write its files."""
    publish_all(warehouse.settings, run_id)
    folder = warehouse.settings.outputs / run_id
    config = ReportConfig(day_files_from_rows=by_day_from)
    write_reports(warehouse.settings, run_id, folder, config, formats=ROW_FORMATS)


def write(
    warehouse: Warehouse, folder: Path, by_day_from: int | None, *, whole: bool = False
) -> OlderFiles | None:
    """Write the files of the candidate; what they went on from."""
    with candidate_snapshot(warehouse.settings) as marts:
        older = None if whole else older_files(warehouse.settings, marts.connection)
        subject = Subject(folder, "new", None, "all days", by_day_from)
        written = write_row_formats(subject, ROW_FORMATS, marts, older)
    for mart in (FACT, *CUSTOMERS):
        ((rows,),) = warehouse.query(f"select count(*) from {warehouse.settings.database('build')}.{mart}")
        assert written.rows[mart] == rows
    assert_checksums(written, folder)
    return older


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


def assert_as_written_whole(warehouse: Warehouse, folder: Path, by_day_from: int | None) -> OlderFiles | None:
    """Write the candidate's files both ways and compare them."""
    older = write(warehouse, folder / "continued", by_day_from)
    write(warehouse, folder / "whole", by_day_from, whole=True)
    assert files_in(folder / "continued") == files_in(folder / "whole")
    for name in files_in(folder / "whole"):
        there, path = folder / "continued" / name, folder / "whole" / name
        if path.suffix == ".csv":
            assert there.read_bytes() == path.read_bytes(), name
        else:
            assert pl.read_parquet(there).equals(pl.read_parquet(path)), name
            assert parquet.read_schema(there).equals(parquet.read_schema(path), check_metadata=True), name
    return older


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
        write(warehouse, folder, by_day_from)
    return read


def keys(*days: int) -> tuple[int, ...]:
    return tuple(int(f"{FIRST + timedelta(days=day):%Y%m%d}") for day in days)


def test_new_days_and_restated_ones_and_what_they_move(
    history: Warehouse,
    tmp_path: Path,
    by_day_from: int | None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    flagged = renamed = 0
    copied: list[int] = []
    copy = OlderParquet.copy_to
    monkeypatch.setattr(OlderParquet, "copy_to", lambda *group: copied.append(group[2]) or copy(*group))
    for day in (HISTORY, HISTORY + 1):
        load(history, file_of(tmp_path, f"day-{day}", range(day, day + 1), seed=day))
        build_with_segments(history, f"run-{day}")
        older = assert_as_written_whole(history, tmp_path / f"{day}", by_day_from)
        assert older is not None
        assert older.changes.days == keys(day)
        assert older.same == {*CUSTOMERS}
        flagged += len(older.changes.flagged)
        renamed += len(older.changes.renamed)
        publish(history, f"run-{day}", by_day_from)
    assert flagged > 0, "no bound moved over a row, so that nothing was shown"
    assert renamed > 0, "no campaign is spelt otherwise most often, so that nothing was shown"
    restated = (2, 3, 20, HISTORY + 1)
    load(history, *(file_of(tmp_path, f"again-{day}", range(day, day + 1), seed=9) for day in restated))
    build_with_segments(history, "restated")
    older = assert_as_written_whole(history, tmp_path / "restated", by_day_from)
    assert older is not None
    assert older.changes.days == keys(*restated)
    shared = same_files(tmp_path / "restated" / "continued", older.folder)
    assert shared >= {"csv/dim_customer.csv", "csv/customer_segments.csv"}
    if by_day_from is None:
        assert copied, "no row group was taken over as it was, so that nothing was shown"
    else:
        of_days = {name for name in shared if Path(name).parent.name == FACT}
        assert of_days, "no day was taken over as it was, so that nothing was shown"
        assert of_days.isdisjoint(
            f"{folder}/{FIRST + timedelta(days=day)}{suffix}"
            for folder, suffix in DAY_FILES.items()
            for day in restated
        )
    assert "written whole" not in caplog.text


def test_only_files_that_nobody_touched_are_gone_on_from(
    history: Warehouse,
    tmp_path: Path,
    by_day_from: int | None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    build_with_segments(history, "again")
    older = assert_as_written_whole(history, tmp_path / "untouched", by_day_from)
    assert older is not None
    assert (older.changes.days, older.changes.flagged, older.changes.renamed) == ((), (), ())
    if by_day_from is not None:
        of_fact = {name for name in files_in(older.folder) if str(Path(name).parent) in DAY_FILES}
        assert same_files(tmp_path / "untouched" / "continued", older.folder) > of_fact
        assert len(of_fact) == HISTORY * len(DAY_FILES)
    assert marts_read(history, tmp_path / "untouched", by_day_from, monkeypatch).isdisjoint(CUSTOMERS)
    # Written once more, a report leaves the files alone that it has in common with others.
    assert same_files(tmp_path / "untouched" / "continued", older.folder) >= {"csv/dim_customer.csv"}
    write(history, tmp_path / "untouched" / "continued", by_day_from, whole=True)
    assert same_files(tmp_path / "untouched" / "continued", older.folder) == set()
    folder = history.settings.outputs / "run-0"
    day = "" if by_day_from is None else f"/{FIRST + timedelta(days=3)}"
    for name in (
        f"csv/{FACT}{day}.csv",
        f"parquet/{FACT}{day}.parquet",
        f"powerbi/roi_analysis_powerbi{day}.csv",
        "csv/dim_customer.csv",
        "parquet/customer_segments.parquet",
        "powerbi/customer_segments_powerbi.csv",
    ):
        with changed(folder / name, b"", restored_time=False):
            assert write(history, tmp_path / "touched", by_day_from) is None, name
    with changed(folder / "metadata.json", b"{}", restored_time=True):
        assert write(history, tmp_path / "touched", by_day_from) is None
    with monkeypatch.context() as patch:
        patch.setattr("python_jobs.reporting.older_files.made_by", lambda: "another version")
        assert write(history, tmp_path / "touched", by_day_from) is None
    segment(history, "other-segments", n_clusters=2)
    older = assert_as_written_whole(history, tmp_path / "other-segments", by_day_from)
    assert older is not None
    assert older.same == {"dim_customer"}
    read = marts_read(history, tmp_path / "other-segments", by_day_from, monkeypatch)
    assert read >= {*CUSTOMERS}, "the file for Power BI has columns of both"
    # What cannot be told from an untouched file beforehand costs time only.
    load(history, file_of(tmp_path, "day", range(HISTORY, HISTORY + 1), seed=3))
    load_customers(history, tmp_path, "more-customers", *customers(range(400, 403)))
    build_with_segments(history, "new")
    for name in ("campaign_data", "roi_analysis"):
        caplog.handler.records[:] = []
        with ExitStack() as spoilt:
            for path in (folder / "powerbi").glob(f"{name}_powerbi{'' if by_day_from is None else '/*'}.csv"):
                spoilt.enter_context(changed(path, b"x" * path.stat().st_size, restored_time=True))
            older = assert_as_written_whole(history, tmp_path / name, by_day_from)
            assert older is not None
            assert older.same == set(), "customers have come"
        assert "The files of rows are written whole" in caplog.text


def test_the_fact_grows_into_a_file_for_each_day(
    history: Warehouse, tmp_path: Path, by_day_from: int | None
) -> None:
    """And back: the files are written whole then, and what stood in their place is gone."""
    other = 1 if by_day_from is None else None
    build_with_segments(history, "again")
    assert_as_written_whole(history, tmp_path / "other", other)
    folder = history.settings.outputs / "run-0"
    config = ReportConfig(day_files_from_rows=other)
    write_reports(history.settings, "run-0", folder, config, formats=ROW_FORMATS)
    for name, suffix in DAY_FILES.items():
        assert (folder / name).is_dir() == (other is not None)
        assert (folder / f"{name}{suffix}").is_file() == (other is None)


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
