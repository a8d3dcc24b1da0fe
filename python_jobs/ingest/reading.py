"""Files as chunks of text columns, with a memory use that does not grow with the file."""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

import polars as pl
import pyarrow as pa
from pyarrow import csv as arrow_csv

from python_jobs.errors import DataError
from python_jobs.ingest.diagnosis import find_broken_row
from python_jobs.ingest.headers import LONGEST_ROW, open_bytes
from python_jobs.ingest.matching import MatchedFile
from python_jobs.ingest.quotes import QuoteLook
from python_jobs.operations_config import IngestConfig

# A row may not be longer than a block. Arrow reads 32 blocks ahead: with 8 MB each that alone took 300 MB.
_BLOCK_BYTES = LONGEST_ROW
# 8 MB of text are some 100,000 rows: larger chunks load no faster and only take memory.
_BLOCKS_PER_CHUNK = 8
_READ_BYTES = LONGEST_ROW
# Read in a tenth of a second, whatever it was compressed to.
_HARMLESS_BYTES = 100 * 10**6


@dataclass(frozen=True)
class FileContent:
    """What one pass over the bytes of a file tells. ``sha256`` is of the decompressed bytes, in hex.

    ``needs_strict_look``: a quote stands where the fast reader may take what nobody meant.
    """

    sha256: str
    needs_strict_look: bool


def examine(matched: MatchedFile, limits: IngestConfig) -> FileContent:
    """Hash a file and look at its quotes. The reading ends at the first thing that is too long.

    Raises:
        DataError: it cannot be read, its gzip stream is damaged, or it or a row of it is too long.
    """
    file = matched.file
    digest = hashlib.sha256()
    quotes = QuoteLook(matched.mapping.delimiter, matched.mapping.encoding)
    size = 0
    with open_bytes(file) as stream:
        for block in _blocks(file, stream):
            if len(block) == _READ_BYTES and b"\n" not in block and b"\r" not in block:
                raise DataError(
                    f"{file} has a row longer than {LONGEST_ROW // 2**20} MiB after {size:,} bytes. "
                    "Is this a CSV file? Export it again with line ends."
                )
            size += len(block)
            _refuse_too_much(file, size, limits)
            digest.update(block)
            quotes.take(block)
    return FileContent(digest.hexdigest(), quotes.needs_strict_look())


def _refuse_too_much(file: Path, size: int, limits: IngestConfig) -> None:
    if size > limits.maximum_gigabytes * 10**9:
        raise DataError(
            f"{file} holds more than {limits.maximum_gigabytes:g} GB. Split it and load the parts, "
            "or raise ingest.maximum_gigabytes in config/operations.yml."
        )
    if size > max(_HARMLESS_BYTES, limits.maximum_compression * file.stat().st_size):
        raise DataError(
            f"{file} holds more than {limits.maximum_compression:g} times what it takes compressed, as no "
            "real export does. Load it uncompressed, or raise ingest.maximum_compression in "
            "config/operations.yml."
        )


def read_chunks(matched: MatchedFile, content: FileContent) -> Iterator[pl.DataFrame]:
    """Yield the rows of a file in order, every field as text.

    Raises:
        DataError: the file is broken; the message names file, row, column and what to do.
    """
    # The fast reader takes all rows up to the next quote for one field, and says nothing of text after it.
    if content.needs_strict_look:
        find_broken_row(matched)
    rows = 0
    try:
        with open_bytes(matched.file) as stream:
            blocks = _open_csv(stream, matched)
            while batches := list(islice(blocks, _BLOCKS_PER_CHUNK)):
                chunk = cast("pl.DataFrame", pl.from_arrow(pa.Table.from_batches(batches)))
                rows += chunk.height
                yield chunk
    except (pa.ArrowInvalid, UnicodeError) as error:
        find_broken_row(matched)
        raise DataError(f"{matched.file} cannot be read: {error}. Check its quotes and line ends.") from error
    if not rows:
        find_broken_row(matched)


def _open_csv(stream: IO[bytes], matched: MatchedFile) -> Any:
    mapping, header = matched.mapping, matched.header
    return arrow_csv.open_csv(
        stream,
        read_options=arrow_csv.ReadOptions(
            column_names=header, skip_rows_after_names=1, block_size=_BLOCK_BYTES, encoding=mapping.encoding
        ),
        parse_options=arrow_csv.ParseOptions(delimiter=mapping.delimiter, newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types={name: pa.string() for name in header}, strings_can_be_null=False
        ),
    )


def _blocks(file: Path, stream: IO[bytes]) -> Iterator[bytes]:
    try:
        while block := stream.read(_READ_BYTES):
            yield block
    except (EOFError, OSError, zlib.error) as error:
        raise DataError(f"{file} is damaged or cut off: {error}. Copy or export it again.") from None
