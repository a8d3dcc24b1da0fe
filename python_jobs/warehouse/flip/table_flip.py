"""One ``RENAME TABLE`` that swaps whole databases' tables, at a moment when no reader is in its way."""

import logging
import random
import time
from collections.abc import Sequence

import sqlalchemy as sa

from python_jobs.errors import ServerError
from python_jobs.operations_config import load_operations_config
from python_jobs.settings import Settings
from python_jobs.warehouse.flip.blocking_sessions import blocking_sessions
from python_jobs.warehouse.flip.bounded_rename import rename, session_id
from python_jobs.warehouse.flip.metadata_locks import can_see_locks, table_locks
from python_jobs.warehouse.flip.reader_drain import (
    await_nobody_waiting,
    await_quiet_moment,
    drain,
    open_for,
)
from python_jobs.warehouse.flip.reader_gates import reader_gates

RETIRED_SUFFIX = "__retired"
"""Tables on their way out: they wait in the build database under this suffix until they are dropped."""

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 5.0
_ATTEMPT_SHARE = 0.8
"""Of the time that a reader may wait; in the rest the gates open and whoever waited gets in."""

_RENAME_SECONDS = 1.0
"""For the rename itself (20 marts: 0.1 s), and for a reader that came in between the look and the rename."""

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
    """Run the rename at a moment that costs readers nothing; if there is none, hold new readers back for one.

    A reader waits ``lock_wait_seconds`` at most, and its transaction goes on. What blocks us for longer is
    given way to, and another attempt follows after a pause; the second half of the attempts are firm.

    Raises:
        ServerError: readers held the tables through all attempts; nothing was moved.
    """
    config = load_operations_config(settings).publication
    marts = settings.database("marts")
    # Should this process die, the server gives up a waiting rename after so long.
    connection.exec_driver_sql(f"set session lock_wait_timeout = {config.lock_wait_seconds}")
    with connection.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as control:
        sees_locks = can_see_locks(control)
        if sees_locks:
            await_quiet_moment(control, marts, config.patience_seconds)
        seconds = config.lock_wait_seconds * _ATTEMPT_SHARE
        for attempt in range(1, config.attempts + 1):
            # Transactions that share no mart and never pause may keep the way blocked for ever otherwise.
            firmly = attempt > config.attempts / 2
            if _attempt(connection, control, marts, moves, seconds, sees_locks=sees_locks, firmly=firmly):
                return
            blockers = blocking_sessions(control, settings)
            if attempt == config.attempts:
                raise ServerError(
                    f"The tables could not be flipped: {attempt} times other sessions held them for more "
                    f"than {config.lock_wait_seconds} s. The published marts are as before. "
                    f"Blocked by: {blockers}"
                )
            # Doubling, with jitter so that two waiting sides do not meet again in step.
            pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
            pause *= random.uniform(0.5, 1.5)
            log.warning("Flip attempt %d was blocked by %s; next in %.1f s", attempt, blockers, pause)
            time.sleep(pause)
            if sees_locks:
                await_nobody_waiting(control, marts, LONGEST_PAUSE_SECONDS)


def _attempt(
    connection: sa.Connection,
    control: sa.Connection,
    marts: str,
    moves: Sequence[Move],
    wait_seconds: float,
    *,
    sees_locks: bool,
    firmly: bool,
) -> bool:
    statement = rename_statement(moves)
    if not sees_locks:
        return rename(connection, control, statement, wait_seconds)
    # Who comes in after the look makes the rename wait, holding what it has. It is given up at once: that
    # reader's next statement would be the victim of a deadlock.
    if not table_locks(control, marts) and rename(connection, control, statement, seconds=0):
        return True
    tables = {table for database, table, *_ in moves if database == marts}
    with reader_gates(control, marts, tables, wait_seconds) as gates:
        deadline = time.monotonic() + wait_seconds
        if not drain(control, marts, gates, deadline - _RENAME_SECONDS, firmly=firmly):
            return False
        session = session_id(connection)

        def hand_over() -> None:
            open_for(session, table_locks(control, marts), gates)

        return rename(connection, control, statement, deadline - time.monotonic(), meanwhile=hand_over)
