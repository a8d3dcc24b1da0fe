"""The first row of a file: the names of its columns."""

import codecs
import csv
import gzip
import io
import stat
import zlib
from collections import Counter
from pathlib import Path
from typing import IO, cast

from python_jobs.errors import DataError
from python_jobs.ingest.mappings import header_key

# No row is longer, the header included. Of a row without an end no more than this is held in memory.
LONGEST_ROW = 2**20
_BROKEN = "\N{REPLACEMENT CHARACTER}"
_GZIP_MAGIC = b"\x1f\x8b"


def open_bytes(file: Path) -> IO[bytes]:
    """Open a file for reading, decompressed if its name ends in ``.gz``.

    Raises:
        DataError: it is not there, is a folder, a pipe or a device, cannot be read, or is no gzip file in
            spite of its name.
    """
    try:
        # Opening a pipe would wait for its writer, and a device may never end.
        mode = file.stat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise DataError(
                f"{file} is a pipe or a device, and a file is read twice. Save its content and load that."
            )
        stream = file.open("rb")
    except FileNotFoundError:
        raise DataError(f"{file}: there is no such file.") from None
    except IsADirectoryError:
        raise DataError(f"{file} is a folder. Name the files in it.") from None
    except OSError as error:
        raise DataError(f"{file} cannot be read: {error.strerror}.") from None
    if file.suffix != ".gz":
        return stream
    if stream.read(2) != _GZIP_MAGIC:
        stream.close()
        raise DataError(
            f"{file} is not a gzip file in spite of its name. Rename it to .csv or compress it again."
        )
    stream.seek(0)
    return cast("IO[bytes]", gzip.GzipFile(fileobj=stream))


def open_text(file: Path, encoding: str) -> io.TextIOWrapper:
    """Open a file as text with its line ends as they are; a byte order mark is skipped."""
    return io.TextIOWrapper(open_bytes(file), encoding=_without_mark(encoding), newline="")


def read_header(file: Path, encoding: str, delimiter: str) -> list[str]:
    """Read the column names; a column without one is called ``column_<number>``.

    Raises:
        DataError: the file cannot be read, is empty, is not in this encoding or has a name twice.
    """
    start, is_whole = _start_of(file)
    # A broken byte in a later row is told later, with its row; here only the header counts.
    text = codecs.getincrementaldecoder(_without_mark(encoding))(errors="replace").decode(start)
    csv.field_size_limit(LONGEST_ROW)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        first = next(reader, [])
    except csv.Error as error:
        raise DataError(f"{file}, row 1: the header cannot be read: {error}.") from None
    if any(_BROKEN in name for name in first):
        raise DataError(
            f"{file}, row 1: the header is not {encoding} text. Save the file as {encoding}, "
            "or give its encoding in the source mapping."
        )
    if not is_whole and next(reader, None) is None:
        raise DataError(
            f"{file}, row 1: the header is longer than {LONGEST_ROW // 2**20} MiB. Is this a CSV file?"
        )
    if not any(name.strip() for name in first):
        raise DataError(f"{file} is empty: it has no header in row 1.")
    header = [name.strip() or f"column_{number}" for number, name in enumerate(first, start=1)]
    twice = [key for key, count in Counter(map(header_key, header)).items() if count > 1]
    if twice:
        raise DataError(
            f"{file}, row 1: the header has the column {twice[0]!r} more than once. Rename one of them."
        )
    return header


def _start_of(file: Path) -> tuple[bytes, bool]:
    """The first bytes of a file, enough for any header, and whether they are all of it."""
    try:
        with open_bytes(file) as stream:
            start = stream.read(LONGEST_ROW + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{file}, row 1: the header cannot be read: {error}.") from None
    return start[:LONGEST_ROW], len(start) <= LONGEST_ROW


def _without_mark(encoding: str) -> str:
    """The encoding that skips a byte order mark, where UTF-8 is meant."""
    return "utf-8-sig" if encoding == "utf-8" else encoding
