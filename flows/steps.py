"""The steps of a run as plain functions. Each calls one package; none knows how it is executed."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from python_jobs.errors import DataError, ServerError
from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for

# The packages behind the steps take seconds to import (Great Expectations 5.5, scikit-learn 2.4), so each
# step imports its own, and --help imports none.
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from expectations.gate import Gate
    from expectations.gate_result import GateResult
    from python_jobs.analysis.customer_segments import SegmentationSummary
    from python_jobs.analysis.exploration import Exploration
    from python_jobs.analysis_config import ReportConfig, SegmentationConfig
    from python_jobs.dbt_process import Progress
    from python_jobs.ingest.batches import LoadedBatch
    from python_jobs.insights import Insights
    from python_jobs.period import Comparison, Period
    from python_jobs.reporting.draft import Draft
    from python_jobs.reporting.drawing import Drawing
    from python_jobs.settings import Layer
    from python_jobs.transform import DbtRun
    from python_jobs.warehouse.aggregates.mart_aggregates import MartAggregates
    from python_jobs.warehouse.publishing.publication_row import Publication
    from python_jobs.warehouse.publishing.spare_copies import Spare

log = logging.getLogger(__name__)


def write_demo(settings: Settings) -> list[Path]:
    """Write the demo files into the home; return them in the order of loading."""
    from python_jobs.ingest.demo import write_demo

    return write_demo(settings.home / "demo").paths


def ingest(settings: Settings, files: Sequence[Path], source: str | None) -> list[LoadedBatch]:
    """Load files into the raw tables; the same content twice is a no-op."""
    from python_jobs.ingest.batches import ingest_files

    return ingest_files(settings, files, source)


def require_campaigns(settings: Settings) -> None:
    """Fail early, with what to do, where no campaign rows have been loaded.

    Raises:
        DataError: there is no finished batch of campaigns.
    """
    engine = engine_for(settings, "transformer")
    query = (
        f"select count(*) from {settings.database('raw')}.load_batches "
        "where table_name = 'campaigns' and status = 'loaded'"
    )
    try:
        with engine.connect() as connection:
            batches: int = connection.execute(sa.text(query)).scalar_one()
    finally:
        engine.dispose()
    if batches == 0:
        raise DataError(
            "No campaigns are loaded yet. Load yours: mca ingest FILE, or try the demo: mca run --demo"
        )


def build(
    settings: Settings,
    run_id: str,
    variables: Mapping[str, Any],
    progress: Progress | None = None,
    *,
    whole: bool = False,
) -> DbtRun:
    """Build and test the candidate marts with dbt: what is new, or everything."""
    from python_jobs import transform

    return transform.build(settings, run_id, variables=variables, progress=progress, whole=whole)


def begin_audit(settings: Settings, run_id: str, folder: Path) -> Gate | None:
    """Audit the customers, as soon as they are complete; None where that failed, whatever it was.

    The audit's own step looks at them then, and says what is wrong if it still is.
    """
    from expectations.audit import begin_with_customers

    try:
        return begin_with_customers(settings, run_id, folder)
    except Exception as error:
        log.info("The audit did not begin early: %s", error, extra={"event": "early_audit_failed"})
        return None


def audit(
    settings: Settings,
    run_id: str,
    folder: Path,
    accept_drift: str | None,
    begun: Callable[[], Gate | None],
    variables: Mapping[str, Any],
) -> GateResult:
    """Audit staging and candidate; write the audit page and Data Docs.

    Args:
        accept_drift: why drift and unusual days are right this time.
        begun: waits for what has been looked at already.
        variables: dbt variables that differ from dbt_project.yml.

    Raises:
        DataError: an expectation of severity fail failed, or a check could not be carried out.
    """
    from expectations.audit import audit_candidate

    result = audit_candidate(settings, run_id, folder, accept_drift, begun(), variables)
    result.require_passed()
    return result


def segment(settings: Settings, config: SegmentationConfig, run_id: str) -> SegmentationSummary:
    """Segment the candidate's customers and write the segments beside them."""
    from python_jobs.analysis.customer_segments import segment_customers

    return segment_customers(settings, config, run_id)


def explore(
    settings: Settings,
    layer: Layer = "build",
    period: Period | None = None,
    comparison: Comparison | None = None,
) -> Exploration:
    """Aggregate the candidate, or a publication, and put into sentences what stands out."""
    from python_jobs.analysis.exploration import explore

    return explore(settings, layer=layer, period=period, comparison=comparison)


def draft(
    settings: Settings,
    run_id: str,
    folder: Path,
    config: ReportConfig,
    explored: Callable[[], Exploration],
    drawing: Drawing,
) -> Draft | None:
    """Make what of the reports can be made of the candidate; None where that failed, whatever it was.

    The report's own step makes it then, and says what is wrong if it still is.
    """
    from python_jobs.reporting.draft import draft_reports

    def found() -> tuple[MartAggregates, Insights]:
        exploration = explored()
        return exploration.aggregates, exploration.insights

    try:
        return draft_reports(settings, run_id, folder, config, found, drawing)
    except Exception as error:
        drawing.end()
        log.info("The report was not drafted: %s", error, extra={"event": "draft_failed"})
        return None


def publish(settings: Settings, run_id: str) -> Publication:
    """Make the audited candidate visible in one statement."""
    from python_jobs.warehouse.publishing import publication
    from python_jobs.warehouse.runs.run_records import git_revision

    engine = engine_for(settings, "publisher")
    try:
        tables = publication.candidate_tables(engine, settings)
    finally:
        engine.dispose()
    return publication.publish(settings, run_id, tables, git_revision=git_revision())


def wanted_copies(settings: Settings, variables: Mapping[str, Any], from_rows: int | None) -> Sequence[Spare]:
    """The copy of a published mart without which the coming build would build it whole."""
    from python_jobs.warehouse.publishing.spare_copies import wanted_copies

    return _copies(wanted_copies, settings, variables, from_rows)


def missing_spares(
    settings: Settings, variables: Mapping[str, Any], from_rows: int | None
) -> Sequence[Spare]:
    """The copies of published marts without which the next two builds would build them whole."""
    from python_jobs.warehouse.publishing.spare_copies import missing_spares

    return _copies(missing_spares, settings, variables, from_rows)


def _copies(
    look: Callable[[Settings, str | None, int | None], Sequence[Spare]],
    settings: Settings,
    variables: Mapping[str, Any],
    from_rows: int | None,
) -> Sequence[Spare]:
    """What is to be copied; nothing where nobody can look: a build does without, and finds out itself."""
    from python_jobs.transform import definition_of

    try:
        return look(settings, definition_of(variables), from_rows)
    except (sa.exc.DBAPIError, ServerError) as error:
        log.warning("Whether copies are missing is not known: %s", error, extra={"event": "copies_failed"})
        return ()


def copy_published(settings: Settings, spares: Sequence[Spare]) -> bool:
    """Make those copies; False where that failed: nothing else is wrong, and the next builds take longer."""
    from python_jobs.warehouse.publishing.spare_copies import copy_published

    try:
        copy_published(settings, spares)
    except (sa.exc.DBAPIError, ServerError) as error:
        log.warning("What was published was not copied: %s", error, extra={"event": "copies_failed"})
        return False
    return True


def report(
    settings: Settings,
    run_id: str,
    folder: Path,
    config: ReportConfig,
    exploration: Exploration,
    draft: Draft | None,
) -> dict[str, Path]:
    """Write figures, PDF, HTML and the files for Power BI, as far as they are not drafted."""
    from python_jobs.reporting.write import write_reports

    # What is published is the candidate that was explored, so that its aggregates need not be read again.
    return write_reports(
        settings,
        run_id,
        folder,
        config,
        insights=exploration.insights,
        aggregates=exploration.aggregates,
        draft=draft,
    )


def remove_old_rows(settings: Settings, keep: int | None) -> None:
    """Make room: remove the files of rows of all but the latest runs; None keeps all."""
    from python_jobs.reporting.old_rows import remove_old_rows

    remove_old_rows(settings, keep)
