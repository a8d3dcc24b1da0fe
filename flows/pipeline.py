"""The pipeline as a Prefect flow: a task per step, retries on database errors that can heal."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task, exponential_backoff

from flows.run import RunRequest, run_pipeline
from flows.watch import SilentWatch, Watch
from python_jobs.settings import load_settings
from python_jobs.warehouse.connections import is_transient
from python_jobs.warehouse.run_records import RunRecord

T = TypeVar("T")

RETRIES = 3


def can_heal(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether a failed step is worth another try: a lost connection is, a failed test is not."""
    try:
        state.result()
    except Exception as error:
        return is_transient(error)
    return False


class PrefectExecutor:
    """Executes each step as a Prefect task, so that the UI shows, times and retries it by name."""

    def _task(self, name: str, call: Callable[[], T]) -> Task[[], T]:
        return task(
            call,
            name=name,
            retries=RETRIES,
            retry_delay_seconds=exponential_backoff(backoff_factor=2),
            retry_jitter_factor=0.5,
            retry_condition_fn=can_heal,
            cache_policy=NO_CACHE,
        )

    def run(self, name: str, call: Callable[[], T]) -> T:
        """Run one task and return its result; its error is raised as it is."""
        return self._task(name, call)()

    def run_together(self, calls: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
        """Submit the tasks to threads and wait for all of them."""
        futures = {name: self._task(name, call).submit() for name, call in calls.items()}
        return {name: future.result() for name, future in futures.items()}


@flow(name="campaign-analytics", description="Ingest, build, audit, publish and report.")
def pipeline(request: RunRequest | None = None, watch: Watch | None = None) -> RunRecord:
    """Run the pipeline with the settings of the environment.

    Args:
        request: What to do; without one, build and publish what has been ingested so far.
        watch: Told of each stage as it starts and ends.
    """
    return run_pipeline(load_settings(), request or RunRequest(), PrefectExecutor(), watch or SilentWatch())
