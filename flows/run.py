"""One run of the pipeline: the order of its steps (DESIGN.md, "One run") and the record that it leaves."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from flows import outcomes, steps
from flows.beside import beside
from flows.execution import Executor, PlainExecutor, Step
from flows.outcomes import Outcome
from flows.patience import patient_step, pauses
from flows.run_inputs import changes, run_inputs
from flows.run_log import RunLog
from flows.run_request import RunRequest
from flows.stages import note_retry, stage
from flows.telling import tell_run
from flows.warm_up import warming_up
from flows.watch import Watch
from python_jobs import logs
from python_jobs.analysis_config import load_analysis_config
from python_jobs.dbt_process import start_early
from python_jobs.disk_space import require_room
from python_jobs.errors import DataError
from python_jobs.operations_config import OperationsConfig, load_operations_config
from python_jobs.reporting.drawing import Drawing
from python_jobs.settings import Settings
from python_jobs.stop_signals import stoppable
from python_jobs.warehouse import sessions
from python_jobs.warehouse.quality_results import QualityResult
from python_jobs.warehouse.runs import run_events, run_records
from python_jobs.warehouse.runs.run_lock import Ending, only_run
from python_jobs.warehouse.runs.run_records import RunRecord, Status
from python_jobs.warehouse.runs.standing_run import standing_record

if TYPE_CHECKING:
    from python_jobs.analysis.customer_segments import SegmentationSummary
    from python_jobs.reporting.draft import Draft

T = TypeVar("T")

# Of a run's outputs, what is not published yet.
DRAFT = "draft"
# What customers are segmented from; dbt has it long before the campaigns.
_CUSTOMERS = "dim_customer"

logger = logging.getLogger(__name__)


def run_pipeline(settings: Settings, request: RunRequest, executor: Executor, watch: Watch) -> RunRecord:
    """Ingest, build, segment, audit, publish and report; leave a record, also of a run that failed.

    A run for which nothing has changed ends after the ingest: what is published is what it would make.

    Raises:
        DataError: a file, a dbt test or an expectation failed; the published marts are as they were.
        ServerError: the server could not be reached or a step took too long.
        ConfigurationError: an unknown source, an unusable configuration file.
    """
    if request.build:
        start_early()
    log = RunLog()
    failure: BaseException | None = None
    with logs.run(log.run_id), stoppable():
        began = False
        try:
            operations = load_operations_config(settings)
            require_room(settings)
            with _alone(settings, operations, request, watch, log) as ending:
                began = True
                _run(settings, operations, request, executor, watch, log)
                if log.unchanged_since is not None:
                    ending.event, ending.detail = "unchanged", f"since run {log.unchanged_since.run_id}"
            _link_latest(settings, log.unchanged_since.run_id if log.unchanged_since else log.run_id)
        except BaseException as error:
            failure = error
            if _status(log, error, began=began) == "interrupted":
                watch.noted(log.what_readers_see())
            raise
        finally:
            record = log.record(settings, _status(log, failure, began=began), failure)
            run_records.save(settings, record)
            tell_run(settings, record, expects_fresh_data=not request.demo)
    return record


def _status(log: RunLog, failure: BaseException | None, *, began: bool) -> Status:
    if failure is None:
        return "unchanged" if log.unchanged_since else "succeeded"
    if isinstance(failure, DataError) and not began:
        return "skipped"  # another run is under way
    return "failed" if isinstance(failure, Exception) else "interrupted"


@contextmanager
def _alone(
    settings: Settings, operations: OperationsConfig, request: RunRequest, watch: Watch, log: RunLog
) -> Iterator[Ending]:
    """Be the only run, end what earlier ones left executing, and mark what this one executes."""
    with ExitStack() as held:

        def begin() -> Ending:
            return held.enter_context(only_run(settings, log.run_id, request.command))

        told = partial(note_retry, watch, log, "start")
        ending = PlainExecutor().run(Step("start", begin, pauses(operations.retries), told))
        held.enter_context(sessions.commented(settings, log.run_id))
        for earlier in sessions.end_leftovers(settings, log.run_id):
            log.warnings.append(f"Run {earlier} was killed; what it left executing on the server was ended.")
        yield ending


def _run(
    settings: Settings,
    operations: OperationsConfig,
    request: RunRequest,
    executor: Executor,
    watch: Watch,
    log: RunLog,
) -> None:
    config = load_analysis_config(settings)
    folder = settings.outputs / log.run_id

    def step(name: str, call: Callable[[], T]) -> T:
        told = partial(note_retry, watch, log, name)
        return executor.run(patient_step(settings, operations, log.run_id, name, call, told))

    def execute(name: str, call: Callable[[], T], describe: Callable[[T], Outcome]) -> T:
        with stage(name, watch, log) as conclude:
            result = step(name, call)
            conclude(describe(result))
        return result

    files = request.files
    if request.demo:
        files = (*steps.write_demo(settings), *files)
    if files:
        execute("ingest", partial(steps.ingest, settings, files, request.source), outcomes.of_ingest)
    steps.require_campaigns(settings)
    data = run_events.note_data(settings, log.run_id)
    if request.build:
        log.inputs = run_inputs(settings, data, request.dbt_variables)
    if request.may_stand and _stands(settings, log):
        return

    if request.build and not request.rebuild:
        from_rows = operations.publication.copy_from_rows
        copies = steps.wanted_copies(settings, request.dbt_variables, from_rows)
        if copies:
            copying = partial(steps.copy_published, settings, copies)
            execute("fact copy", copying, partial(outcomes.of_copies, copies))

    # Segments take Python's time; dbt, figures and the audit take the server's.
    def segment() -> SegmentationSummary:
        segments = steps.segment(settings, config.segmentation, log.run_id)
        # While the fact is built, a core is idle.
        drawing.start()
        auditing.begin()
        return segments

    def draft() -> Draft | None:
        return steps.draft(settings, log.run_id, folder / DRAFT, config.report, exploring.result, drawing)

    with (
        _removed_at_last(folder / DRAFT),
        Drawing() as drawing,
        beside(partial(steps.begin_audit, settings, log.run_id, folder)) as auditing,
        beside(segment) as segmented,
        beside(partial(steps.explore, settings)) as explored,
        beside(draft) as drafted,
    ):
        if request.build:

            def progress(done: int, total: int, node: str) -> None:
                watch.advanced("dbt build", done, total, node)
                if node == _CUSTOMERS:
                    segmented.begin()

            variables = request.dbt_variables
            build = partial(steps.build, settings, log.run_id, variables, progress, whole=request.rebuild)
            with warming_up():
                dbt = execute("dbt build", build, outcomes.of_dbt)
            log.warnings += [f"dbt: {node.name} ({node.finding})" for node in dbt.warned]
        exploring = explored.begin()
        segmentation = execute("segmentation", segmented, outcomes.of_segmentation)
        drafted.begin()
        # After all that makes tables: it has looked at every one that is published, the segments too.
        gate = execute(
            "audit",
            partial(
                steps.audit,
                settings,
                log.run_id,
                folder,
                request.accept_drift,
                auditing,
                request.dbt_variables,
            ),
            outcomes.of_gate,
        )
        exploration = execute("exploration", explored, outcomes.of_exploration)
        # It holds the candidate's tables, which are to be moved.
        unpublished = execute("draft", drafted, outcomes.of_draft)
        log.warnings += [
            f"audit: {result.table_name}: {result.description} Found: {result.observed}{_rows(result)}"
            for result in gate.results
            if result.outcome == "warned"
        ]
        log.add_figures(exploration, segmentation)
        execute("publish", partial(steps.publish, settings, log.run_id), outcomes.of_publication)
        reports = execute(
            "report",
            partial(steps.report, settings, log.run_id, folder, config.report, exploration, unpublished),
            outcomes.of_reports,
        )
    steps.remove_old_rows(settings, operations.outputs.keep_rows_of_runs)
    log.outputs = {"audit": folder / "audit.html", "data_docs": gate.data_docs, **reports}
    # Whoever builds by hand and publishes with `mca publish` may have no ledger.
    spared_from = operations.publication.spare_copies_from_rows if request.build else None
    spares = steps.missing_spares(settings, request.dbt_variables, spared_from)
    if spares:
        copying = partial(steps.copy_published, settings, spares)
        if not execute("spare copies", copying, partial(outcomes.of_copies, spares)):
            log.warnings.append("What was published could not be copied: the next build takes longer.")


@contextmanager
def _removed_at_last(folder: Path) -> Iterator[None]:
    """Leave nothing of what was not published."""
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stands(settings: Settings, log: RunLog) -> bool:
    """Whether this run would make once more what is published; its figures are taken over then."""
    standing = standing_record(settings, log.run_id)
    if standing is None:
        return False
    changed = changes(standing.get("inputs") or {}, log.inputs)
    if changed:
        said = f"Changed since run {standing['run_id']}: {', '.join(changed)}"
        logger.info(said, extra={"event": "inputs_changed"})
        return False
    log.take_over(standing)
    return True


def _rows(result: QualityResult) -> str:
    return "" if result.unexpected_count is None else f" ({result.unexpected_count:,} rows)"


def _link_latest(settings: Settings, run_id: str) -> None:
    """Point ``outputs/latest`` at the run, replacing the link in one step."""
    draft = settings.outputs / f".latest-{run_id}"
    draft.symlink_to(run_id)
    draft.replace(settings.outputs / "latest")
