"""A file whose checksum is taken while it is written, so that it is not read once more for that."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from typing_extensions import Self


class SummedFile:
    """The file, new and open for writing from its begin to its end."""

    def __init__(self, path: Path) -> None:
        """Open it."""
        self._file = path.open("wb", buffering=0)
        self._digest = hashlib.sha256()

    def write(self, content: bytes | memoryview) -> None:
        """Append this."""
        self._digest.update(content)
        rest = memoryview(content)
        while rest:
            rest = rest[self._file.write(rest) :]

    def tell(self) -> int:
        """How many bytes are written."""
        return self._file.tell()

    @property
    def sha256(self) -> str:
        """Of what is written."""
        return self._digest.hexdigest()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
