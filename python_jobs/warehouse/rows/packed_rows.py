"""A block of rows in the bytes that came from the server, and where in them each value is."""

from collections.abc import Sequence
from copy import copy

import numpy as np
import numpy.typing as npt
from pymysql import err
from typing_extensions import Self

from python_jobs.warehouse.rows.table_columns import TableColumn

Places = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]

FRONT_ROOM = 8
"""Bytes that are to be before the first row, so that a word that ends with a value lies within the bytes."""
# The first byte of a value's length: NULL, or the number of bytes of the length that follow it.
_NULL = 0xFB
_WIDTHS = {0xFC: 2, 0xFD: 3}
_COMMA = ord(",")


class PackedRows:
    """Values of rows in place. Numbers, dates and times have a comma before them instead of their length.

    So what stands between the begin of one such value and the end of a later one is a part of a CSV line, in
    which NULL is an empty cell.

    Attributes:
        data: the bytes; more than the rows' may be there.
        end: where the last row ends.
        starts: of the values, by column and row.
        ends: likewise; that of a NULL is its start.
    """

    def __init__(
        self, data: bytearray, begins: Sequence[int], end: int, columns: Sequence[TableColumn]
    ) -> None:
        """Find the values of all rows, column by column.

        Args:
            begins: where the rows begin in ``data``.

        Raises:
            pymysql.err.NotSupportedError: a number is 251 bytes long, or rows do not have these columns.
        """
        self.data: Bytes = np.frombuffer(data, np.uint8)
        self.end = end
        self.columns = {column.name: number for number, column in enumerate(columns)}
        self.is_text = tuple(column.is_text for column in columns)
        self.starts: Places = np.empty((len(columns), len(begins)), np.int32)
        self.ends: Places = np.empty_like(self.starts)
        self._nulls: dict[int, npt.NDArray[np.bool_]] = {}
        place = np.array(begins, np.int32)
        ends_of_rows = np.append(place[1:] - 4, np.int32(end))
        for number, is_text in enumerate(self.is_text):
            place = self._find(number, place, is_text)
        if not np.array_equal(place, ends_of_rows):
            raise err.NotSupportedError("Rows do not have the columns that were asked for.")

    def __len__(self) -> int:
        """The number of rows."""
        return int(self.starts.shape[1])

    def part(self, first: int, end: int) -> Self:
        """The rows from ``first`` until before ``end``, in the same bytes."""
        rows = slice(first, end)
        part = copy(self)
        part.starts, part.ends = self.starts[:, rows], self.ends[:, rows]
        part._nulls = {column: nulls[rows] for column, nulls in self._nulls.items()}
        return part

    def nulls(self, column: int) -> npt.NDArray[np.bool_]:
        """Which rows have NULL in a column."""
        if self.is_text[column]:
            return self._nulls.get(column, np.zeros(len(self), np.bool_))
        nulls: npt.NDArray[np.bool_] = self.starts[column] == self.ends[column]
        return nulls

    def first_bytes(self, column: int) -> Bytes:
        """The first byte of each value; of one without any, what stands behind it."""
        first: Bytes = self.data[np.minimum(self.starts[column], len(self.data) - 1)]
        return first

    def room(self, size: int) -> Bytes:
        """The bytes, with so many more behind the rows' end that may be written over."""
        if len(self.data) - self.end < size:
            # Twice as much, so that the next to ask for room finds it.
            self.data = np.concatenate([self.data[: self.end], np.zeros(2 * size, np.uint8)])
        return self.data

    def _find(self, column: int, place: Places, is_text: bool) -> Places:
        """Note where the values of a column are; return where the next ones begin."""
        first = self.data[place]
        start, length = self.starts[column], first.astype(np.int32)
        np.add(place, 1, out=start)
        if first.max(initial=0) >= _NULL:
            nulls = first == _NULL
            length[nulls] = 0
            if is_text:
                self._nulls[column] = nulls
            for mark, width in _WIDTHS.items():
                rows = np.flatnonzero(first == mark)
                if len(rows) and not is_text:
                    raise err.NotSupportedError("A number of more than 250 bytes cannot be written.")
                length[rows] = sum(
                    self.data[place[rows] + 1 + byte].astype(np.int32) << 8 * byte for byte in range(width)
                )
                start[rows] += width
        if not is_text:
            self.data[place] = _COMMA
        end: Places = np.add(start, length, out=self.ends[column])
        return end
