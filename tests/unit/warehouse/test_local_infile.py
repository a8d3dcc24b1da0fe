from pathlib import Path
from typing import Any

import pytest
from pymysql.connections import MySQLResult

from python_jobs.errors import ServerError
from python_jobs.warehouse import local_infile


class Connection:
    """A connection that is only ever closed."""

    closed = False

    def _force_close(self) -> None:
        self.closed = True


class Request:
    """The server's packet that asks for a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def get_all_data(self) -> bytes:
        return b"\xfb" + str(self.file).encode()


class Result:
    def __init__(self) -> None:
        self.connection = Connection()


def asked_for(file: Path) -> Any:
    result = Result()
    with pytest.raises(ServerError, match="not offered"):
        MySQLResult._read_load_local_packet(result, Request(file))  # type: ignore[attr-defined]
    return result.connection


def test_no_file_is_sent_outside_a_load() -> None:
    assert asked_for(Path("/etc/passwd")).closed


def test_another_file_is_not_sent_during_a_load(tmp_path: Path) -> None:
    with local_infile.offered(tmp_path / "rows.tsv"):
        assert asked_for(Path("/etc/passwd")).closed
        assert asked_for(tmp_path / "rows.tsv.old").closed


def test_the_offer_ends_with_the_load(tmp_path: Path) -> None:
    with local_infile.offered(tmp_path / "rows.tsv"):
        assert local_infile.requested_file_is_offered(str(tmp_path / "rows.tsv").encode())
    assert not local_infile.requested_file_is_offered(str(tmp_path / "rows.tsv").encode())
