from pathlib import Path

import pytest

from python_jobs.errors import ConfigurationError, DataError
from python_jobs.ingest.matching import match_file
from python_jobs.project import PROJECT_ROOT

CONFIG = PROJECT_ROOT / "config"
CUSTOMERS = (
    "customer_id,age,gender,country,sessions,avg_session_duration,pages_per_session,transactions,revenue\n"
    "1,,,,,,,,\n"
)


def file_of(folder: Path, text: str | bytes, name: str = "file.csv") -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_header_decides_in_any_case_with_blanks_and_bom(tmp_path: Path) -> None:
    file = file_of(tmp_path, b"\xef\xbb\xbf" + CUSTOMERS.replace(",age,", ", AGE ,").encode())
    matched = match_file(CONFIG, file, None)
    assert matched.mapping.name == "customers"
    assert matched.chosen_by == "matched by header (9 of 9 columns)"
    assert matched.header[:2] == ["customer_id", "AGE"]


def test_nearest_mappings_tell_what_is_missing(tmp_path: Path) -> None:
    file = file_of(tmp_path, CUSTOMERS.replace("sessions,", "visits,"))
    with pytest.raises(ConfigurationError, match=r"Nearest: customers lacks 'sessions'; "):
        match_file(CONFIG, file, None)


def test_two_that_fit_equally_are_not_chosen_between(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    for name in ("one", "two"):
        (sources / f"{name}.yml").write_text("table: customers\ncolumns: {customer_id: Id}\n")
    file = file_of(tmp_path, "id\n1\n")
    with pytest.raises(ConfigurationError, match="fits the sources one and two equally"):
        match_file(tmp_path, file, None)
    assert match_file(tmp_path, file, "two").mapping.name == "two"


def test_the_mapping_that_uses_more_columns_wins(tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "less.yml").write_text("table: customers\ncolumns: {customer_id: Id}\n")
    (sources / "more.yml").write_text("table: customers\ncolumns: {customer_id: Id, age: Years}\n")
    assert match_file(tmp_path, file_of(tmp_path, "Id,Years\n1,2\n"), None).mapping.name == "more"


def test_named_source_with_a_missing_column(tmp_path: Path) -> None:
    file = file_of(tmp_path, CUSTOMERS.replace(",revenue", ",turnover"))
    with pytest.raises(DataError, match=r"file\.csv, row 1: the header has no column 'revenue'"):
        match_file(CONFIG, file, "customers")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("empty.csv", b"", "empty.csv is empty"),
        ("blank.csv", b"\n\n", "blank.csv is empty"),
        ("twice.csv", b"a,b, A\n1,2,3\n", "row 1: the header has the column 'a' more than once"),
        ("wrong.csv", "größe,b\n".encode("latin-1"), "row 1: the header is not utf-8 text"),
        ("plain.csv.gz", b"a,b\n1,2\n", "plain.csv.gz is not a gzip file"),
    ],
)
def test_unusable_headers(tmp_path: Path, name: str, content: bytes, problem: str) -> None:
    with pytest.raises(DataError) as raised:
        match_file(CONFIG, file_of(tmp_path, content, name), None)
    assert problem in str(raised.value)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no such file"):
        match_file(CONFIG, tmp_path / "none.csv", None)
    with pytest.raises(DataError, match="is a folder"):
        match_file(CONFIG, tmp_path, None)
