"""A CSV file whose lines are in the order of a key: where those of a key begin is found by halving it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from python_jobs.reporting.csv_file import LINE_END, CsvFile
from python_jobs.reporting.summed_file import UnusableFile

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

Key = tuple[int, ...]
"""Day (yyyymmdd) and perhaps campaign and channel: a shorter key stands before those that begin with it."""
KeyOfLine = Callable[[bytes], Key]
"""Reads the key of a line; raises ValueError where that is no line of such a file."""

# Longer than any line; names have at most 255 characters.
_LONGEST_LINE = 1 << 14
_BLOCK_BYTES = 1 << 22


def keys_first(line: bytes) -> Key:
    """Of lines that begin with the keys of campaign, channel and day."""
    campaign, channel, day, _ = line.split(b",", 3)
    return int(day), int(campaign), int(channel)


def keys_last(line: bytes) -> Key:
    """Of lines that end with the keys of campaign, channel and day, and begin with the day."""
    _, campaign, channel, day = line.rsplit(b",", 3)
    # A text in quotes may hold what looks like the end of a line: what follows it does not begin so.
    if date_first(line) != (int(day),):
        raise ValueError("The line begins with another day than it ends with.")
    return int(day), int(campaign), int(channel)


def date_first(line: bytes) -> Key:
    """Of lines that begin with the day."""
    if line[10:11] != b",":
        raise ValueError("The line does not begin with a day.")
    year, month, day = line[:10].split(b"-")
    return (int(year + month + day),)


class WrittenLines:
    """The file, open for reading. ``header`` is its first line.

    Every method raises ``UnusableFile`` where the file is not as it was written.
    """

    def __init__(self, path: Path) -> None:
        """Open it."""
        try:
            self._file = path.open("rb", buffering=0)
        except OSError as error:
            raise UnusableFile(f"{path}: {error.strerror}") from None
        self._path = path
        self._size = path.stat().st_size
        self.header = self.line(0)

    def line(self, place: int) -> bytes:
        """The line that begins there, with its end."""
        begun = self.read(place, min(_LONGEST_LINE, self._size - place))
        end = begun.find(LINE_END)
        if end < 0:
            raise UnusableFile(f"{self._path}: a line at byte {place} has no end")
        return begun[: end + len(LINE_END)]

    def read(self, place: int, size: int) -> bytes:
        """So many bytes from there on."""
        content = os.pread(self._file.fileno(), size, place)
        if len(content) < size:
            raise UnusableFile(f"{self._path}: ends before byte {place + size}")
        return content

    def blocks(self, begin: int, end: int) -> Iterator[bytes]:
        """What stands between two places, piece by piece."""
        return (self.read(place, min(_BLOCK_BYTES, end - place)) for place in range(begin, end, _BLOCK_BYTES))

    def copy_to(self, file: CsvFile, begin: int, end: int) -> None:
        """Append what stands between two places to another file."""
        file.copy_lines(self._file.fileno(), begin, end)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


class OrderedLines(WrittenLines):
    """A file whose lines are in the order of a key."""

    def __init__(self, path: Path, key_of: KeyOfLine) -> None:
        """Open it."""
        self._key_of = key_of
        super().__init__(path)

    def key(self, line: bytes) -> Key:
        """The key of a line."""
        try:
            return self._key_of(line)
        except ValueError as error:
            raise UnusableFile(f"{self._path}: {error}") from None

    def place(self, key: Key) -> int:
        """Where the first line begins whose key is this one or a later one; the end of the file if none."""
        low, high = len(self.header), self._size
        while low < high:  # lines before low are before the key, those from high on are not
            middle = self._begin_of_line((low + high) // 2, low)
            line = self.line(middle)
            if self.key(line) < key:
                low = middle + len(line)
            else:
                high = middle
        return low

    def _begin_of_line(self, place: int, lowest: int) -> int:
        """Where the line begins in which a place lies; ``lowest`` is where some line before it does."""
        first = max(lowest, place - _LONGEST_LINE)
        before = self.read(first, place - first).rfind(LINE_END)
        if before >= 0:
            return first + before + len(LINE_END)
        if first > lowest:
            raise UnusableFile(f"{self._path}: a line before byte {place} is longer than any that is written")
        return lowest

    def lines_between(self, begin: int, end: int) -> int:
        """How many lines stand between two places; texts in the lines hold no line ends."""
        return sum(block.count(LINE_END[-1:]) for block in self.blocks(begin, end))

    def after(self, place: int, number: int) -> int:
        """Where the line begins that is so many lines behind one; texts in the lines hold no line ends."""
        while number:
            block = self.read(place, min(_BLOCK_BYTES, self._size - place))
            lines = block.split(LINE_END, number)
            if len(lines) == 1:
                raise UnusableFile(f"{self._path}: has fewer lines than the table has rows")
            number -= len(lines) - 1
            place += len(block) - len(lines[-1])
        return place


class LinesBeside(OrderedLines):
    """A file with the same rows in the same order as another one, by whose keys its lines are found.

    Its own lines tell no more of their key than the day. Asked for keys in order, it reads a day once.
    """

    def __init__(self, path: Path, other: OrderedLines) -> None:
        """Open it."""
        super().__init__(path, date_first)
        self._other = other
        self._last: tuple[Key, int, int] = ((), 0, 0)

    def place(self, key: Key) -> int:
        """As of ``OrderedLines``; a key of a row must be one that is there."""
        if len(key) == 1:
            return super().place(key)
        last, there, here = self._last
        if last[:1] != key[:1] or last > key:
            there, here = self._other.place(key[:1]), super().place(key[:1])
        place = self._other.place(key)
        here = self.after(here, self._other.lines_between(there, place))
        self._last = key, place, here
        return here
