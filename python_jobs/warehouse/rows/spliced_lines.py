"""Lines of text made of parts of rows and of further cells, for a whole block of rows at once.

Arrow takes texts by their numbers at the speed of copying. So the bytes of a block become one array of texts
that has every part of a line as an element, and the lines are the elements in the order of a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from python_jobs.warehouse.rows.packed_rows import PackedRows

if TYPE_CHECKING:
    import pyarrow as pa

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Span:
    """The bytes from the first of some neighbouring columns to the last, as they stand in the rows.

    ``separated``: with the comma before the first, which must be no text.
    """

    first: int
    last: int
    separated: bool = False


class Cells:
    """Cells that are not in the rows: each is known by its number."""

    def __init__(self) -> None:
        """Begin with none."""
        self._numbers: dict[bytes, int] = {}
        self._contents: list[bytes | memoryview] = []
        self._lengths: list[Numbers] = []
        self._count = 0

    def number(self, cell: bytes) -> int:
        """The number of a cell; one that is new is added."""
        number = self._numbers.setdefault(cell, self._count)
        if number == self._count:
            self._add(cell, np.array([len(cell)], np.int32))
        return number

    def numbers(self, cells: pa.Array) -> Numbers:
        """Add many cells, binary texts that begin with their array, and return their numbers."""
        first = self._count
        ends = np.frombuffer(cells.buffers()[1], np.int32, len(cells) + 1)
        self._add(content(cells), ends[1:] - ends[:-1])
        return np.arange(first, self._count, dtype=np.int32)

    def bytes_and_ends(self) -> tuple[bytes, Numbers]:
        """All cells one after the other, and where each ends."""
        lengths = np.concatenate([np.empty(0, np.int32), *self._lengths])
        return b"".join(self._contents), np.cumsum(lengths, dtype=np.int32)

    def _add(self, cells: bytes | memoryview, lengths: Numbers) -> None:
        self._contents.append(cells)
        self._lengths.append(lengths)
        self._count += len(lengths)


@dataclass(frozen=True)
class Part:
    """A part of every line: a span of its row or, where ``cells`` has a number other than -1, such a cell."""

    span: Span | None = None
    cells: Numbers | int = -1


def splice(
    rows: PackedRows, parts: Sequence[Part], cells: Cells, kept: npt.NDArray[np.bool_] | None = None
) -> pa.Array:
    """A line of each row as binary texts, made of these parts, which lie one after the other in memory.

    Args:
        kept: which rows to use; all unless given.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    spans = sorted({part.span for part in parts if part.span is not None}, key=lambda span: span.first)
    number_of_spans, number_of_rows = len(spans), len(rows)
    offsets = np.empty((number_of_rows, 2 * number_of_spans), np.int32)
    for place, span in enumerate(spans):
        np.subtract(rows.starts[span.first], span.separated, out=offsets[:, 2 * place])
        offsets[:, 2 * place + 1] = rows.ends[span.last]
    more, ends = cells.bytes_and_ends()
    data = rows.room(len(more))
    data[rows.end : rows.end + len(more)] = np.frombuffer(more, np.uint8)
    all_offsets = np.concatenate([offsets.ravel(), [np.int32(rows.end)], rows.end + ends], dtype=np.int32)
    elements = pa.Array.from_buffers(
        pa.binary(), len(all_offsets) - 1, [None, pa.py_buffer(all_offsets), pa.py_buffer(data)]
    )
    # Elements: of each row its spans and what lies between them, then the cells.
    first_of_row = np.arange(number_of_rows, dtype=np.int32) * (2 * number_of_spans)
    first_cell = offsets.size
    taken = np.empty((number_of_rows, len(parts)), np.int32)
    for place, part in enumerate(parts):
        of_cells = first_cell + np.asarray(part.cells, np.int32)
        if part.span is None:
            taken[:, place] = of_cells
        else:
            of_rows = first_of_row + 2 * spans.index(part.span)
            taken[:, place] = (
                of_rows if isinstance(part.cells, int) else np.where(part.cells < 0, of_rows, of_cells)
            )
    chosen = taken if kept is None else taken[kept]
    lines = pc.take(elements, pa.array(chosen.ravel()), boundscheck=False)
    if not len(lines):
        return lines
    _, places, content = lines.buffers()
    ends_of_lines = np.frombuffer(places, np.int32, len(lines) + 1)[:: len(parts)].copy()
    return pa.Array.from_buffers(pa.binary(), len(chosen), [None, pa.py_buffer(ends_of_lines), content])


def content(lines: pa.Array) -> memoryview:
    """The bytes of spliced lines, or of some that follow each other."""
    if not len(lines):
        return memoryview(b"")
    _, places, content = lines.buffers()
    begins = np.frombuffer(places, np.int32)
    return memoryview(content)[begins[lines.offset] : begins[lines.offset + len(lines)]]
