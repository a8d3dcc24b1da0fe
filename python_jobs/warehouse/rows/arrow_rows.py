"""Packed rows as Arrow's, with types that hold exactly what the server's types hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from python_jobs.warehouse.rows.packed_numbers import Integers, unscaled
from python_jobs.warehouse.rows.packed_rows import PackedRows
from python_jobs.warehouse.rows.spliced_lines import Cells, Part, Span, splice

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    import pyarrow as pa

    from python_jobs.warehouse.rows.table_columns import TableColumn

_TRUE = ord("1")


def arrow_schema(columns: Sequence[TableColumn]) -> pa.Schema:
    """The Arrow types of columns. Times have none of a zone."""
    import pyarrow as pa

    fixed = {
        "date": pa.date32(),
        "datetime": pa.timestamp("us"),
        "timestamp": pa.timestamp("us"),
        "double": pa.float64(),
        "float": pa.float32(),
        "bigint": pa.int64(),
        "int": pa.int32(),
        "mediumint": pa.int32(),
        "smallint": pa.int16(),
        "tinyint": pa.int8(),
    }

    def arrow_type(column: TableColumn) -> pa.DataType:
        if column.is_flag:
            return pa.bool_()
        if column.kind == "decimal":
            return pa.decimal128(column.precision, column.scale)
        return fixed.get(column.kind, pa.string())

    return pa.schema([(column.name, arrow_type(column)) for column in columns])


def arrow_table(rows: PackedRows, schema: pa.Schema) -> pa.Table:
    """A block of rows; the names are those of its columns."""
    import pyarrow as pa

    return pa.table([_array(rows, rows.columns[field.name], field.type) for field in schema], schema=schema)


def whole_numbers(rows: PackedRows, column: int) -> Integers:
    """The values of a column of whole numbers, such as a key, which is never NULL."""
    import pyarrow as pa

    numbers: Integers = _array(rows, column, pa.int64()).to_numpy()
    return numbers


def _array(rows: PackedRows, column: int, kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    nulls = rows.nulls(column)
    if pa.types.is_boolean(kind):
        return pa.array(rows.first_bytes(column) == _TRUE, mask=nulls)
    if pa.types.is_integer(kind) and (numbers := unscaled(rows, column)) is not None:
        return pa.array(numbers.astype(kind.to_pandas_dtype()), mask=nulls)
    if pa.types.is_decimal(kind) and (numbers := unscaled(rows, column, kind.scale)) is not None:
        wide = np.empty((len(numbers), 2), np.int64)
        wide[:, 0] = numbers
        np.right_shift(numbers, 63, out=wide[:, 1])  # the sign
        return pa.Array.from_buffers(kind, len(numbers), [_valid(nulls), pa.py_buffer(wide)])
    lines = splice(rows, [Part(Span(column, column))], Cells())
    texts = pa.Array.from_buffers(pa.string(), len(rows), [_valid(nulls), *lines.buffers()[1:]])
    return texts.cast(kind)


def _valid(nulls: npt.NDArray[np.bool_]) -> pa.Buffer | None:
    """The bits that Arrow keeps of which values are there."""
    import pyarrow as pa

    return pa.array(~nulls).buffers()[1] if nulls.any() else None
