"""Lines read straight from the connection are those that the driver reads, and end as its results do."""

import pytest
import sqlalchemy as sa

from python_jobs.warehouse.rows.csv_lines import stream_lines
from tests.conftest import Warehouse

NUMBERS = (
    "with recursive numbers as (select 1 as n union all select n + 1 from numbers where n < 700) "
    "select cast({} as binary) from numbers order by n"
)


@pytest.mark.parametrize(
    "line",
    [
        "concat('é', n)",
        "''",
        "repeat('x', n)",  # lengths of one byte and of two
        "repeat('x', 65000 + n)",  # of three
    ],
)
def test_lines_are_what_the_driver_reads(line: str, connection: sa.Connection) -> None:
    query = NUMBERS.format(line)
    expected = list(connection.exec_driver_sql(query).scalars())
    chunks = list(stream_lines(connection, query, 300))
    assert [len(chunk) for chunk in chunks] == [300, 300, 100]
    assert [line for chunk in chunks for line in chunk] == expected
    assert connection.scalar(sa.text("select 1")) == 1, "the connection goes on"


def test_a_result_that_ends_with_a_chunk_has_no_empty_one(connection: sa.Connection) -> None:
    assert [len(chunk) for chunk in stream_lines(connection, NUMBERS.format("n"), 350)] == [350, 350]
    assert list(stream_lines(connection, "select cast('' as binary) limit 0")) == []


def test_a_result_left_in_the_middle_is_read_to_its_end(connection: sa.Connection) -> None:
    lines = stream_lines(connection, NUMBERS.format("n"), 10)
    assert next(lines)[-1] == b"10"
    lines.close()
    assert connection.scalar(sa.text("select 2")) == 2


def test_an_error_among_the_rows_is_the_servers(connection: sa.Connection, warehouse: Warehouse) -> None:
    lines = stream_lines(connection, NUMBERS.format("concat(n, repeat('x', 60000))"), 1)
    next(lines)
    warehouse.query(f"kill {connection.connection.dbapi_connection.thread_id()}")
    with pytest.raises(Exception, match=r"Lost connection|interrupted|killed"):
        list(lines)
    connection.invalidate()
