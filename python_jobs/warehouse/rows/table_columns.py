"""The columns of published tables and their types, as the server declares them."""

from dataclasses import dataclass

import sqlalchemy as sa

_TEXTS = {"char", "varchar", "tinytext", "text", "mediumtext", "longtext", "json", "enum"}


@dataclass(frozen=True)
class TableColumn:
    """A column. ``declared`` is the whole type, e.g. ``decimal(28,10)``, and ``kind`` its first word."""

    name: str
    kind: str
    declared: str
    precision: int = 0
    scale: int = 0

    @property
    def is_text(self) -> bool:
        """Whether it holds free text."""
        return self.kind in _TEXTS

    @property
    def is_flag(self) -> bool:
        """Whether it is true or false: TINYINT(1) and nothing else is (DESIGN.md)."""
        return self.declared == "tinyint(1)"


def table_columns(connection: sa.Connection, database: str) -> dict[str, tuple[TableColumn, ...]]:
    """Every table and view of a database that the account may read, with its columns in their order."""
    query = sa.text(
        "select table_name, column_name, data_type, column_type, numeric_precision, numeric_scale "
        "from information_schema.columns where table_schema = :database order by table_name, ordinal_position"
    )
    tables: dict[str, list[TableColumn]] = {}
    for table, name, kind, declared, precision, scale in connection.execute(query, {"database": database}):
        column = TableColumn(
            str(name), str(kind).lower(), str(declared).lower(), int(precision or 0), int(scale or 0)
        )
        tables.setdefault(str(table), []).append(column)
    return {table: tuple(columns) for table, columns in tables.items()}
