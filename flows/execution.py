"""How the steps of a run are executed: as plain calls, or (flows/pipeline.py) as Prefect tasks."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from python_jobs.warehouse.transient_errors import is_transient

T = TypeVar("T")


@dataclass(frozen=True)
class Step(Generic[T]):
    """One step of a run.

    Attributes:
        name: What operators see.
        call: The step itself. Twice equals once.
        pauses: Seconds before each further try, after an error that can heal.
        before_retry: Told the error and the seconds until the next try.
    """

    name: str
    call: Callable[[], T]
    pauses: tuple[float, ...] = ()
    before_retry: Callable[[BaseException, float], None] = lambda _error, _pause: None


class Executor(Protocol):
    """Executes steps in the main thread: only there do time limits and Ctrl-C reach them."""

    def run(self, step: Step[T]) -> T:
        """Execute one step, again where an error can heal, and return its result."""
        ...


class PlainExecutor:
    """Executes steps as function calls."""

    def run(self, step: Step[T]) -> T:
        """Call the step; its last error is raised as it is."""
        for pause in step.pauses:
            try:
                return step.call()
            except Exception as error:
                if not is_transient(error):
                    raise
                step.before_retry(error, pause)
            time.sleep(pause)
        return step.call()
