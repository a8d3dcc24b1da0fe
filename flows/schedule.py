"""Serves the pipeline on a schedule, through the local Prefect server or the user's own."""

from prefect.schedules import Cron

from flows.pipeline import pipeline
from python_jobs.errors import ConfigurationError

DEPLOYMENT = "daily"


def serve(cron: str, timezone: str) -> None:
    """Serve until interrupted. The schedule itself outlives this process: it is not paused at its end.

    Raises:
        ConfigurationError: the cron expression or the time zone is not one.
    """
    try:
        schedule = Cron(cron, timezone=timezone)
    except ValueError as error:
        reason = str(error).splitlines()[-1].strip() if str(error) else "not understood"
        raise ConfigurationError(
            f"Unusable schedule: cron '{cron}', time zone '{timezone}' ({reason}). "
            'Example: --cron "0 6 * * *" --timezone Europe/Berlin'
        ) from None
    pipeline.serve(name=DEPLOYMENT, schedule=schedule, pause_on_shutdown=False, print_starting_message=False)
