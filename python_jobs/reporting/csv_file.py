"""A CSV file that spliced lines are written to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from python_jobs.reporting.behind import Behind
from python_jobs.reporting.summed_file import SummedFile, take_file
from python_jobs.warehouse.rows.spliced_lines import content

if TYPE_CHECKING:
    from types import TracebackType

    import pyarrow as pa

LINE_END = b"\r\n"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class CsvFile:
    """The file, with its header written; ``rows`` counts what came since."""

    def __init__(
        self, path: Path, columns: Sequence[str], *, mark: bool = False, writing: Behind | None = None
    ) -> None:
        """Open it.

        Args:
            mark: begin with a byte order mark, without which Excel takes UTF-8 for another encoding.
            writing: what writes; unless given, a thread, while the caller makes the next lines.
        """
        self.path = path
        self.rows = 0
        self._behind = writing or Behind()
        self._sha256: str | None = None  # of the file that this one became
        self._file = SummedFile(path)
        self.header = (_BYTE_ORDER_MARK if mark else b"") + ",".join(columns).encode() + LINE_END
        self._file.write(self.header)

    def write(self, lines: pa.Array) -> None:
        """Append lines, which have their ends."""
        self._behind.do(self._file.write, content(lines))
        self.rows += len(lines)

    def write_lines(self, lines: bytes) -> None:
        """Append lines that are no news: whoever has them has counted them."""
        self._behind.do(self._file.write, lines)

    def copy_lines(self, source: int, begin: int, end: int) -> None:
        """Append the lines between two places of another file, open as ``source``; they are no news either.

        Raises:
            UnusableFile: the other file ends before.
        """
        self._behind.wait()
        self._file.copy(source, begin, end)

    def become(self, older: Path, rows: int, sha256: str) -> None:
        """Have an older file, whose rows and checksum are known, in the place of this one.

        Raises:
            UnusableFile: it is not there.
        """
        self._behind.wait()
        self.path.unlink()
        take_file(older, self.path)
        self.rows, self._sha256 = rows, sha256

    @property
    def sha256(self) -> str:
        """Of the closed file."""
        return self._sha256 or self._file.sha256

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._file, self._behind as behind:
            behind.wait()
