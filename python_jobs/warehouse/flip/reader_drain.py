"""Getting the readers out of the marts behind closed gates, without an error for any of them.

One round: look at who holds and awaits what, close the gates that can do no harm, open those that an open
transaction waits at. When only first statements are left, which have read nothing, they are sent back.
"""

import time
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from python_jobs.warehouse.flip.metadata_locks import (
    TableLock,
    closable,
    first_statement_waits,
    has_open_transactions,
    table_locks,
    wanted_by_an_open_transaction,
)
from python_jobs.warehouse.flip.reader_gates import Gate

_QUIET_LOOK_SECONDS = 0.1
_DRAIN_LOOK_SECONDS = 0.005  # a look takes 1.5 ms


def await_quiet_moment(control: sa.Connection, marts: str, patience_seconds: float) -> None:
    """Wait until nobody who was reading a moment ago still is: then no transaction is held open."""
    deadline = time.monotonic() + patience_seconds
    before = set(table_locks(control, marts))
    while before and time.monotonic() < deadline:
        time.sleep(_QUIET_LOOK_SECONDS)
        before &= set(table_locks(control, marts))


def await_nobody_waiting(control: sa.Connection, marts: str, seconds: float) -> None:
    """Wait, so long at most, until all who waited at a gate are in: nobody waits through two attempts."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(not lock.held for lock in table_locks(control, marts)):
        time.sleep(_DRAIN_LOOK_SECONDS)


def drain(
    control: sa.Connection, marts: str, gates: Mapping[str, Gate], deadline: float, *, firmly: bool = False
) -> bool:
    """Close the gates, and wait until the last reader is out and every gate has its table.

    Args:
        deadline: of ``time.monotonic``.
        firmly: close all gates at once. Nobody new gets in then, but two transactions that ask within 10 ms
            for a mart that the other has read make a deadlock, and one of them gets error 1213.

    Returns:
        False if readers were still in at the deadline.
    """
    keepers = {gate.session for gate in gates.values()}
    while time.monotonic() < deadline:
        locks = table_locks(control, marts)
        readers = [lock for lock in locks if lock.session not in keepers and lock.table in gates]
        if has_open_transactions(readers):
            closable_now = set(gates) if firmly else closable(readers, gates)
            if _let_out(readers, gates, closable_now):
                continue  # look at once: a reader may have got into a table that we took for free
        elif all(gate.holds_table for gate in gates.values()):
            return True
        else:
            _turn_back(readers, gates)
        time.sleep(_DRAIN_LOOK_SECONDS)
    return False


def _let_out(readers: Sequence[TableLock], gates: Mapping[str, Gate], closable_now: set[str]) -> bool:
    """Let open transactions have what they need to end; close the other gates as far as they may be.

    Returns:
        Whether a gate was closed that was open.
    """
    to_be_closed = closable_now - wanted_by_an_open_transaction(readers)
    for table, gate in gates.items():
        if gate.is_closed and table not in to_be_closed:
            gate.open()
    open_ones = [table for table in to_be_closed if not gates[table].is_closed]
    for table in open_ones:
        gates[table].close()
    return bool(open_ones)


def _turn_back(readers: Sequence[TableLock], gates: Mapping[str, Gate]) -> None:
    """Nobody who is in has read anything yet: close all gates, and send back who waits half-way in."""
    for gate in gates.values():
        if not gate.is_closed:
            gate.close()
    for _, held, awaited in first_statement_waits(readers):
        if gates[awaited].holds_table and not gates[held].holds_table:
            gates[awaited].turn_back(gates[held])


def open_for(session: int, locks: Sequence[TableLock], gates: Mapping[str, Gate]) -> None:
    """Open the gate at which a session waits: so the rename gets table after table, and nobody before it."""
    for lock in locks:
        if lock.session == session and not lock.held and lock.table in gates:
            gates[lock.table].open()
