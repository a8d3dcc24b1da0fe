"""A file goes on from another one, with the checksum of the whole."""

import hashlib
import os
from pathlib import Path

import pytest

from python_jobs.reporting import summed_file
from python_jobs.reporting.summed_file import SummedFile, UnusableFile, take_file

OTHER = bytes(range(256)) * 40


def test_copied_spans_lie_between_what_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summed_file, "_PIECE_BYTES", 1000)
    (tmp_path / "other").write_bytes(OTHER)
    with (tmp_path / "other").open("rb") as other, SummedFile(tmp_path / "new") as new:
        new.write(b"begin" * 1500)
        new.copy(other.fileno(), 3, 5003)
        new.write(b"then")
        new.copy(other.fileno(), 9000, 9000)
        new.copy(other.fileno(), 9000, len(OTHER))
        assert new.tell() == 5 * 1500 + 5000 + 4 + len(OTHER) - 9000
    wanted = b"begin" * 1500 + OTHER[3:5003] + b"then" + OTHER[9000:]
    assert (tmp_path / "new").read_bytes() == wanted
    assert new.sha256 == hashlib.sha256(wanted).hexdigest()


def test_a_file_that_ends_too_early_is_not_gone_on_from(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(OTHER)
    with (
        (tmp_path / "other").open("rb") as other,
        SummedFile(tmp_path / "new") as new,
        pytest.raises(UnusableFile, match=f"before byte {len(OTHER) + 1}"),
    ):
        new.copy(other.fileno(), 0, len(OTHER) + 1)


def test_a_file_of_two_reports_stays_as_it_is_when_one_is_written_again(tmp_path: Path) -> None:
    older, path = tmp_path / "older", tmp_path / "new"
    older.write_bytes(OTHER)
    take_file(older, path)
    assert path.samefile(older)
    with SummedFile(path) as new:
        new.write(b"other rows")
    assert (older.read_bytes(), path.read_bytes()) == (OTHER, b"other rows")


def test_a_file_system_without_links_has_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    older = tmp_path / "older"
    older.write_bytes(OTHER)
    take_file(older, tmp_path / "new")
    assert (tmp_path / "new").read_bytes() == OTHER
    # Files younger than their report are taken for touched ones.
    assert (tmp_path / "new").stat().st_mtime_ns == older.stat().st_mtime_ns
    with pytest.raises(UnusableFile, match=r"missing: No such file"):
        take_file(tmp_path / "missing", tmp_path / "other")
