"""One run of the pipeline: the order of its steps (DESIGN.md, "One run") and the record that it leaves."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows import outcomes, steps
from flows.execution import Executor
from flows.watch import Watch
from python_jobs.analysis_config import load_analysis_config
from python_jobs.settings import Settings
from python_jobs.warehouse.run_records import RunRecord, StageRecord, new_run_id, save_run_record, start_record


@dataclass(frozen=True)
class RunRequest:
    """What a run is asked to do.

    Attributes:
        files: Files to ingest first.
        source: The mapping of the files; None matches each file by its header.
        demo: Write the demo files and ingest them first.
        build: False audits and publishes the candidate that is there, e.g. from a ``dbt build`` by hand.
        variables: dbt variables that differ from dbt_project.yml.
    """

    files: tuple[Path, ...] = ()
    source: str | None = None
    demo: bool = False
    build: bool = True
    variables: dict[str, Any] = field(default_factory=dict)


class Stages:
    """Times the stages of a run, tells the watch and keeps what goes into the record."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.records: list[StageRecord] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[Callable[[outcomes.Outcome], None]]:
        """Time one stage. The body hands its outcome to the function that it is given."""
        began = time.monotonic()
        outcome = outcomes.Outcome("", None)

        def conclude(result: outcomes.Outcome) -> None:
            nonlocal outcome
            outcome = result

        self.watch.started(name)
        try:
            yield conclude
        except BaseException:
            seconds = time.monotonic() - began
            self.records.append(StageRecord(name=name, seconds=seconds, rows=None, status="failed"))
            self.watch.failed(name, seconds)
            raise
        seconds = time.monotonic() - began
        self.records.append(StageRecord(name=name, seconds=seconds, rows=outcome.rows, status="ok"))
        self.watch.finished(name, seconds, outcome.text)


def run_pipeline(settings: Settings, request: RunRequest, executor: Executor, watch: Watch) -> RunRecord:
    """Ingest, build, audit, segment, publish and report; leave a record, also of a run that failed.

    Raises:
        DataError: a file, a dbt test or an expectation failed; the published marts are as they were.
        ServerError: the server could not be reached or a step took too long.
        ConfigurationError: an unknown source, an unusable configuration file.
    """
    record = start_record(new_run_id())
    stages = Stages(watch)
    try:
        with steps.only_run(settings):
            _run(settings, request, executor, stages, record)
        record.status = "succeeded"
    except BaseException as error:
        record.status = "failed"
        record.error = str(error) or type(error).__name__
        raise
    finally:
        record.stages = stages.records
        save_run_record(settings, record)
    return record


def _run(
    settings: Settings, request: RunRequest, executor: Executor, stages: Stages, record: RunRecord
) -> None:
    folder = settings.outputs / record.run_id
    config = load_analysis_config(settings)

    def execute(name: str, call: Callable[[], Any], describe: Callable[[Any], outcomes.Outcome]) -> Any:
        with stages.stage(name) as conclude:
            result = executor.run(name, call)
            conclude(describe(result))
        return result

    if request.demo or request.files:
        execute("ingest", lambda: steps.ingest(settings, request), outcomes.of_ingest)
    steps.require_data(settings)
    if request.build:
        dbt = execute(
            "dbt build",
            lambda: steps.build(settings, record.run_id, request, stages.watch),
            outcomes.of_dbt,
        )
        record.warnings += outcomes.dbt_warnings(dbt)
    gate = execute("audit", lambda: steps.audit(settings, record.run_id, folder), outcomes.of_gate)
    record.warnings += outcomes.gate_warnings(gate)
    with stages.stage("segmentation and exploration") as conclude:
        results = executor.run_together(
            {
                "segmentation": lambda: steps.segment(settings, config.segmentation, record.run_id),
                "exploration": lambda: steps.explore(settings),
            }
        )
        conclude(outcomes.of_segmentation(results["segmentation"]))
    execute("publish", lambda: steps.publish(settings, record.run_id), outcomes.of_publication)
    reports = execute(
        "report",
        lambda: steps.report(settings, record.run_id, folder, config.report, results["exploration"]),
        outcomes.of_reports,
    )
    outcomes.complete_record(settings, record, gate, results["segmentation"], reports)
