"""Copies of what was published, made ahead, so that the days after a whole build need not build it again.

A big mart has three copies that take turns: the published one, the previous one, and the oldest, which the
next build brings up to date (by_day.sql) or takes as it is (customers.sql). After a whole build only the
first of them is of any use. So the server copies it, and a day looks at what is new only.

Of large marts two copies are made once a whole build is published and reported: one lies where the oldest
would be, and one beside it, which moves there when the first is taken. Of a smaller fact each of the two
builds after it has a copy made before it begins.
"""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

import sqlalchemy as sa

from python_jobs.settings import Layer, Settings
from python_jobs.warehouse.aggregates.period_marts import FACT
from python_jobs.warehouse.flip.table_flip import RETIRED_SUFFIX
from python_jobs.warehouse.publishing.content_marks import content_marks, fact_copies
from python_jobs.warehouse.publishing.layer_tables import COPYING_SUFFIX, SPARE_SUFFIX
from python_jobs.warehouse.publishing.ledger_session import ledger_session
from python_jobs.warehouse.publishing.publication import ROTATING_MARTS
from python_jobs.warehouse.publishing.publication_lock import publication_lock
from python_jobs.warehouse.publishing.publication_row import read_publication_row
from python_jobs.warehouse.publishing.publisher import publisher

_AT_ONCE = 2
_LAYERS: tuple[Layer, ...] = ("marts", "build", "previous")
_COPY_NAME = re.compile(r"copy [0-9a-f-]{36}")
# As a share of the fact. With more new rows most days are likely to be touched, and then it is built whole.
_MOST_NEW = Decimal("0.1")


@dataclass(frozen=True)
class Spare:
    """A copy to be made: of which mart, and its place in the build database."""

    mart: str
    place: str


def missing_spares(settings: Settings, definition: str | None, from_rows: int | None) -> tuple[Spare, ...]:
    """The copies that the next two builds would look for in vain; a spare moves up where the oldest is gone.

    Args:
        definition: what the coming builds are made by (``transform.definition_of``); None: each builds whole.
        from_rows: none are missing as long as the fact has fewer rows than that; None: never.

    Raises:
        sqlalchemy.exc.DBAPIError: the server ended a statement, or is gone.
        ServerError: another publication is under way.
    """
    if from_rows is None:
        return ()
    with publisher(settings) as connection, publication_lock(connection, settings):
        published = read_publication_row(connection, settings, "marts")
        if published is None or published.fact_rows < from_rows:
            return ()
        builds_on = _will_build_on(settings, definition, published.fact_rows)
        marks = {layer: _marks(connection, settings, layer) for layer in _LAYERS}
        known_copies = _known_copies(settings)
        return tuple(
            spare
            for mart in ROTATING_MARTS
            if mart != FACT or builds_on
            for spare in _missing(connection, settings, mart, marks, known_copies)
        )


def wanted_copies(settings: Settings, definition: str | None, from_rows: int | None) -> tuple[Spare, ...]:
    """The copy of the fact that the coming build would look for in vain, and then build it whole.

    Nothing where there is one, and where the build is whole anyway. What is made of customers alone is not
    worth it: it is built as fast as it is copied, and its marks say that it is the same.

    Args:
        definition: as of ``missing_spares``.
        from_rows: a fact with fewer rows than that is built as fast as it is copied; None: any is.

    Raises:
        sqlalchemy.exc.DBAPIError: the server ended a statement, or is gone.
        ServerError: another publication is under way.
    """
    missing = missing_spares(settings, definition, from_rows)
    return tuple(spare for spare in missing if spare.place == FACT + RETIRED_SUFFIX)


def copy_published(settings: Settings, spares: Sequence[Spare]) -> None:
    """Make the copies, two at once. Nobody publishes or rolls back meanwhile.

    Raises:
        sqlalchemy.exc.DBAPIError: the server ended a statement, or is gone; a copy is whole or not there.
        ServerError: another publication is under way.
    """
    with publisher(settings) as connection, publication_lock(connection, settings):
        threads = ThreadPoolExecutor(_AT_ONCE)
        try:
            for done in [threads.submit(_copy, settings, spare) for spare in spares]:
                done.result()
        finally:
            # Whoever stops the run ends what the threads have executing.
            threads.shutdown(wait=False, cancel_futures=True)


_Marks = dict[str, str]
"""What tells which rows a table has, by its name: which copy of the fact it is, or what it was made of."""


def _missing(
    connection: sa.Connection,
    settings: Settings,
    mart: str,
    marks: dict[Layer, _Marks],
    known_copies: frozenset[str],
) -> Iterator[Spare]:
    published = marks["marts"].get(mart, "")
    usable = known_copies if mart == FACT else frozenset({published} - {""})
    if published not in usable:  # built by hand, say: a copy of it would tell nobody anything
        return
    oldest, spare = mart + RETIRED_SUFFIX, mart + SPARE_SUFFIX
    in_build = {place: marks["build"].get(place) in usable for place in (oldest, spare)}
    if in_build[spare] and not in_build[oldest]:
        build = settings.database("build")
        connection.exec_driver_sql(f"drop table if exists `{build}`.`{oldest}`")
        connection.exec_driver_sql(f"rename table `{build}`.`{spare}` to `{build}`.`{oldest}`")
        in_build = {oldest: True, spare: False}
    # A candidate that was not published is gone on from.
    if not in_build[oldest] and marks["build"].get(mart) not in usable:
        yield Spare(mart, oldest)
    # The previous one is the oldest after the next publication.
    if not in_build[spare] and marks["previous"].get(mart) not in usable:
        yield Spare(mart, spare)


def _copy(settings: Settings, spare: Spare) -> None:
    build, marts = settings.database("build"), settings.database("marts")
    draft, source = f"`{build}`.`{spare.place}{COPYING_SUFFIX}`", f"`{marts}`.`{spare.mart}`"
    with publisher(settings) as connection:
        connection.exec_driver_sql(f"drop table if exists {draft}")
        connection.exec_driver_sql(f"create table {draft} like {source}")
        indexes = _secondary_indexes(connection, source)
        # Rows in the order of their key, then each index at once: half of the time.
        if indexes:
            dropped = ", ".join(f"drop index `{name}`" for name in indexes)
            connection.exec_driver_sql(f"alter table {draft} {dropped}")
        connection.exec_driver_sql(f"insert into {draft} select * from {source}")
        added = ", ".join(f"add {definition}" for definition in indexes.values())
        original, name = _COPY_NAME.search(added), f"copy {uuid4()}"
        if indexes:
            connection.exec_driver_sql(f"alter table {draft} {_COPY_NAME.sub(name, added)}")
        connection.exec_driver_sql(f"drop table if exists `{build}`.`{spare.place}`")
        connection.exec_driver_sql(f"rename table {draft} to `{build}`.`{spare.place}`")
    if original:
        _note_copy(settings, original[0], name)


def _secondary_indexes(connection: sa.Connection, table: str) -> dict[str, str]:
    """Definitions by name, as the server writes them."""
    (_, ddl) = connection.exec_driver_sql(f"show create table {table}").one()
    found = re.findall(r"^\s*((?:UNIQUE )?KEY `(\w+)` .*?),?$", ddl, re.MULTILINE)
    return {name: definition for definition, name in found}


def _marks(connection: sa.Connection, settings: Settings, layer: Layer) -> _Marks:
    database = settings.database(layer)
    return {**content_marks(connection, database), **fact_copies(connection, database)}


def _known_copies(settings: Settings) -> frozenset[str]:
    """Copies of the fact that a build brings up to date: at most half of the days were touched since."""
    staging = settings.database("staging")
    query = (
        f"select copy from {staging}.ledger_copies as copies where copy like 'copy %%' and 2 * "
        f"(select count(*) from {staging}.ledger_days as days where days.step > copies.step) "
        f"<= (select count(*) from {staging}.ledger_days)"
    )
    with ledger_session(settings) as ledger:
        return frozenset(map(str, ledger.exec_driver_sql(query).scalars()))


def _will_build_on(settings: Settings, definition: str | None, fact_rows: int) -> bool:
    """Whether the coming build goes on from the ledger (ledger.sql) and a fact of so many rows."""
    staging, raw = settings.database("staging"), settings.database("raw")
    made_by = sa.text(
        "select table_comment from information_schema.tables "
        "where table_schema = :staging and table_name = 'ledger_state'"
    )
    withdrawn = (
        f"select count(*) from {staging}.ledger_batches as taken left join {raw}.load_batches as loaded "
        "on loaded.batch_id = taken.batch_id and loaded.status = 'loaded' where loaded.batch_id is null"
    )
    new_rows = (
        f"select coalesce(sum(loaded.rows_loaded), 0) from {raw}.load_batches as loaded "
        f"left join {staging}.ledger_batches as taken on taken.batch_id = loaded.batch_id "
        "where loaded.table_name = 'campaigns' and loaded.status = 'loaded' and taken.step is null"
    )
    with ledger_session(settings) as ledger:
        if definition is None or ledger.scalar(made_by, {"staging": staging}) != definition:
            return False
        is_withdrawn = bool(ledger.exec_driver_sql(withdrawn).scalar_one())
        return not is_withdrawn and ledger.exec_driver_sql(new_rows).scalar_one() <= _MOST_NEW * fact_rows


def _note_copy(settings: Settings, original: str, name: str) -> None:
    """Let the ledger know a copy as it knows what it was copied from."""
    what = "step, cost_lower, cost_upper, revenue_lower, revenue_upper"
    copies = f"{settings.database('staging')}.ledger_copies"
    with ledger_session(settings) as ledger:
        query = sa.text(
            f"insert into {copies} (copy, {what}) select :name, {what} from {copies} where copy = :original"
        )
        ledger.execute(query, {"name": name, "original": original})
        ledger.commit()
