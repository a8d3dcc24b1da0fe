"""What the build, marts and previous databases hold, and what in them is not ours to move."""

from collections.abc import Sequence

import sqlalchemy as sa

from python_jobs.errors import DataError
from python_jobs.settings import Layer, Settings
from python_jobs.warehouse.flip.table_flip import RETIRED_SUFFIX, Move
from python_jobs.warehouse.publishing.publication_row import TABLE, Publication

SPARE_SUFFIX = "__spare"
"""A copy of a published mart that waits in the build database for its turn (spare_copies.py)."""

COPYING_SUFFIX = "__copying"
"""One that is not complete."""

_UNFINISHED = ("__dbt_tmp", "__dbt_backup", RETIRED_SUFFIX, SPARE_SUFFIX, COPYING_SUFFIX)


def base_tables(connection: sa.Connection, settings: Settings, layer: Layer) -> list[str]:
    """Names of a layer's tables, without views."""
    query = sa.text(
        "select table_name from information_schema.tables "
        "where table_schema = :database and table_type = 'BASE TABLE' order by table_name"
    )
    names = connection.execute(query, {"database": settings.database(layer)})
    return [str(name) for (name,) in names]


def candidate_of(connection: sa.Connection, settings: Settings) -> tuple[str, ...]:
    """Base tables of the build database, without copies, and what dbt or a flip has not finished with."""
    return tuple(
        table
        for table in base_tables(connection, settings, "build")
        if not table.endswith(_UNFINISHED) and table != TABLE
    )


def published_tables(
    connection: sa.Connection, settings: Settings, layer: Layer, publication: Publication | None
) -> list[str]:
    """The tables of a layer that a publication put there; somebody's own tables beside them are not."""
    ours = publication.tables if publication else set()
    return [table for table in base_tables(connection, settings, layer) if table in ours]


def require_free_way(connection: sa.Connection, settings: Settings, moves: Sequence[Move]) -> None:
    """Refuse moves that would meet, or drag along, what somebody else made in our databases.

    Raises:
        DataError: a table or view of somebody's has the name of one of ours, or a foreign key refers to ours.
    """
    databases = {"a": settings.database("build"), "b": settings.database("marts")}
    databases["c"] = settings.database("previous")
    query = sa.text(
        "select table_schema, table_name, table_type from information_schema.tables "
        "where table_schema in (:a, :b, :c)"
    )
    kinds = {(str(row[0]), str(row[1])): str(row[2]) for row in connection.execute(query, databases)}
    # RENAME TABLE keeps a foreign key and lets it point into the layer that the table has moved to.
    query = sa.text(
        "select table_schema, table_name, referenced_table_schema, referenced_table_name "
        "from information_schema.key_column_usage where referenced_table_schema in (:a, :b, :c) "
        "or (table_schema in (:a, :b, :c) and referenced_table_name is not null)"
    )
    leaving = {(move[0], move[1]) for move in moves}
    problems = [
        f"{'view' if kinds[place] == 'VIEW' else 'table'} {'.'.join(place)} has the name of a mart"
        for place in in_the_way(moves, set(kinds))
    ]
    for row in connection.execute(query, databases):
        if (row[0], row[1]) in leaving or (row[2], row[3]) in leaving:
            problems.append(f"table {row[0]}.{row[1]} has a foreign key to {row[2]}.{row[3]}")
    if problems:
        raise DataError(
            f"The marts cannot be flipped: {'; '.join(problems)}. Nothing was changed. Drop it, or keep "
            "your own tables and views in a database of their own."
        )


def in_the_way(moves: Sequence[Move], present: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Where the moves would arrive at something that they do not move away themselves: database, table."""
    leaving = {(move[0], move[1]) for move in moves}
    return sorted({(move[2], move[3]) for move in moves} & (present - leaving))
