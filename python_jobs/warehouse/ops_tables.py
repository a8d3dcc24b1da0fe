"""Tables of the ops database: what ran, what was checked, what was published. All are append-only."""

import sqlalchemy as sa

from python_jobs.settings import Settings

_TABLES = {
    "runs": """
        run_id varchar(64) not null primary key,
        started_at datetime(6) not null,
        finished_at datetime(6) not null,
        status varchar(16) not null,
        git_revision varchar(64) not null,
        record json not null,
        key runs_started_at (started_at)""",
    "run_events": """
        event_id bigint not null auto_increment primary key,
        run_id varchar(64) not null,
        event varchar(16) not null,
        happened_at datetime(6) not null,
        os_user varchar(128) not null,
        host varchar(255) not null,
        pid bigint not null,
        command text,
        git_revision varchar(64),
        session_id bigint,
        detail text,
        key run_events_run (run_id, event),
        key run_events_happened_at (happened_at)""",
    "quality_results": """
        result_id bigint not null auto_increment primary key,
        run_id varchar(64) not null,
        table_name varchar(64) not null,
        expectation varchar(255) not null,
        description varchar(500) not null,
        severity varchar(16) not null,
        outcome varchar(16) not null,
        observed varchar(255),
        unexpected_count bigint,
        sample json,
        checked_at datetime(6) not null,
        key quality_results_run (run_id, table_name)""",
    "publications": """
        publication_id bigint not null auto_increment primary key,
        event varchar(16) not null,
        run_id varchar(64) not null,
        happened_at datetime(6) not null,
        done_by varchar(128) not null,
        key publications_happened_at (happened_at)""",
    "segment_models": """
        run_id varchar(64) not null primary key,
        created_at datetime(6) not null,
        algorithm varchar(32) not null,
        customers bigint not null,
        description json not null""",
    "alerts": """
        alert_id bigint not null auto_increment primary key,
        told_at datetime(6) not null,
        events varchar(64) not null,
        subject varchar(64) not null,
        headline varchar(500) not null,
        deliveries json not null,
        key alerts_subject (subject, told_at)""",
}

# What came later: a home of an earlier version has the tables without them, and rows from before stay NULL.
_ADDED_COLUMNS = {
    "publications": {
        "replaced_run_id": "varchar(64)",
        "os_user": "varchar(128)",
        "host": "varchar(255)",
        "git_revision": "varchar(64)",
        "fact_rows": "bigint",
        "cost": "decimal(38, 10)",
        "revenue": "decimal(38, 10)",
        "newest_date": "date",
        "raw_rows": "bigint",
        "newest_batch_id": "bigint",
        "batches": "text",
    },
}
_DUPLICATE_COLUMN = 1060


def create_ops_tables(engine: sa.Engine, settings: Settings) -> None:
    """Create tables and columns that are missing; the database itself must exist. Times are UTC.

    The engine's account needs CREATE and ALTER on the ops database; the pipeline's own only inserts there.
    """
    database = settings.database("ops")
    with engine.begin() as connection:
        for table, columns in _TABLES.items():
            connection.exec_driver_sql(f"create table if not exists `{database}`.`{table}` ({columns})")
        for table, added in _ADDED_COLUMNS.items():
            _add_columns(connection, database, table, added)


def _add_columns(connection: sa.Connection, database: str, table: str, columns: dict[str, str]) -> None:
    query = sa.text(
        "select column_name from information_schema.columns "
        "where table_schema = :database and table_name = :table"
    )
    present = set(connection.scalars(query, {"database": database, "table": table}))
    missing = [f"add column {name} {type_}" for name, type_ in columns.items() if name not in present]
    if not missing:
        return
    try:
        connection.exec_driver_sql(f"alter table `{database}`.`{table}` {', '.join(missing)}")
    except sa.exc.OperationalError as error:
        # Somebody else's preparation was faster.
        if error.orig is None or error.orig.args[0] != _DUPLICATE_COLUMN:
            raise
