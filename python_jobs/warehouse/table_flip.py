"""One ``RENAME TABLE`` that swaps whole databases' tables, and the mutex and retries around it."""

import logging
import random
import time
from collections.abc import Sequence

import sqlalchemy as sa

from python_jobs.errors import ServerError
from python_jobs.settings import Settings
from python_jobs.warehouse.blocking_sessions import blocking_sessions

RETIRED_SUFFIX = "__retired"
"""Tables on their way out: they wait in the build database under this suffix until they are dropped."""

ATTEMPTS = 5
FIRST_PAUSE_SECONDS = 0.5
LOCK_WAIT_SECONDS = 3
"""While the rename waits, new readers queue behind it; so long, and no longer, may one of them wait."""

_HEALS_BY_WAITING = {1205, 1213}  # lock wait timeout, deadlock

log = logging.getLogger(__name__)

Move = tuple[str, str, str, str]
"""From database, from table, to database, to table."""


def forward_moves(
    settings: Settings, candidate: Sequence[str], published: Sequence[str], previous: Sequence[str]
) -> list[Move]:
    """Moves of a publication, in the order that the server must perform them.

    Every published table leaves for the previous layer, also one that the candidate no longer has; what
    was there before is retired into the build database, so that a blocked rename costs no layer its tables.
    """
    build, marts, kept = settings.database("build"), settings.database("marts"), settings.database("previous")
    return [
        *((kept, table, build, table + RETIRED_SUFFIX) for table in previous),
        *((marts, table, kept, table) for table in published),
        *((build, table, marts, table) for table in candidate),
    ]


def backward_moves(settings: Settings, published: Sequence[str], previous: Sequence[str]) -> list[Move]:
    """Moves of a rollback: the published and the previous layer change places."""
    build, marts, kept = settings.database("build"), settings.database("marts"), settings.database("previous")
    return [
        *((marts, table, build, table + RETIRED_SUFFIX) for table in published),
        *((kept, table, marts, table) for table in previous),
        *((build, table + RETIRED_SUFFIX, kept, table) for table in published),
    ]


def rename_statement(moves: Sequence[Move]) -> str:
    """SQL of all the moves as one statement, which the server performs wholly or not at all."""
    pairs = (f"`{a}`.`{b}` to `{c}`.`{d}`" for a, b, c, d in moves)
    return "rename table " + ", ".join(pairs)


def flip(connection: sa.Connection, settings: Settings, moves: Sequence[Move]) -> None:
    """Run the rename; wait a few seconds for readers, make way for the queue behind us, and try again.

    Raises:
        ServerError: readers held the tables through all ATTEMPTS; nothing was moved.
    """
    connection.exec_driver_sql(f"set session lock_wait_timeout = {LOCK_WAIT_SECONDS}")
    statement = rename_statement(moves)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            connection.exec_driver_sql(statement)
            return
        except sa.exc.DBAPIError as error:
            if error.orig is None or error.orig.args[0] not in _HEALS_BY_WAITING:
                raise
        blockers = blocking_sessions(connection, settings)
        if attempt == ATTEMPTS:
            raise ServerError(
                f"The tables could not be flipped: {ATTEMPTS} times other sessions held them for more than "
                f"{LOCK_WAIT_SECONDS} s. The published marts are as before. Blocked by: {blockers}"
            )
        # Doubling, with jitter so that two waiting sides do not meet again in step.
        pause = FIRST_PAUSE_SECONDS * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)
        log.warning("Flip attempt %d was blocked by %s; next in %.1f s", attempt, blockers, pause)
        time.sleep(pause)
