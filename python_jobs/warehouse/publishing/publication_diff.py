"""What a candidate would change: rows, totals and schema of two layers side by side."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from python_jobs.errors import DataError
from python_jobs.settings import Layer, Settings
from python_jobs.warehouse.publishing.layer_tables import candidate_of, published_tables
from python_jobs.warehouse.publishing.publication_row import TABLE, read_publication_row
from python_jobs.warehouse.publishing.publisher import publisher

FACT = "fct_campaign_performance"
TOTALS = {
    "cost": "sum(cost)",
    "revenue": "sum(revenue)",
    "impressions": "sum(impressions)",
    "clicks": "sum(clicks)",
    "conversions": "sum(conversions)",
    "first date": "min(date)",
    "newest date": "max(date)",
}
"""Figures of the fact that are compared, and their SQL."""

Figure = int | Decimal | date | None


@dataclass(frozen=True)
class Change:
    """One figure before and after; None where there is none."""

    name: str
    before: Figure
    after: Figure


@dataclass(frozen=True)
class PublicationDiff:
    """Layer ``after`` compared with layer ``before``.

    ``rows`` has a change per table, ``totals`` one per figure of the fact, ``schema`` a sentence per column
    that is new, gone or of another type.
    """

    before: Layer
    after: Layer
    rows: tuple[Change, ...]
    totals: tuple[Change, ...]
    schema: tuple[str, ...]


@dataclass(frozen=True)
class _Contents:
    rows: dict[str, int]
    totals: dict[str, Figure]
    columns: dict[str, dict[str, str]]


def diff(settings: Settings) -> PublicationDiff:
    """Compare the candidate with what is published; without a candidate, that with the publication before it.

    Raises:
        DataError: there are not two things to compare.
    """
    with publisher(settings) as connection:
        candidate = candidate_of(connection, settings)
        published = _tables(connection, settings, "marts")
        previous = _tables(connection, settings, "previous")
        if candidate:
            return compare(
                "marts",
                _read(connection, settings, "marts", published),
                "build",
                _read(connection, settings, "build", candidate),
            )
        if not published or not previous:
            raise DataError(
                f"There is nothing to compare: no candidate in {settings.database('build')}, and fewer than "
                "two publications. Build one: mca run, or dbt build."
            )
        return compare(
            "previous",
            _read(connection, settings, "previous", previous),
            "marts",
            _read(connection, settings, "marts", published),
        )


def compare(before: Layer, old: _Contents, after: Layer, new: _Contents) -> PublicationDiff:
    """Put the contents of two layers side by side."""
    tables = sorted({*old.rows, *new.rows})
    return PublicationDiff(
        before,
        after,
        tuple(Change(table, old.rows.get(table), new.rows.get(table)) for table in tables),
        tuple(Change(name, old.totals.get(name), new.totals.get(name)) for name in TOTALS),
        tuple(sentence for table in tables for sentence in _schema_changes(table, old.columns, new.columns)),
    )


def _schema_changes(table: str, old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]) -> list[str]:
    if table not in old:
        return [f"{table} is new"]
    if table not in new:
        return [f"{table} is missing"]
    was, now = old[table], new[table]
    return [
        *(f"{table}.{column} is new: {now[column]}" for column in now if column not in was),
        *(f"{table}.{column} is missing" for column in was if column not in now),
        *(
            f"{table}.{column} was {was[column]} and is {now[column]}"
            for column in now
            if column in was and was[column] != now[column]
        ),
    ]


def _tables(connection: sa.Connection, settings: Settings, layer: Layer) -> list[str]:
    row = read_publication_row(connection, settings, layer)
    return [table for table in published_tables(connection, settings, layer, row) if table != TABLE]


def _read(connection: sa.Connection, settings: Settings, layer: Layer, tables: Collection[str]) -> _Contents:
    database = settings.database(layer)
    rows: dict[str, int] = {
        table: connection.exec_driver_sql(f"select count(*) from `{database}`.`{table}`").scalar_one()
        for table in tables
    }
    totals: dict[str, Figure] = {}
    columns: dict[str, dict[str, str]] = {table: {} for table in tables}
    query = sa.text(
        "select table_name, column_name, column_type from information_schema.columns "
        "where table_schema = :database order by table_name, ordinal_position"
    )
    for table, column, type_ in connection.execute(query, {"database": database}):
        if table in columns:
            columns[table][str(column)] = str(type_)
    if FACT in rows:
        figures = connection.exec_driver_sql(f"select {', '.join(TOTALS.values())} from `{database}`.{FACT}")
        totals = dict(zip(TOTALS, figures.one(), strict=True))
    return _Contents(rows, totals, columns)
