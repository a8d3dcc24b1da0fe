"""The pipeline as a Prefect flow: a task per step, retries on database errors that can heal."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task, exponential_backoff

from flows.run import RunRequest, run_pipeline
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
        as_task: Callable[[Callable[[], T]], Task[[], T]] = task(
            name=name,
            retries=RETRIES,
            retry_delay_seconds=exponential_backoff(backoff_factor=2),
            retry_jitter_factor=0.5,
            retry_condition_fn=can_heal,
            cache_policy=NO_CACHE,
        )
        return as_task(call)

    def run(self, name: str, call: Callable[[], T]) -> T:
        """Run one task and return its result; its error is raised as it is."""
        return self._task(name, call)()

    def run_together(self, calls: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
        """Submit the tasks to threads and wait for all of them."""
        futures = {name: self._task(name, call).submit() for name, call in calls.items()}
        return {name: future.result() for name, future in futures.items()}


@flow(name="campaign-analytics", description="Ingest, build, audit, publish and report.")
def pipeline(
    files: list[str] | None = None,
    source: str | None = None,
    demo: bool = False,
    build: bool = True,
    variables: dict[str, Any] | None = None,
) -> RunRecord:
    """Run the pipeline with the settings of the environment; see ``RunRequest`` for the parameters."""
    # Imported here: a schedule pickles this function and its globals, and a context variable cannot be.
    from flows.watch import current_watch

    request = RunRequest(
        files=tuple(Path(file) for file in files or ()),
        source=source,
        demo=demo,
        build=build,
        variables=variables or {},
    )
    return run_pipeline(load_settings(), request, PrefectExecutor(), current_watch.get())
