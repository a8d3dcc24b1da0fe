"""Cells of a mart that another one's lines have in them, found by a key: a join on our side.

The server would take longer to join and write the names of a million rows than to send the rows themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from python_jobs.warehouse.rows.arrow_rows import whole_numbers
from python_jobs.warehouse.rows.csv_texts import line_parts
from python_jobs.warehouse.rows.packed_numbers import Integers
from python_jobs.warehouse.rows.packed_rows import PackedRows
from python_jobs.warehouse.rows.spliced_lines import Cells, Numbers, splice

if TYPE_CHECKING:
    import pyarrow as pa


class CellLookup:
    """Some cells of each row by the row's key, twelve bytes for a row and each combination of cells once."""

    def __init__(self, key: str, columns: Sequence[str]) -> None:
        """Begin with none.

        Args:
            key: the name of the key in both marts.
            columns: whose cells are wanted, in this order.
        """
        self._key = key
        self._columns = columns
        self._numbers = {b"," * len(columns): 0}  # of a key that is not there
        self._blocks: list[tuple[Integers, Numbers]] = []
        self._cells: pa.Array | None = None

    def add(self, rows: PackedRows) -> None:
        """Take over rows of the mart that is looked up."""
        cells = Cells()
        lines = splice(rows, line_parts(rows, self._columns, cells, begun=True), cells).dictionary_encode()
        numbers = np.array(
            [self._numbers.setdefault(cell, len(self._numbers)) for cell in lines.dictionary.to_pylist()],
            np.int32,
        )
        self._blocks.append((whole_numbers(rows, rows.columns[self._key]), numbers[lines.indices]))

    def find(self, rows: PackedRows, cells: Cells) -> tuple[Numbers, npt.NDArray[np.bool_]]:
        """The cells for each row, each behind a comma, and which rows' keys are there."""
        keys, numbers, known = self._sorted()
        wanted = whole_numbers(rows, rows.columns[self._key])
        places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        found = np.equal(keys[places], wanted) if len(keys) else np.zeros(len(rows), np.bool_)
        of_rows = np.where(found, numbers[places], 0) if len(keys) else np.zeros(len(rows), np.int32)
        used, which = np.unique(of_rows, return_inverse=True)
        return cells.numbers(known.take(used))[which], found

    def _sorted(self) -> tuple[Integers, Numbers, pa.Array]:
        """All keys in order, the numbers of their cells, and the cells."""
        import pyarrow as pa

        if self._cells is None:
            self._cells = pa.array(list(self._numbers), pa.binary())
            keys = np.concatenate([np.empty(0, np.int64), *(keys for keys, _ in self._blocks)])
            numbers = np.concatenate([np.empty(0, np.int32), *(numbers for _, numbers in self._blocks)])
            order = np.argsort(keys, kind="stable")
            self._blocks = [(keys[order], numbers[order])]
        return *self._blocks[0], self._cells
