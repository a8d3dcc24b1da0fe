"""The footer of a Parquet file: where its row groups lie. Arrow writes it, but cannot move what it describes.

The structures are those of the format's definition (Apache's parquet.thrift), as far as Arrow writes them.
"""

from __future__ import annotations

import struct
from typing import Any, ClassVar

from thrift.protocol.TCompactProtocol import TCompactProtocolAccelerated
from thrift.Thrift import TType
from thrift.transport.TTransport import TMemoryBuffer

MAGIC = b"PAR1"
_TAIL_BYTES = 8  # the footer's length, and MAGIC


class _Structure:
    """A structure of the definition: its fields by number."""

    fields: ClassVar[dict[int, tuple[int, str, Any]]] = {}
    thrift_spec: ClassVar[tuple[Any, ...]] = ()

    def __init_subclass__(cls) -> None:
        """Lay the fields out as Thrift's library wants them."""
        numbered = {number: (number, *field, None) for number, field in cls.fields.items()}
        cls.thrift_spec = tuple(numbered.get(number) for number in range(max(cls.fields, default=0) + 1))

    def __init__(self, **values: Any) -> None:
        """All fields are missing but those that are given."""
        for _, name, _ in self.fields.values():
            setattr(self, name, values.get(name))


def _i32(name: str) -> tuple[int, str, Any]:
    return TType.I32, name, None


def _i64(name: str) -> tuple[int, str, Any]:
    return TType.I64, name, None


def _flag(name: str) -> tuple[int, str, Any]:
    return TType.BOOL, name, None


def _bytes(name: str) -> tuple[int, str, Any]:
    return TType.STRING, name, "BINARY"


def _one(name: str, structure: type[_Structure]) -> tuple[int, str, Any]:
    return TType.STRUCT, name, [structure, structure.thrift_spec]


def _many(name: str, structure: type[_Structure]) -> tuple[int, str, Any]:
    return TType.LIST, name, (TType.STRUCT, [structure, structure.thrift_spec], False)


class _Nothing(_Structure):
    pass


class _Decimal(_Structure):
    fields: ClassVar = {1: _i32("scale"), 2: _i32("precision")}


class _TimeUnit(_Structure):
    fields: ClassVar = {1: _one("millis", _Nothing), 2: _one("micros", _Nothing), 3: _one("nanos", _Nothing)}


class _Timestamp(_Structure):
    fields: ClassVar = {1: _flag("is_utc"), 2: _one("unit", _TimeUnit)}


class _Integer(_Structure):
    fields: ClassVar = {1: (TType.BYTE, "bits", None), 2: _flag("is_signed")}


class _LogicalType(_Structure):
    fields: ClassVar = {
        1: _one("string", _Nothing),
        5: _one("decimal", _Decimal),
        6: _one("date", _Nothing),
        8: _one("timestamp", _Timestamp),
        10: _one("integer", _Integer),
    }


class _SchemaElement(_Structure):
    fields: ClassVar = {
        1: _i32("type"),
        2: _i32("type_length"),
        3: _i32("repetition"),
        4: _bytes("name"),
        5: _i32("children"),
        6: _i32("converted_type"),
        7: _i32("scale"),
        8: _i32("precision"),
        9: _i32("field_id"),
        10: _one("logical_type", _LogicalType),
    }


class _Statistics(_Structure):
    fields: ClassVar = {
        1: _bytes("max"),
        2: _bytes("min"),
        3: _i64("nulls"),
        4: _i64("distinct"),
        5: _bytes("max_value"),
        6: _bytes("min_value"),
        7: _flag("max_is_exact"),
        8: _flag("min_is_exact"),
    }


class _EncodingStats(_Structure):
    fields: ClassVar = {1: _i32("page_type"), 2: _i32("encoding"), 3: _i32("count")}


class _SizeStatistics(_Structure):
    fields: ClassVar = {
        1: _i64("text_bytes"),
        2: (TType.LIST, "repetitions", (TType.I64, None, False)),
        3: (TType.LIST, "definitions", (TType.I64, None, False)),
    }


class _ColumnMetaData(_Structure):
    fields: ClassVar = {
        1: _i32("type"),
        2: (TType.LIST, "encodings", (TType.I32, None, False)),
        3: (TType.LIST, "path", (TType.STRING, "BINARY", False)),
        4: _i32("codec"),
        5: _i64("values"),
        6: _i64("uncompressed_bytes"),
        7: _i64("compressed_bytes"),
        9: _i64("data_page"),
        11: _i64("dictionary_page"),
        12: _one("statistics", _Statistics),
        13: _many("encoding_stats", _EncodingStats),
        16: _one("size_statistics", _SizeStatistics),
    }


class ColumnChunk(_Structure):
    """The pages of a column in a row group."""

    fields: ClassVar = {2: _i64("place"), 3: _one("metadata", _ColumnMetaData)}
    place: int
    metadata: Any

    @property
    def name(self) -> bytes:
        """Of the column."""
        path: list[bytes] = self.metadata.path
        return b".".join(path)

    def span(self) -> tuple[int, int]:
        """Where the pages begin and end."""
        first = self.metadata.dictionary_page
        begin: int = self.metadata.data_page if first is None else first
        return begin, begin + self.metadata.compressed_bytes

    def move(self, by: int) -> None:
        """Describe the same pages at a place so many bytes further on."""
        self.place += by if self.place else 0
        self.metadata.data_page += by
        if self.metadata.dictionary_page is not None:
            self.metadata.dictionary_page += by


class RowGroup(_Structure):
    """A row group: ``num_rows``, and ``columns`` with the places of their pages in the file."""

    fields: ClassVar = {
        1: _many("columns", ColumnChunk),
        2: _i64("uncompressed_bytes"),
        3: _i64("num_rows"),
        5: _i64("place"),
        6: _i64("compressed_bytes"),
        7: (TType.I16, "ordinal", None),
    }
    columns: list[ColumnChunk]
    uncompressed_bytes: int
    num_rows: int
    place: int | None
    compressed_bytes: int
    ordinal: int

    def span(self) -> tuple[int, int]:
        """Where its pages begin and end; they lie one after the other."""
        begins, ends = zip(*(column.span() for column in self.columns), strict=True)
        return min(begins), max(ends)

    def move(self, by: int, ordinal: int) -> None:
        """Describe the same pages at a place so many bytes further on."""
        self.ordinal = ordinal
        self.place = None if self.place is None else self.place + by
        for column in self.columns:
            column.move(by)

    def with_columns(
        self, pages: bytes | memoryview, other: RowGroup, other_pages: bytes | memoryview
    ) -> tuple[RowGroup, bytes]:
        """The same rows, with the columns of another group of them in place of their own.

        Args:
            pages: of this group, from its begin to its end.
            other: a group of the same rows and some of the columns.
            other_pages: of that group.

        Returns:
            The group, described as if it began with its file, and its pages. Both groups given are used up.
        """
        others = {column.name: column for column in other.columns}
        begin, other_begin = self.span()[0], other.span()[0]
        columns: list[ColumnChunk] = []
        parts: list[bytes | memoryview] = []
        end = 0
        for column in self.columns:
            source, source_begin = pages, begin
            if column.name in others:
                column, source, source_begin = others[column.name], other_pages, other_begin
            first, last = column.span()
            parts.append(source[first - source_begin : last - source_begin])
            column.move(end - first)
            end += last - first
            columns.append(column)
        group = RowGroup(
            columns=columns,
            uncompressed_bytes=sum(column.metadata.uncompressed_bytes for column in columns),
            num_rows=self.num_rows,
            place=None if self.place is None else 0,
            compressed_bytes=end,
            ordinal=self.ordinal,
        )
        return group, b"".join(parts)


class _KeyValue(_Structure):
    fields: ClassVar = {1: _bytes("key"), 2: _bytes("value")}


class _ColumnOrder(_Structure):
    fields: ClassVar = {1: _one("by_type", _Nothing)}


class Footer(_Structure):
    """What stands at the end of a file: schema, ``row_groups``, ``num_rows`` and metadata."""

    fields: ClassVar = {
        1: _i32("version"),
        2: _many("schema", _SchemaElement),
        3: _i64("num_rows"),
        4: _many("row_groups", RowGroup),
        5: _many("key_values", _KeyValue),
        6: _bytes("created_by"),
        7: _many("column_orders", _ColumnOrder),
    }
    row_groups: list[RowGroup]
    num_rows: int

    def to_bytes(self) -> bytes:
        """The end of a file, from behind its last row group."""
        buffer = TMemoryBuffer()
        protocol = TCompactProtocolAccelerated(buffer)
        buffer.write(protocol._fast_encode(self, [Footer, Footer.thrift_spec]))
        content: bytes = buffer.getvalue()
        return content + struct.pack("<i", len(content)) + MAGIC


def read_footer(content: bytes) -> Footer:
    """The footer at the end of a file, of which at least so much is given.

    Raises:
        ValueError: that is not the end of a Parquet file.
    """
    size = footer_bytes(content)
    footer = Footer()
    protocol = TCompactProtocolAccelerated(TMemoryBuffer(content[len(content) - size : -_TAIL_BYTES]))
    protocol._fast_decode(footer, protocol, [Footer, Footer.thrift_spec])
    return footer


def footer_bytes(end: bytes) -> int:
    """How many bytes at the end of a file are its footer, told by the last eight.

    Raises:
        ValueError: that is not the end of a Parquet file.
    """
    if end[-len(MAGIC) :] != MAGIC:
        raise ValueError("The file is not in the format Parquet.")
    (size,) = struct.unpack("<i", end[-_TAIL_BYTES : -len(MAGIC)])
    return int(size) + _TAIL_BYTES
