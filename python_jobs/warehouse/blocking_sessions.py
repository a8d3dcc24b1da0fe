"""Which database sessions stand in the way of a flip, as far as the account may see."""

import sqlalchemy as sa

from python_jobs.settings import Settings

# MySQL records metadata locks here; MariaDB only where its performance_schema was switched on.
_METADATA_LOCKS = """
    select distinct threads.processlist_id, threads.processlist_user, threads.processlist_host,
        threads.processlist_time
    from performance_schema.metadata_locks as locks
    inner join performance_schema.threads as threads on threads.thread_id = locks.owner_thread_id
    where locks.object_schema in (:marts, :previous, :build)
        and locks.lock_status = 'GRANTED'
        and threads.processlist_id <> connection_id()
"""
# Without the PROCESS privilege this shows only sessions of the same user.
_PROCESSES = """
    select id, user, host, time from information_schema.processlist
    where db in (:marts, :previous, :build) and id <> connection_id()
"""


def blocking_sessions(connection: sa.Connection, settings: Settings) -> str:
    """Describe the sessions that hold the tables of the marts, for an error message.

    Returns:
        E.g. ``session 12 (bi_reader@10.0.0.7, 40 s)``; or that the account cannot see any, and what to do.
    """
    layers = {
        "marts": settings.database("marts"),
        "previous": settings.database("previous"),
        "build": settings.database("build"),
    }
    for query in (_METADATA_LOCKS, _PROCESSES):
        try:
            rows = connection.execute(sa.text(query), layers).all()
        except sa.exc.DBAPIError:
            continue  # no privilege to look there
        if rows:
            return ", ".join(f"session {row[0]} ({row[1]}@{row[2]}, {row[3]} s)" for row in rows)
    return (
        "sessions that this account may not see. As an administrator, SHOW FULL PROCESSLIST lists them and "
        "KILL <id> ends one."
    )
