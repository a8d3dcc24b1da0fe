"""What each step came to, in a few words and a number of rows, for the terminal and the run record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_jobs.formatting import plural

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from expectations.gate_result import GateResult
    from python_jobs.analysis.customer_segments import SegmentationSummary
    from python_jobs.analysis.exploration import Exploration
    from python_jobs.ingest.batches import LoadedBatch
    from python_jobs.reporting.draft import Draft
    from python_jobs.transform import DbtRun
    from python_jobs.warehouse.publishing.publication_row import Publication
    from python_jobs.warehouse.publishing.spare_copies import Spare


@dataclass(frozen=True)
class Outcome:
    """``rows`` is how many rows the step wrote or checked, where that says something."""

    text: str
    rows: int | None = None


def of_ingest(batches: Sequence[LoadedBatch]) -> Outcome:
    """Files and rows loaded, and how many files were there already."""
    loaded = [batch for batch in batches if batch.status == "loaded"]
    rows = sum(batch.rows_loaded for batch in loaded)
    known = len(batches) - len(loaded)
    text = f"{rows:,} rows from {plural(len(loaded), 'file')}"
    return Outcome(f"{text}, {known} loaded before" if known else text, rows)


def of_dbt(run: DbtRun) -> Outcome:
    """Models built and tests passed."""
    rows = sum(node.rows for node in run.nodes if node.kind == "model" and node.rows > 0)
    text = f"{run.count('model')} models, {run.count('test')} tests"
    return Outcome(f"{text}, {plural(len(run.warned), 'warning')}" if run.warned else text, rows)


def of_gate(result: GateResult) -> Outcome:
    """Expectations met."""
    warned = sum(section.warned for section in result.sections)
    looked_at = f"{len(result.tables)} tables, {len(result.comparisons)} comparisons"
    text = f"{len(result.results)} expectations on {looked_at}"
    return Outcome(f"{text}, {plural(warned, 'warning')}" if warned else text, len(result.results))


def of_segmentation(summary: SegmentationSummary) -> Outcome:
    """Customers and segments, on how many the model was fitted where that is not all, whether it is new."""
    text = f"{summary.customers:,} customers in {len(summary.segments)} segments"
    if summary.fitted_on < summary.customers:
        text += f", fitted on {summary.fitted_on:,}"
    if summary.stands:
        text += ", as published: none came or went"
    return Outcome(text, summary.customers)


def of_exploration(exploration: Exploration) -> Outcome:
    """What stands out in the figures."""
    return Outcome(plural(len(exploration.findings), "finding"))


def of_draft(draft: Draft | None) -> Outcome:
    """Files that wait for the publication."""
    if draft is None:
        return Outcome("left to the report")
    rows = draft.written.rows
    return Outcome(f"figures, and rows of {plural(len(rows), 'mart')}", sum(rows.values()))


def of_copies(spares: Sequence[Spare], copied: bool) -> Outcome:
    """Copies of marts, which the builds to come bring up to date."""
    marts = sorted({spare.mart for spare in spares})
    return Outcome(f"{len(spares)} of {', '.join(marts)}" if copied else "failed")


def of_publication(publication: Publication) -> Outcome:
    """Tables that became visible together."""
    return Outcome(f"{len(publication.rows)} marts in one step", sum(publication.rows.values()))


def of_reports(paths: dict[str, Path]) -> Outcome:
    """Files written."""
    return Outcome(f"{len(paths)} reports and files")
