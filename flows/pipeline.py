"""The pipeline as a Prefect flow: a task per step, retries on database errors that can heal."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from flows.execution import Step
from flows.lost_runs import tell_of_a_crash
from flows.run import run_pipeline
from flows.run_request import RunRequest
from python_jobs import logs
from python_jobs.command_log import start_logging
from python_jobs.settings import load_settings
from python_jobs.warehouse.runs.run_records import RunRecord
from python_jobs.warehouse.transient_errors import is_transient

T = TypeVar("T")


class PrefectExecutor:
    """Executes each step as a Prefect task, so that the UI shows, times and retries it by name."""

    def run(self, step: Step[T]) -> T:
        """Run one task in this thread and return its result; its last error is raised as it is."""
        upcoming = iter(step.pauses)

        def can_heal(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
            """Asked by Prefect while there are tries left."""
            try:
                state.result()
            except Exception as error:
                if is_transient(error):
                    step.before_retry(error, next(upcoming))
                    return True
            return False

        as_task: Callable[[Callable[[], T]], Task[[], T]] = task(
            name=step.name,
            retries=len(step.pauses),
            retry_delay_seconds=list(step.pauses),
            retry_condition_fn=can_heal,
            cache_policy=NO_CACHE,
        )
        return as_task(step.call)()


@flow(
    name="campaign-analytics",
    description="Ingest, build, audit, publish and report.",
    on_crashed=[tell_of_a_crash],
)
def pipeline(
    files: list[str] | None = None,
    source: str | None = None,
    demo: bool = False,
    build: bool = True,
    variables: dict[str, Any] | None = None,
    accept_drift: str | None = None,
    force: bool = False,
    rebuild: bool = False,
) -> RunRecord:
    """Run the pipeline with the settings of the environment; see ``RunRequest`` for the parameters."""
    # Imported here: a schedule pickles this function and its globals, and a context variable cannot be.
    from flows.watch import current_watch

    if not logs.is_configured():  # in a process that Prefect has started
        start_logging()
    request = RunRequest(
        files=tuple(Path(file) for file in files or ()),
        source=source,
        demo=demo,
        build=build,
        variables=variables or {},
        accept_drift=accept_drift,
        force=force,
        rebuild=rebuild,
    )
    return run_pipeline(load_settings(), request, PrefectExecutor(), current_watch.get())
