"""Which days of the fact an audit adds up: those touched of late, and the others in turn.

A day that nothing touched has been audited as it is. What could still be wrong with it is a copy of the fact
that was not brought up to date with days touched before, and so those are added up again for many builds;
everything else that might befall it is found within four weeks of daily runs. Their rows are counted, too.
"""

import sqlalchemy as sa

from python_jobs.settings import Settings

# Three copies of the fact take turns: one that misses days of the last steps comes back within three.
_STEPS = 30
# Runs come daily, or on the same days of the week: 27 shares no factor with 7.
TURNS = 27


def days_to_add_up(connection: sa.Connection, settings: Settings) -> str:
    """A condition on ``date_key``; it holds for all days where most would be added up anyway.

    And where a table is missing, which the suites will tell of.

    Args:
        connection: of an account that reads staging and build.
    """
    staging, build = settings.database("staging"), settings.database("build")
    # The first step built every day; while none is audited since, all of them are unaudited.
    touched = f"select greatest(min(step), max(step) - {_STEPS}) from {staging}.ledger_days"
    due = f"""
        select date_key from {build}.dim_date
        where date in (select date from {staging}.int_days_unaudited)
            or date in (select date from {staging}.ledger_days where step > ({touched}))
            or mod(to_days(date), {TURNS}) = mod(to_days(utc_date()), {TURNS})
        order by date_key
    """
    try:
        days = connection.execute(sa.text(due)).scalars().all()
        known = connection.scalar(sa.text(f"select count(*) from {build}.dim_date")) or 0
    except sa.exc.ProgrammingError:
        return "true"
    return "true" if 2 * len(days) >= known else f"date_key in ({', '.join(map(str, days))})"
