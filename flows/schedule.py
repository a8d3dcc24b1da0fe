"""Serves the pipeline on a schedule, through the local Prefect server or the user's own."""

import asyncio
import os
import signal
from contextlib import suppress
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from prefect.runner import Runner
from prefect.schedules import Cron, Schedule

from flows.pipeline import pipeline
from python_jobs.errors import ConfigurationError
from python_jobs.warehouse import processes

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
    """Serve until Ctrl-C or SIGTERM, which also stop a run that is under way.

    The schedule itself outlives this process: it is not paused at its end.
    """
    runner = Runner(name=DEPLOYMENT, pause_on_shutdown=False)
    runner.add_flow(pipeline, name=DEPLOYMENT, schedule=schedule)
    asyncio.run(_until_stopped(runner))


async def _until_stopped(runner: Runner) -> None:
    """Prefect's own way out is an exit within its event loop, with a traceback while a run goes on."""
    serving = asyncio.ensure_future(runner.start())

    def stop() -> None:
        for run in processes.children():
            os.kill(run, signal.SIGTERM)
        serving.cancel()  # which waits for the runs

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, stop)

    def stop_soon(*_: object) -> None:
        loop.call_soon_threadsafe(stop)

    runner.handle_sigterm = stop_soon  # type: ignore[method-assign] # which it installs when it starts
    with suppress(asyncio.CancelledError):
        await serving
