"""The first row of a file: the names of its columns."""

import csv
import gzip
import io
from collections import Counter
from pathlib import Path
from typing import IO, cast

from python_jobs.errors import DataError
from python_jobs.ingest.mappings import header_key

_GZIP_MAGIC = b"\x1f\x8b"


def open_bytes(file: Path) -> IO[bytes]:
    """Open a file for reading, decompressed if its name ends in ``.gz``.

    Raises:
        DataError: it is not there, is a folder, cannot be read or is no gzip file in spite of its name.
    """
    try:
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
    return io.TextIOWrapper(
        open_bytes(file), encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline=""
    )


def read_header(file: Path, encoding: str, delimiter: str) -> list[str]:
    """Read the column names; a column without one is called ``column_<number>``.

    Raises:
        DataError: the file cannot be read, is empty, is not in this encoding or has a name twice.
    """
    try:
        with open_text(file, encoding) as text:
            first = next(csv.reader(text, delimiter=delimiter), [])
    except UnicodeError:
        raise DataError(
            f"{file}, row 1: the header is not {encoding} text. Save the file as {encoding}, "
            "or give its encoding in the source mapping."
        ) from None
    except (csv.Error, OSError, EOFError) as error:
        raise DataError(f"{file}, row 1: the header cannot be read: {error}.") from None
    if not any(name.strip() for name in first):
        raise DataError(f"{file} is empty: it has no header in row 1.")
    header = [name.strip() or f"column_{number}" for number, name in enumerate(first, start=1)]
    twice = [key for key, count in Counter(map(header_key, header)).items() if count > 1]
    if twice:
        raise DataError(
            f"{file}, row 1: the header has the column {twice[0]!r} more than once. Rename one of them."
        )
    return header
