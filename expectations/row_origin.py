"""From a failing row of staging or of a mart back to the raw rows, the batch and the file it came from."""

import logging
from collections.abc import Sequence

import sqlalchemy as sa

from python_jobs.settings import Settings

Row = dict[str, str]

log = logging.getLogger(__name__)

# Of a mart's key columns: what they are among the clean rows, each of which is one raw row.
_CAMPAIGN_KEYS = {
    "campaign_key": "clean.campaign_key",
    "channel_key": "clean.channel_key",
    "date_key": "cast(date_format(clean.date, '%Y%m%d') as signed)",
    "week_start": "date_sub(clean.date, interval weekday(clean.date) day)",
}


def with_origin(settings: Settings, engine: sa.Engine, table: str, rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows, each with ``raw_rows``, ``batch`` and ``file`` where its key columns lead back to them.

    A row that sums many has the first and the last of its raw rows and how many they are. What cannot be
    traced, for instance because staging has gone, stays as it is: a sample must not break the gate.
    """
    if not rows:
        return ()
    columns = tuple(name for name in rows[0] if name in _CAMPAIGN_KEYS)
    try:
        with engine.connect() as connection:
            if "raw_row_id" in rows[0]:
                origins = _of_staging(connection, settings, table.removeprefix("stg_"), rows)
                return tuple({**row, **origins.get((row["raw_row_id"],), {})} for row in rows)
            if "customer_key" in rows[0]:
                origins = _of_customers(connection, settings, rows)
                return tuple({**row, **origins.get((row["customer_key"],), {})} for row in rows)
            if columns:
                origins = _of_campaigns(connection, settings, columns, rows)
                return tuple({**row, **origins.get(tuple(row[name] for name in columns), {})} for row in rows)
    except sa.exc.DBAPIError as error:
        log.warning("Failing rows of %s could not be traced to raw: %s", table, error.orig)
    return tuple(rows)


def _of_staging(
    connection: sa.Connection, settings: Settings, table: str, rows: Sequence[Row]
) -> dict[tuple[str, ...], Row]:
    query = (
        f"select _row_id, 1, _row_id, _row_id, _batch_id, _batch_id from {settings.database('raw')}.{table} "
        "where _row_id in :keys"
    )
    return _origins(connection, settings, query, 1, [int(row["raw_row_id"]) for row in rows])


def _of_customers(
    connection: sa.Connection, settings: Settings, rows: Sequence[Row]
) -> dict[tuple[str, ...], Row]:
    query = (
        "select customers.customer_key, 1, clean.raw_row_id, clean.raw_row_id, "
        "clean.batch_id, clean.batch_id "
        f"from {settings.database('build')}.dim_customer as customers "
        f"inner join {settings.database('staging')}.int_customers_deduplicated as clean "
        "on customers.customer_id = clean.customer_id where customers.customer_key in :keys"
    )
    return _origins(connection, settings, query, 1, [int(row["customer_key"]) for row in rows])


def _of_campaigns(
    connection: sa.Connection, settings: Settings, columns: tuple[str, ...], rows: Sequence[Row]
) -> dict[tuple[str, ...], Row]:
    keys = ", ".join(_CAMPAIGN_KEYS[name] for name in columns)
    days = "clean.date in :days and " if "date_key" in columns else ""  # by the index on date
    query = (
        f"select {keys}, count(*), min(clean.raw_row_id), max(clean.raw_row_id), min(clean.batch_id), "
        f"max(clean.batch_id) from {settings.database('staging')}.int_campaigns_deduplicated as clean "
        f"where {days}({keys}) in :keys group by {keys}"
    )
    wanted: list[object] = [tuple(row[name] for name in columns) for row in rows]
    return _origins(
        connection,
        settings,
        query,
        len(columns),
        wanted if len(columns) > 1 else [row[columns[0]] for row in rows],
        days=sorted({row["date_key"] for row in rows}) if days else None,
    )


def _origins(
    connection: sa.Connection,
    settings: Settings,
    query: str,
    key_length: int,
    keys: Sequence[object],
    days: Sequence[str] | None = None,
) -> dict[tuple[str, ...], Row]:
    """Run a query for key columns, rows, first and last raw row, first and last batch."""
    statement = sa.text(query).bindparams(sa.bindparam("keys", expanding=True))
    parameters: dict[str, object] = {"keys": list(keys)}
    if days is not None:
        statement = statement.bindparams(sa.bindparam("days", expanding=True))
        parameters["days"] = list(days)
    found = [tuple(row) for row in connection.execute(statement, parameters)]
    files = _file_names(connection, settings, {batch for row in found for batch in row[-2:]})
    origins = {}
    for row in found:
        count, first, last, first_batch, last_batch = row[key_length:]
        origins[tuple(str(value) for value in row[:key_length])] = {
            "raw_rows": str(first) if count == 1 else f"{count} from {first} to {last}",
            "batch": str(last_batch) if first_batch == last_batch else f"{first_batch} to {last_batch}",
            "file": files.get(last_batch, "unknown"),
        }
    return origins


def _file_names(connection: sa.Connection, settings: Settings, batches: set[int]) -> dict[int, str]:
    statement = sa.text(
        f"select batch_id, file_name from {settings.database('raw')}.load_batches where batch_id in :batches"
    ).bindparams(sa.bindparam("batches", expanding=True))
    return {
        int(batch): str(name) for batch, name in connection.execute(statement, {"batches": sorted(batches)})
    }
