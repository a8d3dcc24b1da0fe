"""A CSV file that spliced lines are written to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from python_jobs.warehouse.rows.spliced_lines import content

if TYPE_CHECKING:
    from types import TracebackType

    import pyarrow as pa

LINE_END = b"\r\n"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class CsvFile:
    """The file, with its header written; ``rows`` counts what came since."""

    def __init__(self, path: Path, columns: Sequence[str], *, mark: bool = False) -> None:
        """Open it.

        Args:
            mark: begin with a byte order mark, without which Excel takes UTF-8 for another encoding.
        """
        self.path = path
        self.rows = 0
        self._file = path.open("wb", buffering=0)
        self._file.write((_BYTE_ORDER_MARK if mark else b"") + ",".join(columns).encode() + LINE_END)

    def write(self, lines: pa.Array) -> None:
        """Append lines, which have their ends."""
        rest = content(lines)
        while rest:
            rest = rest[self._file.write(rest) :]
        self.rows += len(lines)

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
