"""Publication: one statement makes an audited candidate visible, and another takes it back."""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from python_jobs.errors import DataError
from python_jobs.settings import Layer, Settings
from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.publication_lock import publication_lock
from python_jobs.warehouse.table_flip import (
    RETIRED_SUFFIX,
    backward_moves,
    flip,
    forward_moves,
)

CORE_MARTS = (
    "dim_campaign",
    "dim_channel",
    "dim_date",
    "dim_customer",
    "fct_campaign_performance",
    "mart_campaign_summary",
    "mart_channel_summary",
    "mart_daily_summary",
)
"""What every publication holds at least."""

_UNFINISHED = ("__dbt_tmp", "__dbt_backup", RETIRED_SUFFIX)
_NO_SUCH_TABLE = 1146

_COLUMNS = """(
    run_id varchar(64) not null primary key,
    published_at datetime(6) not null,
    git_revision varchar(64) not null,
    rows_json text not null,
    fact_rows bigint not null,
    cost decimal(38, 10) not null,
    revenue decimal(38, 10) not null,
    first_date date,
    last_date date
) comment = 'One row: which run the marts beside it come from'"""


@dataclass(frozen=True)
class Publication:
    """The one row of ``publication``. ``rows`` maps table to row count; amounts as in the fact."""

    run_id: str
    published_at: datetime
    git_revision: str
    rows: dict[str, int]
    fact_rows: int
    cost: Decimal
    revenue: Decimal
    first_date: date | None
    last_date: date | None


@dataclass(frozen=True)
class PublicationStatus:
    """What readers see, what a rollback would bring back, and what waits to be published."""

    marts: Publication | None
    previous: Publication | None
    candidate: tuple[str, ...]


def publish(
    settings: Settings,
    run_id: str,
    tables: Sequence[str],
    *,
    git_revision: str = "unknown",
    required: Collection[str] = CORE_MARTS,
) -> Publication:
    """Flip a candidate's tables, all in one statement, into the published marts.

    Publishing a run that is published already only completes what an interruption left undone.

    Args:
        tables: base tables of the build database, as ``candidate_tables`` lists them.
        required: the marts without which nothing is published.

    Raises:
        DataError: the candidate is empty or incomplete; nothing was changed.
        ServerError: another publication is under way, or readers blocked this one.
    """
    with _publisher(settings) as connection, publication_lock(connection, settings):
        published = _read(connection, settings, "marts")
        if published is None or published.run_id != run_id:
            _require_complete(settings, tables, _candidate(connection, settings), required)
            _drop_retired(connection, settings)
            _describe_candidate(connection, settings, run_id, tables, git_revision)
            moves = forward_moves(
                settings,
                sorted({*tables, "publication"}),
                _base_tables(connection, settings, "marts"),
                _base_tables(connection, settings, "previous"),
            )
            flip(connection, settings, moves)
            _log_event(connection, settings, "publish", run_id)
        _drop_retired(connection, settings)
        _show_in_build(connection, settings)
        result = _read(connection, settings, "marts")
    assert result is not None
    return result


def rollback(settings: Settings) -> Publication:
    """Let the published and the previous marts change places; a second rollback undoes the first.

    Raises:
        DataError: there is no earlier publication.
        ServerError: another publication is under way, or readers blocked this one.
    """
    with _publisher(settings) as connection, publication_lock(connection, settings):
        target = _read(connection, settings, "previous")
        if target is None:
            raise DataError(
                f"There is no earlier publication in {settings.database('previous')} to go back to. "
                "Publish at least twice first."
            )
        _drop_retired(connection, settings)
        moves = backward_moves(
            settings,
            _base_tables(connection, settings, "marts"),
            _base_tables(connection, settings, "previous"),
        )
        flip(connection, settings, moves)
        _log_event(connection, settings, "rollback", target.run_id)
        _show_in_build(connection, settings)
    return target


def read_publication(settings: Settings, layer: Layer = "marts") -> Publication | None:
    """Read which publication the marts (or the previous layer) hold; None before the first one."""
    with _publisher(settings) as connection:
        return _read(connection, settings, layer)


def status(settings: Settings) -> PublicationStatus:
    """Look at all three layers without changing any."""
    with _publisher(settings) as connection:
        return PublicationStatus(
            _read(connection, settings, "marts"),
            _read(connection, settings, "previous"),
            _candidate(connection, settings),
        )


def candidate_tables(engine: sa.Engine, settings: Settings) -> tuple[str, ...]:
    """Base tables of the build database, without the ones that dbt or a flip has not finished with."""
    with engine.connect() as connection:
        return _candidate(connection, settings)


@contextmanager
def _publisher(settings: Settings) -> Iterator[sa.Connection]:
    engine = engine_for(settings, "publisher")
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection
    finally:
        engine.dispose()


def _require_complete(
    settings: Settings, tables: Sequence[str], candidate: Sequence[str], required: Collection[str]
) -> None:
    build = settings.database("build")
    if not tables:
        raise DataError(f"There is nothing to publish in {build}: run dbt build first. Nothing was changed.")
    missing = sorted((set(tables) - set(candidate)) | (set(required) - set(tables)))
    if missing:
        raise DataError(
            f"The candidate in {build} has no table {', '.join(missing)}. Build the whole project (dbt "
            "build) and publish again. Nothing was changed."
        )


def _describe_candidate(
    connection: sa.Connection, settings: Settings, run_id: str, tables: Sequence[str], git_revision: str
) -> None:
    """Write the one-row table ``publication`` beside the candidate's tables."""
    build = settings.database("build")
    rows: dict[str, int] = {
        table: connection.exec_driver_sql(f"select count(*) from `{build}`.`{table}`").scalar_one()
        for table in tables
        if table != "publication"
    }
    connection.exec_driver_sql(f"drop view if exists `{build}`.publication")
    connection.exec_driver_sql(f"drop table if exists `{build}`.publication")
    connection.exec_driver_sql(f"create table `{build}`.publication {_COLUMNS}")
    totals = "count(*), coalesce(sum(cost), 0), coalesce(sum(revenue), 0), min(date), max(date)"
    statement = (
        f"insert into `{build}`.publication select :run_id, utc_timestamp(6), :git_revision, :rows, {totals} "
        f"from `{build}`.fct_campaign_performance"
    )
    connection.execute(
        sa.text(statement), {"run_id": run_id, "git_revision": git_revision, "rows": json.dumps(rows)}
    )


def _show_in_build(connection: sa.Connection, settings: Settings) -> None:
    """Let build show each published table as a view, so that dbt by hand still finds every model.

    The view runs with the publisher's rights; the next dbt run replaces it by a table.
    """
    build, marts = settings.database("build"), settings.database("marts")
    published = _base_tables(connection, settings, "marts")
    for gone in set(_base_tables(connection, settings, "previous")) - set(published):
        connection.exec_driver_sql(f"drop view if exists `{build}`.`{gone}`")
    for table in sorted(set(published) - set(_base_tables(connection, settings, "build"))):
        connection.exec_driver_sql(
            f"create or replace sql security definer view `{build}`.`{table}` as "
            f"select * from `{marts}`.`{table}`"
        )


def _log_event(connection: sa.Connection, settings: Settings, event: str, run_id: str) -> None:
    statement = (
        f"insert into `{settings.database('ops')}`.publications (event, run_id, happened_at, done_by) "
        "values (:event, :run_id, utc_timestamp(6), current_user())"
    )
    connection.execute(sa.text(statement), {"event": event, "run_id": run_id})


def _drop_retired(connection: sa.Connection, settings: Settings) -> None:
    for table in _base_tables(connection, settings, "build"):
        if table.endswith(RETIRED_SUFFIX):
            connection.exec_driver_sql(f"drop table if exists `{settings.database('build')}`.`{table}`")


def _candidate(connection: sa.Connection, settings: Settings) -> tuple[str, ...]:
    return tuple(
        table
        for table in _base_tables(connection, settings, "build")
        if not table.endswith(_UNFINISHED) and table != "publication"
    )


def _base_tables(connection: sa.Connection, settings: Settings, layer: Layer) -> list[str]:
    query = sa.text(
        "select table_name from information_schema.tables "
        "where table_schema = :database and table_type = 'BASE TABLE' order by table_name"
    )
    names = connection.execute(query, {"database": settings.database(layer)})
    return [str(name) for (name,) in names]


def _read(connection: sa.Connection, settings: Settings, layer: Layer) -> Publication | None:
    columns = "run_id, published_at, git_revision, rows_json, fact_rows, cost, revenue, first_date, last_date"
    try:
        row = connection.exec_driver_sql(
            f"select {columns} from `{settings.database(layer)}`.publication"
        ).one_or_none()
    except sa.exc.ProgrammingError as error:
        if error.orig is not None and error.orig.args[0] == _NO_SUCH_TABLE:
            return None
        raise
    if row is None:
        return None
    return Publication(row[0], row[1], row[2], json.loads(row[3]), *row[4:])
