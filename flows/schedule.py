"""Serves the pipeline on a schedule, through the local Prefect server or the user's own."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from prefect.schedules import Cron, Schedule

from flows.pipeline import pipeline
from python_jobs.errors import ConfigurationError

DEPLOYMENT = "daily"


def schedule_of(cron: str, timezone: str) -> Schedule:
    """The schedule of a cron expression.

    Raises:
        ConfigurationError: the cron expression or the time zone is not one.
    """
    try:
        ZoneInfo(timezone)  # Prefect looks at it only when it serves
        return Cron(cron, timezone=timezone)
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        reason = str(error).strip("'")
        raise ConfigurationError(
            f"Unusable schedule: cron '{cron}', time zone '{timezone}' ({reason}). "
            'Example: --cron "0 6 * * *" --timezone Europe/Berlin'
        ) from None


def serve(schedule: Schedule) -> None:
    """Serve until interrupted. The schedule itself outlives this process: it is not paused at its end."""
    pipeline.serve(name=DEPLOYMENT, schedule=schedule, pause_on_shutdown=False, print_starting_message=False)
