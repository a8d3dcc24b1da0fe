"""One ``RENAME TABLE`` that swaps whole databases' tables, at a moment when no reader is in its way."""

import logging
import random
import time
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from python_jobs.errors import ServerError
from python_jobs.operations_config import PublicationConfig, load_operations_config
from python_jobs.settings import Settings
from python_jobs.warehouse.blocking_sessions import blocking_sessions
from python_jobs.warehouse.bounded_rename import rename, session_id
from python_jobs.warehouse.metadata_locks import (
    TableLock,
    can_see_locks,
    closable,
    first_statement_waits,
    has_open_transactions,
    table_locks,
    wanted_by_open_transactions,
)
from python_jobs.warehouse.reader_gates import Gate, reader_gates

RETIRED_SUFFIX = "__retired"
"""Tables on their way out: they wait in the build database under this suffix until they are dropped."""

FIRST_PAUSE_SECONDS = 0.5
_QUIET_LOOK_SECONDS = 0.1
_DRAIN_LOOK_SECONDS = 0.005
_UNDISTURBED_SECONDS = 2.0
"""How long a rename may wait that should not have to: for a reader that came in between look and rename."""

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

    A reader waits ``lock_wait_seconds`` at most, and none gets an error. What blocks us for longer is given
    way to, and another attempt follows after a pause.

    Raises:
        ServerError: readers held the tables through all attempts; nothing was moved.
    """
    config = load_operations_config(settings).publication
    # Should this process die, the server gives up a waiting rename after so long.
    connection.exec_driver_sql(f"set session lock_wait_timeout = {config.lock_wait_seconds}")
    with connection.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as control:
        for attempt in range(1, config.attempts + 1):
            if _attempt(connection, control, settings.database("marts"), moves, config):
                return
            blockers = blocking_sessions(control, settings)
            if attempt == config.attempts:
                raise ServerError(
                    f"The tables could not be flipped: {attempt} times other sessions held them for more than "
                    f"{config.lock_wait_seconds} s. The published marts are as before. Blocked by: {blockers}"
                )
            # Doubling, with jitter so that two waiting sides do not meet again in step.
            pause = FIRST_PAUSE_SECONDS * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)
            log.warning("Flip attempt %d was blocked by %s; next in %.1f s", attempt, blockers, pause)
            time.sleep(pause)


def _attempt(
    connection: sa.Connection,
    control: sa.Connection,
    marts: str,
    moves: Sequence[Move],
    config: PublicationConfig,
) -> bool:
    statement = rename_statement(moves)
    if not can_see_locks(control):
        return rename(connection, control, statement, config.lock_wait_seconds)
    if not table_locks(control, marts):
        return rename(connection, control, statement, _UNDISTURBED_SECONDS)
    _await_quiet_moment(control, marts, config.patience_seconds)
    deadline = time.monotonic() + config.lock_wait_seconds
    tables = {table for database, table, *_ in moves if database == marts}
    with reader_gates(control, marts, tables, config.lock_wait_seconds) as gates:
        if not _drain(control, marts, gates, deadline):
            return False
        session = session_id(connection)

        def hand_over() -> None:
            for lock in table_locks(control, marts):
                if lock.session == session and not lock.held:
                    gates[lock.table].open()

        return rename(connection, control, statement, _UNDISTURBED_SECONDS, meanwhile=hand_over)


def _await_quiet_moment(control: sa.Connection, marts: str, patience_seconds: float) -> None:
    """Wait until nobody who was reading a moment ago still is: then no transaction is held open."""
    deadline = time.monotonic() + patience_seconds
    before = set(table_locks(control, marts))
    while before and time.monotonic() < deadline:
        time.sleep(_QUIET_LOOK_SECONDS)
        before &= set(table_locks(control, marts))


def _drain(control: sa.Connection, marts: str, gates: Mapping[str, Gate], deadline: float) -> bool:
    """Close the gates, and wait until the last reader is out and every gate has its table."""
    keepers = {gate.session for gate in gates.values()}
    while time.monotonic() < deadline:
        readers = [lock for lock in table_locks(control, marts) if lock.session not in keepers]
        if has_open_transactions(readers):
            _let_out(readers, gates)
        elif all(gate.holds_table for gate in gates.values()):
            return True
        else:
            _turn_back(readers, gates)
        time.sleep(_DRAIN_LOOK_SECONDS)
    return False


def _let_out(readers: Sequence[TableLock], gates: Mapping[str, Gate]) -> None:
    """Let open transactions have what they need to end; close the gates that harm none of them."""
    to_be_closed = closable(readers, gates) - wanted_by_open_transactions(readers)
    for table, gate in gates.items():
        if gate.is_closed and table not in to_be_closed:
            gate.open()
    for table in to_be_closed:
        if not gates[table].is_closed:
            gates[table].close()


def _turn_back(readers: Sequence[TableLock], gates: Mapping[str, Gate]) -> None:
    """Nobody has read anything yet: close all gates, and get back the tables of who waits half-way in."""
    for gate in gates.values():
        if not gate.is_closed:
            gate.close()
    for _, held, awaited in first_statement_waits(readers):
        if gates[awaited].holds_table and not gates[held].holds_table:
            gates[awaited].turn_back(gates[held])
