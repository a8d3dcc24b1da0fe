"""Rows in the bytes of the connection are those that the driver reads, in Arrow's types and in CSV lines."""

import csv

import pyarrow as pa
import pytest
import sqlalchemy as sa
from pymysql import err

from python_jobs.warehouse.rows.arrow_rows import arrow_schema, arrow_table
from python_jobs.warehouse.rows.csv_texts import inner_text, line_parts
from python_jobs.warehouse.rows.packed_numbers import signs
from python_jobs.warehouse.rows.row_packets import stream_rows
from python_jobs.warehouse.rows.spliced_lines import Cells, Part, content, splice
from python_jobs.warehouse.rows.table_columns import TableColumn, table_columns
from tests.conftest import Warehouse

TEXTS = [
    None, "", "a", "x" * 34, "x" * 250, "x" * 251, "x" * 34_000, "é" * 30_000, 'say "hi", ok', '"', '""',
    "two\r\nlines", "=1", "-1", "+1", "@x", "＝1", "\t", "\ttext", " =1", "\u200b=1", "\u202e +1", "\u00a0@",
    " a=1", "é=1", "a=1", "'=1", "\x00", "\x00=1", "back\\slash", "春节 🎉", ",", "\u200b", "\x7f-1",
]  # fmt: skip
NUMBERS = [
    None, "0", "0.0000000001", "-0.0000000001", "1", "-1", "99999999", "100000000", "123456789.0123456789",
    "-99999999.9999999999", "999999999999999999", "-12345678901234567.5", "0.5",
]  # fmt: skip
BLOCKS = [100, 5_000, 8 << 20]


@pytest.fixture
def columns(warehouse: Warehouse, connection: sa.Connection) -> tuple[str, tuple[TableColumn, ...]]:
    database = warehouse.settings.database("build")
    connection.exec_driver_sql(f"drop table if exists {database}.odd")
    connection.exec_driver_sql(
        f"create table {database}.odd (id bigint primary key, note longtext, amount decimal(28,10), "
        "wide decimal(38,8), small smallint, flag tinyint(1), number double, day date, at datetime(6), "
        "name varchar(64)) collate utf8mb4_bin"
    )
    rows = [
        {
            "id": (-1) ** place * 10**place if place < 19 else place,
            "note": text,
            "amount": NUMBERS[place % len(NUMBERS)],
            "wide": NUMBERS[-1 - place % len(NUMBERS)],
            "small": place - 9,
            "flag": (None, 0, 1)[place % 3],
            "number": place / 7,
            "day": f"20{place:02}-02-28",
            "at": f"2024-01-01 00:00:{place:02}.00012{place % 10}",
            "name": None if place % 2 else f"n{place}",
        }
        for place, text in enumerate(TEXTS)
    ]
    connection.execute(
        sa.text(
            f"insert into {database}.odd values "
            "(:id, :note, :amount, :wide, :small, :flag, :number, :day, :at, :name)"
        ),
        rows,
    )
    connection.commit()
    return f"{database}.odd", table_columns(connection, database)["odd"]


@pytest.mark.parametrize("block_bytes", BLOCKS)
def test_every_value_is_the_servers(
    columns: tuple[str, tuple[TableColumn, ...]], connection: sa.Connection, block_bytes: int
) -> None:
    table, described = columns
    schema = arrow_schema(described)
    query = f"select * from {table} order by id"
    expected = [tuple(row) for row in connection.exec_driver_sql(query)]
    blocks = stream_rows(connection, query, described, block_bytes)
    read = pa.concat_tables([arrow_table(rows, schema) for rows in blocks])
    place = schema.get_field_index("flag")
    assert [tuple(row.values()) for row in read.to_pylist()] == [
        (*row[:place], None if row[place] is None else bool(row[place]), *row[place + 1 :])
        for row in expected
    ]
    read.validate(full=True)
    assert connection.scalar(sa.text("select 1")) == 1, "the connection goes on"


@pytest.mark.parametrize("block_bytes", BLOCKS)
def test_lines_are_what_a_reader_of_csv_reads(
    columns: tuple[str, tuple[TableColumn, ...]], connection: sa.Connection, block_bytes: int
) -> None:
    table, described = columns
    names = ["name", "amount", "wide", "note", "id", "number", "at", "day"]  # any order
    query = f"select * from {table} order by id"
    lines = b""
    for rows in stream_rows(connection, query, described, block_bytes):
        cells = Cells()
        parts = [*line_parts(rows, names, cells), Part(cells=cells.number(b"\r\n"))]
        lines += bytes(content(splice(rows, parts, cells)))
    # As the server writes them.
    wanted = [
        f"coalesce(concat('\"', replace({name}, '\"', '\"\"'), '\"'), '')"
        if name in ("name", "note")
        else f"coalesce({name}, '')"
        for name in names
    ]
    texts = f"select note, concat_ws(',', {', '.join(wanted)}) from {table} order by id"
    expected = b""
    for note, line in connection.exec_driver_sql(texts):
        inner = "" if note is None else inner_text(note.encode()).decode()
        plain = "" if note is None else note.replace('"', '""')
        expected += line.replace(f'"{plain}"', f'"{inner}"').encode() + b"\r\n"
    assert lines == expected
    csv.field_size_limit(1 << 20)
    read = list(csv.reader(lines.replace(b"\x00", b"").decode().splitlines(keepends=True)))
    assert {len(row) for row in read} == {len(names)}


def test_a_formula_is_what_the_server_took_for_one(connection: sa.Connection) -> None:
    formula = r"^([\\t\\r\\n]|[\\p{C}\\p{Z}]*[-=+@＝＋－＠])"
    for text in (text for text in TEXTS if text is not None and "\x00" not in text):
        found = connection.scalar(sa.text(f"select :text regexp '{formula}'"), {"text": text})
        assert bool(found) == inner_text(text.encode()).startswith(b"'") or text.startswith("'"), text


def test_signs(columns: tuple[str, tuple[TableColumn, ...]], connection: sa.Connection) -> None:
    table, described = columns
    query = f"select * from {table} order by id"
    expected = connection.exec_driver_sql(
        f"select coalesce(sign(amount), 0) from {table} order by id"
    ).scalars()
    (rows,) = stream_rows(connection, query, described)
    assert signs(rows, rows.columns["amount"]).tolist() == list(expected)


def test_no_rows_give_no_block(
    columns: tuple[str, tuple[TableColumn, ...]], connection: sa.Connection
) -> None:
    table, described = columns
    assert list(stream_rows(connection, f"select * from {table} limit 0", described)) == []


def test_a_killed_query_raises_as_the_driver_does(
    columns: tuple[str, tuple[TableColumn, ...]], connection: sa.Connection, warehouse: Warehouse
) -> None:
    table, described = columns
    query = f"select a.* from {table} a, {table} b, {table} c"
    blocks = stream_rows(connection, query, described)
    next(blocks)
    driver = connection.connection.dbapi_connection
    assert driver is not None
    warehouse.query(f"kill {driver.thread_id()}")
    with pytest.raises(err.OperationalError):
        list(blocks)
    assert connection.invalidated


def test_a_query_that_the_server_refuses(connection: sa.Connection) -> None:
    with pytest.raises(sa.exc.DBAPIError):
        list(stream_rows(connection, "select * from nowhere.nothing", ()))
