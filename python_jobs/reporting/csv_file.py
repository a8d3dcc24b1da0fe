"""A CSV file that spliced lines are written to."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from python_jobs.reporting.behind import Behind
from python_jobs.warehouse.rows.spliced_lines import content

if TYPE_CHECKING:
    from types import TracebackType

    import pyarrow as pa

LINE_END = b"\r\n"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class CsvFile:
    """The file, with its header written; ``rows`` counts what came since.

    A thread of its own writes, while the caller makes the next lines.
    """

    def __init__(self, path: Path, columns: Sequence[str], *, mark: bool = False) -> None:
        """Open it.

        Args:
            mark: begin with a byte order mark, without which Excel takes UTF-8 for another encoding.
        """
        self.path = path
        self.rows = 0
        self._behind = Behind()
        self._digest = hashlib.sha256()
        self._file = path.open("wb", buffering=0)
        self.header = (_BYTE_ORDER_MARK if mark else b"") + ",".join(columns).encode() + LINE_END
        self._append(memoryview(self.header))

    def write(self, lines: pa.Array) -> None:
        """Append lines, which have their ends."""
        self._behind.do(self._append, content(lines))
        self.rows += len(lines)

    def write_lines(self, lines: bytes) -> None:
        """Append lines that are no news: whoever has them has counted them."""
        self._behind.do(self._append, memoryview(lines))

    @property
    def sha256(self) -> str:
        """Of the closed file; taken while it is written, so that it is not read once more for that."""
        return self._digest.hexdigest()

    def _append(self, rest: memoryview) -> None:
        self._digest.update(rest)
        while rest:
            rest = rest[self._file.write(rest) :]

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._file, self._behind as behind:
            behind.wait()
