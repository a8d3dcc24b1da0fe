"""The three append-only tables of ``<prefix>_raw``: their columns as data, their DDL, their creation."""

from typing import Literal

import sqlalchemy as sa

from python_jobs.settings import Settings

RawTable = Literal["campaigns", "customers"]
ColumnType = Literal["text", "integer", "decimal", "date"]

TEXT_LENGTH = 255
DECIMAL_PLACES = 15
# Decimals and integers at or past this are kept as text: DECIMAL(38,15) has room for the sums of a billion.
NUMBER_BOUND = 10**15

RAW_COLUMNS: dict[RawTable, dict[str, ColumnType]] = {
    "campaigns": {
        "campaign_id": "text",
        "campaign_name": "text",
        "channel": "text",
        "cost": "decimal",
        "impressions": "integer",
        "clicks": "integer",
        "conversions": "integer",
        "revenue": "decimal",
        "date": "date",
    },
    "customers": {
        "customer_id": "text",
        "age": "integer",
        "gender": "text",
        "country": "text",
        "sessions": "integer",
        "avg_session_duration": "decimal",  # seconds
        "pages_per_session": "decimal",
        "transactions": "integer",
        "revenue": "decimal",
    },
}

_SQL_TYPES: dict[ColumnType, str] = {
    "text": f"varchar({TEXT_LENGTH})",
    "integer": "bigint",
    "decimal": f"decimal(38,{DECIMAL_PLACES})",
    "date": "date",
}

_TABLE_OPTIONS = "engine=InnoDB default charset=utf8mb4 collate=utf8mb4_bin"

_LOAD_BATCHES_COLUMNS = """\
    batch_id int not null auto_increment primary key,
    source varchar(64) not null,
    table_name varchar(64) not null,
    file_name varchar(255) not null,
    content_hash char(64) not null,
    rows_read bigint null,
    rows_loaded bigint null,
    rows_with_unparsed bigint null,
    status varchar(16) not null,
    error text null,
    started_at datetime(6) not null,
    finished_at datetime(6) null,
    key load_batches_content (content_hash, table_name, source)"""


def raw_table_ddl(database: str, table: RawTable) -> str:
    """``create table if not exists`` of a raw data table: the contract's columns, all of them nullable."""
    columns = ",\n".join(
        f"    `{name}` {_SQL_TYPES[column_type]} null" for name, column_type in RAW_COLUMNS[table].items()
    )
    return (
        f"create table if not exists `{database}`.`{table}` (\n"
        "    `_row_id` bigint not null auto_increment primary key,\n"
        "    `_batch_id` int not null,\n"
        "    `_source` varchar(64) not null,\n"
        "    `_loaded_at` datetime(6) not null,\n"
        f"{columns},\n"
        "    `_unparsed` json null,\n"
        "    `_extra` json null,\n"
        f"    key {table}_batch (`_batch_id`)\n"
        f") {_TABLE_OPTIONS}"
    )


def load_batches_ddl(database: str) -> str:
    """``create table if not exists`` of the record of loaded files."""
    table = f"`{database}`.`load_batches`"
    return f"create table if not exists {table} (\n{_LOAD_BATCHES_COLUMNS}\n) {_TABLE_OPTIONS}"


def create_raw_tables(engine: sa.Engine, settings: Settings) -> None:
    """Create the raw tables that are missing; the database itself must be there.

    Args:
        engine: of an account that may create tables in ``<prefix>_raw`` (the loader may not).
    """
    database = settings.database("raw")
    statements = [raw_table_ddl(database, table) for table in RAW_COLUMNS]
    with engine.begin() as connection:
        for statement in [*statements, load_batches_ddl(database)]:
            connection.exec_driver_sql(statement)
