"""What a mart was made of, as a mark on its table: two tables with the same mark have the same rows.

The mark is the comment of the primary key, because a table of a candidate changes its database when it is
published, and its name when it is retired (dbt_project/macros/ledger/customers.sql).
"""

import sqlalchemy as sa

from python_jobs.settings import Settings

PREFIX = "made of "


def content_marks(connection: sa.Connection, database: str) -> dict[str, str]:
    """The mark of each table of a database that has one, by name. The account may read the tables."""
    query = sa.text(
        "select distinct table_name, index_comment from information_schema.statistics "
        "where table_schema = :database and index_name = 'PRIMARY' and index_comment like :prefix"
    )
    rows = connection.execute(query, {"database": database, "prefix": f"{PREFIX}%"})
    return {str(table): str(mark) for table, mark in rows}


def fact_copies(connection: sa.Connection, database: str) -> dict[str, str]:
    """Which copy of the fact each of a database's copies is, by its name: so the ledger knows it.

    It is the comment of an index (dbt_project/macros/materializations/by_day.sql).
    """
    query = sa.text(
        "select distinct table_name, index_comment from information_schema.statistics "
        "where table_schema = :database and index_comment like 'copy %'"
    )
    return {str(table): str(copy) for table, copy in connection.execute(query, {"database": database})}


def unchanged_marts(connection: sa.Connection, settings: Settings) -> frozenset[str]:
    """Marts of the candidate that are, row by row, what is published, as far as marks tell.

    Args:
        connection: of the publisher, who may read both.
    """
    published = content_marks(connection, settings.database("marts"))
    candidate = content_marks(connection, settings.database("build"))
    return frozenset(mart for mart in candidate if candidate[mart] == published.get(mart))
