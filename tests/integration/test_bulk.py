"""Frames into tables of a real server."""

import tempfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from python_jobs.errors import DataError
from python_jobs.warehouse.bulk import load_frame, load_frames
from python_jobs.warehouse.connections import engine_for
from tests.conftest import Warehouse

COLUMNS = "t varchar(20), n bigint, d decimal(10,3), x double, f tinyint(1), day date, at datetime(6)"
ROWS = [
    (
        "tab\t \\ '\" \0 😀\n",
        2**40,
        Decimal("1.250"),
        0.1,
        True,
        date(2024, 2, 29),
        datetime(2024, 1, 1, 2, 3, 4, 5),
    ),
    (None, None, None, None, None, None, None),
    ("", -1, Decimal("-0.001"), -1e300, False, date(1970, 1, 1), datetime(1970, 1, 1)),
    ("\\N", 0, Decimal("0.000"), 1.5, False, date(2199, 12, 31), datetime(2199, 12, 31)),
]


def frame() -> pl.DataFrame:
    return pl.DataFrame(ROWS, schema=["t", "n", "d", "x", "f", "day", "at"], orient="row")


def make_table(warehouse: Warehouse, columns: str = COLUMNS) -> str:
    database = warehouse.settings.database("raw")
    warehouse.query(f"create table `{database}`.frames (place int auto_increment primary key, {columns})")
    return database


@pytest.mark.parametrize("sends_files", [True, False])
def test_every_type_and_null_arrives(warehouse: Warehouse, sends_files: bool) -> None:
    database = make_table(warehouse)
    engine = engine_for(warehouse.settings, "loader", local_infile=sends_files)
    with engine.begin() as connection:
        assert load_frames(connection, database, "frames", [frame(), frame().clear(), frame()]) == 8
    engine.dispose()
    there = warehouse.query(f"select t, n, d, x, f, day, at from `{database}`.frames order by place")
    assert there == ROWS * 2


@pytest.mark.parametrize(("sends_files", "error"), [(True, DataError), (False, sa.exc.DataError)])
def test_a_value_that_does_not_fit_undoes_the_load(
    warehouse: Warehouse, sends_files: bool, error: type[Exception]
) -> None:
    database = make_table(warehouse, "t varchar(3) not null")
    engine = engine_for(warehouse.settings, "loader", local_infile=sends_files)
    with engine.connect() as connection:
        load_frame(connection, database, "frames", pl.DataFrame({"t": ["ok"]}))
        with pytest.raises(error, match=r"(?i)data too long|truncated"):
            load_frame(connection, database, "frames", pl.DataFrame({"t": ["abc", "abcd"]}))
        connection.rollback()
    engine.dispose()
    assert warehouse.query(f"select count(*) from `{database}`.frames") == [(0,)]


def test_no_file_lies_about_while_rows_are_sent(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A load that is killed then leaves none behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    database = make_table(warehouse)
    engine = engine_for(warehouse.settings, "loader", local_infile=True)
    lying_about: list[list[Path]] = []

    @sa.event.listens_for(engine, "before_cursor_execute")
    def look(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("load data"):
            lying_about.append(list(tmp_path.iterdir()))

    with engine.begin() as connection:
        load_frame(connection, database, "frames", frame())
    engine.dispose()
    assert lying_about == [[]]
