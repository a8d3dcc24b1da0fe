"""Publication: one statement makes an audited candidate visible, and another takes it back."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from python_jobs.errors import DataError
from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import Layer, Settings
from python_jobs.warehouse.flip.table_flip import RETIRED_SUFFIX, Move, backward_moves, flip, forward_moves
from python_jobs.warehouse.publishing.layer_tables import (
    COPYING_SUFFIX,
    base_tables,
    candidate_of,
    published_tables,
    require_free_way,
)
from python_jobs.warehouse.publishing.publication_lock import publication_lock
from python_jobs.warehouse.publishing.publication_log import append_line, complete_log
from python_jobs.warehouse.publishing.publication_row import (
    TABLE,
    Publication,
    read_publication_row,
    write_publication_row,
)
from python_jobs.warehouse.publishing.publisher import publisher
from python_jobs.warehouse.runs import run_events
from python_jobs.warehouse.runs.run_lock import may_publish, run_under_way

PROJECT_MARTS = tuple(sorted(path.stem for path in (PROJECT_ROOT / "dbt_project/models/marts").glob("*.sql")))
"""What every publication holds at least: all that dbt makes. Segments are written beside them."""

ROTATING_MARTS = ("customer_segments", "dim_customer", "fct_campaign_performance")
"""What is too big to be built whole each time: the oldest of three copies waits for the next build to be
brought up to date (dbt_project/macros/materializations/by_day.sql), or taken as it is
(dbt_project/macros/ledger/customers.sql, published_copies.py)."""

_TRIGGER_IN_WRONG_SCHEMA = 1435


def publish(
    settings: Settings,
    run_id: str,
    tables: Sequence[str],
    *,
    git_revision: str = "unknown",
    required: Collection[str] = PROJECT_MARTS,
) -> Publication:
    """Flip a candidate's tables, all in one statement, into the published marts.

    Publishing a run that is published already only completes what an interruption left undone.

    Args:
        tables: base tables of the build database, as ``candidate_tables`` lists them.
        required: the marts without which nothing is published.

    Raises:
        DataError: the candidate is empty or incomplete, or something of somebody else's is in the way;
            nothing was changed.
        ServerError: another publication is under way, another run has begun, or readers blocked this one.
    """
    with (
        publisher(settings) as connection,
        publication_lock(connection, settings),
        may_publish(connection, settings, run_id),
    ):
        complete_log(connection, settings)
        published = read_publication_row(connection, settings, "marts")
        if published is None or published.run_id != run_id:
            _require_complete(settings, tables, candidate_of(connection, settings), required)
            _drop_retired(connection, settings)
            data = run_events.data_of(connection, settings, run_id)
            write_publication_row(connection, settings, run_id, tables, git_revision, data)
            moves = forward_moves(
                settings,
                sorted({*tables, TABLE}),
                published_tables(connection, settings, "marts", published),
                _previous_tables(connection, settings),
            )
            _flip(connection, settings, moves)
            replaced = published.run_id if published else None
            published = read_publication_row(connection, settings, "marts")
            assert published is not None
            append_line(connection, settings, "publish", published, replaced)
        _drop_retired(connection, settings, but=ROTATING_MARTS)
        _show_in_build(connection, settings)
    return published


def rollback(settings: Settings) -> Publication:
    """Let the published and the previous marts change places; a second rollback undoes the first.

    Raises:
        DataError: there is no earlier publication, or something of somebody else's is in the way.
        ServerError: another publication is under way, or readers blocked this one.
    """
    with publisher(settings) as connection, publication_lock(connection, settings):
        complete_log(connection, settings)
        published = read_publication_row(connection, settings, "marts")
        target = read_publication_row(connection, settings, "previous")
        if target is None:
            raise DataError(
                f"There is no earlier publication in {settings.database('previous')} to go back to. "
                "Publish at least twice first."
            )
        _drop_retired(connection, settings)
        moves = backward_moves(
            settings,
            published_tables(connection, settings, "marts", published),
            published_tables(connection, settings, "previous", target),
        )
        _flip(connection, settings, moves)
        append_line(connection, settings, "rollback", target, published.run_id if published else None)
        # A run under way is building there; it shows what it publishes itself.
        if run_under_way(connection, settings) is None:
            _show_in_build(connection, settings)
    return target


def read_publication(settings: Settings, layer: Layer = "marts") -> Publication | None:
    """Read which publication the marts (or the previous layer) hold; None before the first one."""
    with publisher(settings) as connection:
        return read_publication_row(connection, settings, layer)


def candidate_tables(engine: sa.Engine, settings: Settings) -> tuple[str, ...]:
    """Base tables of the build database, without the ones that dbt or a flip has not finished with."""
    with engine.connect() as connection:
        return candidate_of(connection, settings)


def _require_complete(
    settings: Settings, tables: Sequence[str], candidate: Sequence[str], required: Collection[str]
) -> None:
    build = settings.database("build")
    if not tables:
        raise DataError(f"There is nothing to publish in {build}: run dbt build first. Nothing was changed.")
    missing = sorted((set(tables) - set(candidate)) | (set(required) - set(tables)))
    if missing:
        raise DataError(
            f"The candidate in {build} has no table {', '.join(missing)} (a view of that name shows what is "
            "published). Build the whole project (dbt build) and publish again. Nothing was changed."
        )


def _flip(connection: sa.Connection, settings: Settings, moves: Sequence[Move]) -> None:
    require_free_way(connection, settings, moves)
    try:
        flip(connection, settings, moves)
    except sa.exc.DBAPIError as error:
        if error.orig is None or error.orig.args[0] != _TRIGGER_IN_WRONG_SCHEMA:
            raise
        # Only whoever has the privilege TRIGGER can see them; the publisher has not.
        raise DataError(
            "The marts cannot be flipped: one of their tables has a trigger, and such a table cannot "
            "change its database. Nothing was changed. As an administrator, find and drop it: "
            f"show triggers from {settings.database('marts')} (or {settings.database('previous')}, "
            f"{settings.database('build')})"
        ) from None


def _show_in_build(connection: sa.Connection, settings: Settings) -> None:
    """Let build show each published table as a view, so that dbt by hand still finds every model.

    The view runs with the publisher's rights; the next dbt run replaces it by a table.
    """
    build, marts = settings.database("build"), settings.database("marts")
    row = read_publication_row(connection, settings, "marts")
    published = published_tables(connection, settings, "marts", row)
    for gone in set(_previous_tables(connection, settings)) - set(published):
        connection.exec_driver_sql(f"drop view if exists `{build}`.`{gone}`")
    for table in sorted(set(published) - set(base_tables(connection, settings, "build"))):
        connection.exec_driver_sql(
            f"create or replace sql security definer view `{build}`.`{table}` as "
            f"select * from `{marts}`.`{table}`"
        )


def _previous_tables(connection: sa.Connection, settings: Settings) -> list[str]:
    row = read_publication_row(connection, settings, "previous")
    return published_tables(connection, settings, "previous", row)


def _drop_retired(connection: sa.Connection, settings: Settings, but: Collection[str] = ()) -> None:
    kept = {mart + RETIRED_SUFFIX for mart in but}
    for table in base_tables(connection, settings, "build"):
        if table.endswith((RETIRED_SUFFIX, COPYING_SUFFIX)) and table not in kept:
            connection.exec_driver_sql(f"drop table if exists `{settings.database('build')}`.`{table}`")
