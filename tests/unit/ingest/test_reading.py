import gzip
import hashlib
from pathlib import Path

import polars as pl
import pytest

from python_jobs.errors import DataError
from python_jobs.ingest import reading
from python_jobs.ingest.mappings import SourceMapping
from python_jobs.ingest.matching import MatchedFile

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
    return pl.concat(reading.read_chunks(file, reading.examine(file.file))).rows()


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


def test_a_bomb_stops_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAXIMUM_BYTES", 2 * 2**20)
    file = matched(tmp_path, b"0" * (3 * 2**20), "bomb.csv.gz")
    with pytest.raises(DataError, match="holds more than"):
        reading.examine(file.file)


def test_hash_is_of_the_decompressed_bytes(tmp_path: Path) -> None:
    content = b"customer_id,age,country\n1,2,x\n"
    plain, packed = matched(tmp_path, content), matched(tmp_path, content, "file.csv.gz")
    assert reading.examine(plain.file).sha256 == hashlib.sha256(content).hexdigest()
    assert reading.examine(packed.file).sha256 == reading.examine(plain.file).sha256
