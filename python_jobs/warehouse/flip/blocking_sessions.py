"""Which database sessions stand in the way of a flip, as far as the account may see."""

import sqlalchemy as sa

from python_jobs.settings import Settings

# Complete, also for sessions of other accounts and for names with the database in front of them; but a server
# of one's own may not record metadata locks, or not show them to this account.
_METADATA_LOCKS = """
    select threads.processlist_id, threads.processlist_user, threads.processlist_host,
        max(threads.processlist_time) as seconds
    from performance_schema.metadata_locks as locks
    inner join performance_schema.threads as threads on threads.thread_id = locks.owner_thread_id
    where locks.object_type = 'TABLE'
        and locks.object_schema in (:marts, :previous, :build)
        and locks.lock_status = 'GRANTED'
        and threads.processlist_id <> connection_id()
    group by threads.processlist_id, threads.processlist_user, threads.processlist_host
    order by seconds desc, threads.processlist_id
"""
# Without the PROCESS privilege this shows only sessions of the same user.
_PROCESSES = """
    select id, user, host, time from information_schema.processlist
    where db in (:marts, :previous, :build) and id <> connection_id()
    order by time desc, id
"""


def blocking_sessions(connection: sa.Connection, settings: Settings) -> str:
    """Describe the sessions that hold the tables of the marts, the longest first, for an error message.

    Returns:
        E.g. ``session 12 (bi_reader@10.0.0.7, 40 s)``, the seconds being those of its present statement or
        idleness; or that the account cannot see any, and what to do.
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
        "sessions that have ended since, or that this account may not see. As an administrator, SHOW FULL "
        "PROCESSLIST lists them and KILL <id> ends one."
    )
