"""A stage of a run: timed, shown while it goes on, logged, and kept for the run's record."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.outcomes import Outcome
from flows.run_log import RunLog, reason_of
from flows.watch import Watch
from python_jobs import logs

log = logging.getLogger(__name__)


@contextmanager
def stage(name: str, watch: Watch, run_log: RunLog) -> Iterator[Callable[[Outcome], None]]:
    """Time one stage; the body hands its outcome to the function that it is given."""
    began = time.monotonic()
    outcome = Outcome("")

    def conclude(result: Outcome) -> None:
        nonlocal outcome
        outcome = result

    watch.started(name)
    with logs.step(name):
        log.info("%s begins", name, extra={"event": "step_started"})
        try:
            yield conclude
        except BaseException as error:
            seconds = time.monotonic() - began
            run_log.add_stage(name, "failed", seconds)
            watch.failed(name, seconds)
            fields = {"event": "step_failed", "seconds": round(seconds, 3)}
            log.error("%s failed: %s", name, reason_of(error), extra=fields)
            raise
        seconds = time.monotonic() - began
        run_log.add_stage(name, "succeeded", seconds, outcome)
        watch.finished(name, seconds, outcome.text)
        log.info(
            "%s: %s",
            name,
            outcome.text,
            extra={"event": "step_succeeded", "seconds": round(seconds, 3), "rows": outcome.rows},
        )
