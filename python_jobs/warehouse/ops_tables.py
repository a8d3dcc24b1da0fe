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
    "alerts": """
        alert_id bigint not null auto_increment primary key,
        told_at datetime(6) not null,
        events varchar(64) not null,
        subject varchar(64) not null,
        headline varchar(500) not null,
        deliveries json not null,
        key alerts_subject (subject, told_at)""",
}


def create_ops_tables(engine: sa.Engine, settings: Settings) -> None:
    """Create the tables where they are missing; the database itself must exist. Times are UTC.

    The engine's account needs CREATE on the ops database; the pipeline's own account only inserts there.
    """
    database = settings.database("ops")
    with engine.begin() as connection:
        for table, columns in _TABLES.items():
            connection.exec_driver_sql(f"create table if not exists `{database}`.`{table}` ({columns})")
