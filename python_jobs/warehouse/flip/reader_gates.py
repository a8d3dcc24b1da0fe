"""Gates before the marts: new readers wait at them while those inside a transaction finish undisturbed.

A rename that waits in the server's queue holds the tables it already has. A transaction that then asks for
one of those makes a deadlock, and the server ends the reader's transaction (error 1213), never the rename.
A gate is a connection of its own that asks for one table only. Which gates may be closed at the same time
without a deadlock is ``metadata_locks.closable``'s to say.
"""

import contextlib
import math
from collections.abc import Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

import sqlalchemy as sa

from python_jobs.warehouse.flip.bounded_rename import kill_query, session_id

_KILL_SECONDS = 0.005
_RING_SECONDS = 0.05


class Gate:
    """One table's gate. Closed, it holds the table or is the next to get it: nobody new gets in."""

    def __init__(
        self, connection: sa.Connection, control: sa.Connection, table: str, pool: ThreadPoolExecutor
    ) -> None:
        self.session = session_id(connection)
        self._connection = connection
        self._control = control
        self._table = table
        self._pool = pool
        self._request: Future[object] | None = None
        self._execute(f"do get_lock('{self._mark}', 0)")

    @property
    def is_closed(self) -> bool:
        """Whether the gate was closed; its request may still be on its way to the server."""
        return self._request is not None

    @property
    def holds_table(self) -> bool:
        """Whether the gate has its table: then no reader does."""
        return self._request is not None and self._request.done() and self._request.exception() is None

    def close(self) -> None:
        """Ask for the table, without waiting for it."""
        self._request = self._pool.submit(self._execute, f"lock tables {self._table} write")

    def open(self) -> None:
        """Let in whoever waits; nothing if the gate is open."""
        if self._request is None:
            return
        self._end(self._request)
        self._request = None
        try:
            self._execute("unlock tables")
        except sa.exc.DBAPIError:  # the table was granted just before our KILL, which then hit this statement
            self._execute("unlock tables")

    def turn_back(self, other: "Gate") -> None:
        """Make a reader that waits here let go of the other gate's table, which it holds.

        This gate waits for the other one's mark: a ring of waiting, in which the server picks the reader to
        start its statement over. Only for readers in their first statement, which notice nothing of it.
        """
        waiting = self._pool.submit(self._execute, f"do get_lock('{other._mark}', 1)")
        assert other._request is not None
        # The server sees the ring at once; the table may have further holders, whose turn is next.
        wait([other._request, waiting], timeout=_RING_SECONDS, return_when=FIRST_COMPLETED)
        self._end(waiting)

    def _end(self, request: Future[object]) -> None:
        # A KILL that comes before the statement has reached the server ends nothing.
        while not request.done():
            kill_query(self._control, self.session)
            wait([request], timeout=_KILL_SECONDS)

    @property
    def _mark(self) -> str:
        return f"mca_gate_{self.session}"

    def _execute(self, statement: str) -> object:
        return self._connection.exec_driver_sql(statement)


@contextmanager
def reader_gates(
    control: sa.Connection, database: str, tables: Collection[str], wait_seconds: float
) -> Iterator[dict[str, Gate]]:
    """Make a gate before each table, open at first, and open at the end, whatever happens.

    Args:
        control: a connection that does nothing else meanwhile; its engine gives one more for each table.
        wait_seconds: after so long the server itself gives a gate up, should this process die.

    Yields:
        The gates by table.
    """

    def connect(_: str) -> sa.Connection:
        connection = control.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # to be ended afterwards, not to be used again: its locks end with it
        connection.exec_driver_sql(f"set session lock_wait_timeout = {math.ceil(wait_seconds)}")
        return connection

    with contextlib.ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(max_workers=len(tables)))
        connections = [stack.enter_context(connection) for connection in pool.map(connect, tables)]
        gates = {
            table: Gate(connection, control, f"`{database}`.`{table}`", pool)
            for table, connection in zip(tables, connections, strict=True)
        }
        try:
            yield gates
        finally:
            for gate in gates.values():
                with contextlib.suppress(sa.exc.DBAPIError):  # the server is gone, and the gate with it
                    gate.open()
