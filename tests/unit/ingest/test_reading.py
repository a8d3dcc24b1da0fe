import csv
import gzip
import hashlib
import io
import os
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from python_jobs.errors import DataError
from python_jobs.ingest import reading
from python_jobs.ingest.headers import read_header
from python_jobs.ingest.mappings import SourceMapping
from python_jobs.ingest.matching import MatchedFile
from python_jobs.ingest.quotes import QuoteLook
from python_jobs.operations_config import IngestConfig

HEADER = ["customer_id", "age", "country"]


def matched(folder: Path, content: bytes, name: str = "file.csv", **options: str) -> MatchedFile:
    file = folder / name
    file.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    columns = {column: column for column in HEADER}
    mapping = SourceMapping.model_validate(
        {"name": "shop", "table": "customers", "columns": columns, **options}
    )
    return MatchedFile(file, HEADER, mapping, "")


def rows_of(file: MatchedFile) -> list[tuple[str, ...]]:
    return pl.concat(reading.read_chunks(file, examine(file))).rows()


def examine(file: MatchedFile, **limits: float) -> reading.FileContent:
    return reading.examine(file, IngestConfig.model_validate(limits))


@pytest.mark.parametrize(
    "content",
    [
        b"customer_id,age,country\n1,2,x\n3,,y\n",
        b"\xef\xbb\xbfcustomer_id,age,country\r\n1,2,x\r\n3,,y\r\n",
        b'"customer_id",age,country\n"1","2",x\n\n3,"",y',
    ],
)
def test_usual_forms_read_alike(tmp_path: Path, content: bytes) -> None:
    expected = [("1", "2", "x"), ("3", "", "y")]
    assert rows_of(matched(tmp_path, content)) == expected
    assert rows_of(matched(tmp_path, content, "file.csv.gz")) == expected


def test_quoted_delimiters_quotes_and_line_ends(tmp_path: Path) -> None:
    content = b'customer_id,age,country\n"a,b","say ""hi""","two\r\nlines"\n5" pipe,1,x\n'
    assert rows_of(matched(tmp_path, content)) == [("a,b", 'say "hi"', "two\r\nlines"), ('5" pipe', "1", "x")]


def test_encoding_and_delimiter_of_the_mapping(tmp_path: Path) -> None:
    content = "customer_id;age;country\nä;1;Österreich\n".encode("cp1252")
    file = matched(tmp_path, content, encoding="cp1252", delimiter=";")
    assert rows_of(file) == [("ä", "1", "Österreich")]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            b"1,2,x\n3,4\n",
            "row 3: the last row is cut off, it has 2 of 3 fields; column 'country'",
        ),
        (b"1,2,x\n3,4", "row 3: the last row is cut off"),
        (b"1,2\n3,4,y\n", "row 2: only 2 of 3 fields; column 'country' is missing"),
        (b"1,2,x\n3,4,y,z\n", "row 3: 4 fields where the header has 3"),
        (b'"1\n1",2,x\n3\n', "row 4: the last row is cut off, it has 1 of 3 fields; column 'age' is missing"),
        (b'1,2,x\n3,"4,y\n5,6,z\n', "row 3, column 'age': a quote is opened and never closed"),
        (b"1,2,x\n3,4,\xe9t\xe9\n", "row 3, column 'country': byte 0xe9 is not utf-8 text"),
        (b"", "has a header but no rows"),
        (b"\n\n", "has a header but no rows"),
    ],
)
def test_broken_files_name_file_row_and_column(tmp_path: Path, body: bytes, problem: str) -> None:
    file = matched(tmp_path, b"customer_id,age,country\n" + body)
    with pytest.raises(DataError) as raised:
        rows_of(file)
    assert problem in str(raised.value)
    assert str(file.file) in str(raised.value)


def test_header_without_line_end_has_no_rows(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no rows"):
        rows_of(matched(tmp_path, b"customer_id,age,country"))


def test_a_cut_gzip_is_told(tmp_path: Path) -> None:
    file = matched(tmp_path, b"customer_id,age,country\n" + b"1,2,x\n" * 10_000, "file.csv.gz")
    file.file.write_bytes(file.file.read_bytes()[:-20])
    with pytest.raises(DataError, match="damaged or cut off"):
        rows_of(file)


def bomb(folder: Path, line: bytes, mebibytes: int) -> MatchedFile:
    """Many times its own size, in two gzip members."""
    half = gzip.compress(line * (mebibytes * 2**19 // len(line)), 1)
    file = matched(folder, b"", "bomb.csv.gz")
    file.file.write_bytes(half * 2)
    return file


def test_a_file_larger_than_the_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"more than 0\.002 GB.*maximum_gigabytes in config/operations.yml"):
        examine(bomb(tmp_path, b"1,2,x\n", 3), maximum_gigabytes=0.002)


def test_a_file_that_grows_too_much_is_refused(tmp_path: Path) -> None:
    file = bomb(tmp_path, b"1,2,x\n", 102)
    with pytest.raises(DataError, match="more than 200 times what it takes compressed"):
        examine(file)
    examine(file, maximum_compression=1000)


@pytest.mark.parametrize("name", ["zeros.csv", "zeros.csv.gz"])
def test_a_row_without_end_is_refused_at_its_first_mebibyte(tmp_path: Path, name: str) -> None:
    file = matched(tmp_path, b"customer_id,age,country\n1,2,x\n" + b"\0" * (4 * 2**20), name)
    with pytest.raises(DataError, match=r"row longer than 1 MiB after 1,048,576 bytes"):
        examine(file)


def test_a_quote_never_closed_is_told_without_reading_on(tmp_path: Path) -> None:
    rows = b'customer_id,age,country\n1,"2,x\n' + b"3,4,y\n" * 400_000
    with pytest.raises(DataError, match="row 2, column 'age': a quote is opened and never closed"):
        rows_of(matched(tmp_path, rows))


def two_open_quotes(line_end: bytes) -> bytes:
    """480 rows; the fast reader takes the 30 between two quotes that nobody meant for one field."""
    rows = [b"%d,2,x" % number for number in range(480)]
    rows[100], rows[130] = b'100,"2,x', b'130,"2,x'
    return line_end.join([b"customer_id,age,country", *rows, b""])


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("name", ["file.csv", "file.csv.gz"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "shift_jis"])
def test_rows_between_two_open_quotes_are_not_swallowed(
    tmp_path: Path, line_end: bytes, name: str, encoding: str
) -> None:
    content = two_open_quotes(line_end).decode().encode(encoding)
    with pytest.raises(DataError, match=r"row 102, column 'age': a quote is opened and .* in row 132"):
        rows_of(matched(tmp_path, content, name, encoding=encoding))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (b'1,"Big" sale,x', "age"),
        (b'"Big" sale,2,x', "customer_id"),
        (b'"Big," sale,2,x', "customer_id"),
        (b'"a ""b""",2,"Big" sale', "country"),
        (b'"two\nlines","Big" sale,x', "age"),
        (b'1,""2,x', "age"),
    ],
)
def test_text_after_a_closing_quote_is_told(tmp_path: Path, row: bytes, column: str) -> None:
    file = matched(tmp_path, b'"customer_id",age,country\n"1","2",x\n' + row + b"\n4,5,x\n")
    with pytest.raises(DataError, match=f"row 3, column '{column}': a quote is opened and the quote that"):
        rows_of(file)


@pytest.mark.parametrize("quoted", [b'"two\nlines"', b'"say ""hi"""', b'""""', b'""', b'","', b'5" pipe'])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_right_quotes_are_read_wherever_a_block_ends(tmp_path: Path, quoted: bytes, start: bytes) -> None:
    body = b",".join([quoted] * 3) + b"\n" + b",".join([quoted] * 3)
    file = matched(tmp_path, start + b'"customer_id","age","country"\n' + body)
    assert len(rows_of(file)) == 2
    look = QuoteLook(",", "utf-8")
    content = file.file.read_bytes()
    look.take(content[:3])
    for byte in content[3:]:
        look.take(bytes([byte]))
    assert look.needs_strict_look() == (b"pipe" in quoted)


@given(st.text('",\n\rab', max_size=40), st.integers(1, 5))
@settings(max_examples=1000, deadline=None)
def test_what_a_strict_reader_refuses_is_looked_at_strictly(text: str, block: int) -> None:
    look = QuoteLook(",", "utf-8")
    for start in range(0, len(text), block):
        look.take(text[start : start + block].encode())
    try:
        list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        assert look.needs_strict_look()


@pytest.mark.parametrize("name", ["header.csv", "header.csv.gz"])
def test_a_header_without_end_is_refused(tmp_path: Path, name: str) -> None:
    file = matched(tmp_path, b"x" * (4 * 2**20), name).file
    with pytest.raises(DataError, match="row 1: the header is longer than 1 MiB"):
        read_header(file, "utf-8", ",")


def test_a_header_is_read_whatever_the_rows_hold(tmp_path: Path) -> None:
    file = matched(tmp_path, b"customer_id,age,country\n1,2,\xff\n" + "3,4,é\n".encode() * 2**18).file
    assert read_header(file, "utf-8", ",") == HEADER


def test_a_pipe_and_a_device_are_refused_at_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for file in (pipe, Path("/dev/zero")):
        with pytest.raises(DataError, match="is a pipe or a device"):
            read_header(file, "utf-8", ",")


def test_hash_is_of_the_decompressed_bytes(tmp_path: Path) -> None:
    content = b"customer_id,age,country\n1,2,x\n"
    plain, packed = matched(tmp_path, content), matched(tmp_path, content, "file.csv.gz")
    assert examine(plain).sha256 == hashlib.sha256(content).hexdigest()
    assert examine(packed).sha256 == examine(plain).sha256
