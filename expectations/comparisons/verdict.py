"""A comparison's figure held against its bound, as an outcome like that of an expectation."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from python_jobs.audit_config import Bound
from python_jobs.warehouse.quality_results import Outcome, QualityResult


def outcome_of(value: float, bound: Bound) -> Outcome:
    """Above ``fail`` it failed, above ``warn`` it is only noted."""
    if bound.fail is not None and value > bound.fail:
        return "failed"
    if bound.warn is not None and value > bound.warn:
        return "warned"
    return "passed"


def result(
    comparison: str,
    name: str,
    description: str,
    outcome: Outcome,
    observed: str | None,
    sample: Sequence[dict[str, Any]] = (),
) -> QualityResult:
    """A comparison's outcome. ``sample`` holds days or groups, at most 20 are kept, as text."""
    return QualityResult(
        table_name=comparison,
        expectation=name,
        description=description,
        severity="warn" if outcome == "warned" else "fail",
        outcome=outcome,
        observed=observed,
        unexpected_count=None,
        sample=tuple({key: str(value) for key, value in row.items()} for row in sample[:20]),
    )


def accepted(found: QualityResult, reason: str) -> QualityResult:
    """A result that failed, let through with a note because somebody has said why it is right."""
    if found.outcome != "failed":
        return found
    observed = f"Accepted ({reason}): {found.observed}"
    return replace(found, severity="warn", outcome="warned", observed=observed)
