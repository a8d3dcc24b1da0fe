"""A stage of a run: timed, shown while it goes on, logged, and kept for the run's record."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.outcomes import Outcome
from flows.run_log import RunLog, reason_of
from flows.watch import Watch
from python_jobs import logs
from python_jobs.warehouse.runs.run_records import Status

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
            status: Status = "failed" if isinstance(error, Exception) else "interrupted"
            run_log.add_stage(name, status, seconds)
            watch.failed(name, seconds, status)
            fields = {"event": f"step_{status}", "seconds": round(seconds, 3)}
            log.error("%s %s: %s", name, status, reason_of(error), extra=fields)
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


def note_retry(watch: Watch, run_log: RunLog, name: str, error: BaseException, pause: float) -> None:
    """Tell, log and keep for the record that a step failed and is tried again after so many seconds."""
    reason = reason_of(error)
    run_log.retries.append(reason)
    first_line = reason.partition("\n")[0]
    watch.noted(f"{name} is tried again in {pause:.1f} s. {first_line}")
    fields = {"event": "step_retried", "seconds": round(pause, 3)}
    log.warning("%s is tried again in %.1f s: %s", name, pause, reason, extra=fields)
