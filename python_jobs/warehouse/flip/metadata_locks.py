"""Who holds and who awaits the published marts: the server's metadata locks, read from performance_schema.

A session keeps a shared lock on every table that it has read until its transaction ends, and a rename has to
wait for it. Two kinds of sessions matter to a flip: those inside an open transaction, and those whose first
statement waits. The server tells them apart by the statement's number, which it writes on each lock; for
that ``server_options`` has statements counted.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

_QUERY = sa.text(
    """
    select threads.processlist_id, locks.object_name, locks.lock_status, locks.owner_event_id
    from performance_schema.metadata_locks as locks
    inner join performance_schema.threads as threads on threads.thread_id = locks.owner_thread_id
    where threads.processlist_id is not null
        and locks.object_type = 'TABLE' and locks.object_schema = :database
        and locks.lock_status in ('GRANTED', 'PENDING')
    """
)
# Without this instrument the table of locks is there, and empty.
_INSTRUMENT = sa.text(
    "select count(*) from performance_schema.setup_instruments "
    "where name = 'wait/lock/metadata/sql/mdl' and enabled = 'YES'"
)


@dataclass(frozen=True)
class TableLock:
    """One session's lock on one table, held or awaited. ``statement`` grows from statement to statement."""

    session: int
    table: str
    held: bool
    statement: int


def can_see_locks(connection: sa.Connection) -> bool:
    """Whether the server records metadata locks and this account may read them."""
    try:
        connection.execute(_QUERY, {"database": ""}).all()
        return bool(connection.execute(_INSTRUMENT).scalar_one())
    except sa.exc.DBAPIError:
        return False  # no privilege, or no performance_schema


def table_locks(connection: sa.Connection, database: str) -> list[TableLock]:
    """All sessions' locks on a database's tables."""
    rows = connection.execute(_QUERY, {"database": database})
    return [
        TableLock(session, table, status == "GRANTED", statement)
        for session, table, status, statement in rows
    ]


def has_open_transactions(locks: Iterable[TableLock]) -> bool:
    """Whether anybody has read something or is about to: who holds tables and awaits none for a start."""
    waiting = {session for session, _, _ in first_statement_waits(locks)}
    return any(lock.held and lock.session not in waiting for lock in locks)


def first_statement_waits(locks: Iterable[TableLock]) -> list[tuple[int, str, str]]:
    """Session, table held, table awaited, where both belong to one statement and the session has no others.

    Such a session has read nothing yet. In a deadlock the server lets its statement start over unnoticed.
    """
    return [
        (session, held.table, awaited.table)
        for session, owned in _by_session(locks).items()
        if len({lock.statement for lock in owned}) == 1
        for held in owned
        for awaited in owned
        if held.held and not awaited.held
    ]


def wanted_by_an_open_transaction(locks: Iterable[TableLock]) -> set[str]:
    """Tables that a session awaits while it holds others since an earlier statement, and needs to end.

    If there are several such sessions, it is the first one's turn: the fewer gates are open at a time, the
    fewer new readers slip in.
    """
    for _, owned in sorted(_by_session(locks).items()):
        wanted = {
            lock.table
            for lock in owned
            if not lock.held and any(other.held and other.statement < lock.statement for other in owned)
        }
        if wanted:
            return wanted
    return set()


def closable(locks: Iterable[TableLock], tables: Iterable[str]) -> set[str]:
    """Tables whose gates can be closed together without a deadlock, whatever readers ask for next.

    These are tables whose sets of holders lie within one another, the largest first. In a ring of waiting,
    each reader would hold a table that the one before it awaits; then every reader of the ring would be among
    the holders of the ring's most-held table, also the one that awaits it. Tables that nobody holds always
    fit, and so does one that all transactions read, such as ``publication``.
    """
    holders = {table: set[int]() for table in tables}
    for lock in locks:
        if lock.held and lock.table in holders:
            holders[lock.table].add(lock.session)
    chosen: set[str] = set()
    enclosing: set[int] | None = None
    for table in sorted(holders, key=lambda table: (-len(holders[table]), table)):
        if enclosing is None or holders[table] <= enclosing:
            chosen.add(table)
            enclosing = holders[table]
    return chosen


def _by_session(locks: Iterable[TableLock]) -> dict[int, list[TableLock]]:
    sessions: dict[int, list[TableLock]] = defaultdict(list)
    for lock in locks:
        sessions[lock.session].append(lock)
    return sessions
