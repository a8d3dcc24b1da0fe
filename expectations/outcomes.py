"""Great Expectations' result of one expectation, read as an outcome."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from python_jobs.warehouse.quality_results import Outcome, QualityResult, Severity

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult

    from expectations.suite import Suite


def quality_result(suite: "Suite", validation: "ExpectationValidationResult") -> QualityResult:
    """Tell apart data that passed, data that failed and a check that raised. Without a sample of rows."""
    configuration = validation.expectation_config
    assert configuration is not None
    severity: Severity = "fail" if str(configuration.severity.value) == "critical" else "warn"
    found: Mapping[str, Any] = validation.result or {}
    error = next(_exception_messages(validation.exception_info or {}), None)
    outcome: Outcome
    if error is not None:
        outcome = "errored"
    elif validation.success:
        outcome = "passed"
    else:
        outcome = "failed" if severity == "fail" else "warned"
    return QualityResult(
        table_name=suite.table,
        expectation=_name(configuration.type, configuration.kwargs),
        description=str(configuration.description),
        severity=severity,
        outcome=outcome,
        observed=error or _observed(found),
        unexpected_count=_unexpected_count(found, is_query="unexpected_rows_query" in configuration.kwargs),
    )


def broken_suite(suite: "Suite", error: Exception) -> QualityResult:
    """A table that could not be looked at (mostly: it is not there) as one errored check."""
    return QualityResult(
        table_name=suite.table,
        expectation="table can be read",
        description=f"The table {suite.table} is there and can be read.",
        severity="fail",
        outcome="errored",
        observed=str(error).splitlines()[0],
        unexpected_count=None,
    )


def _name(kind: str, arguments: Mapping[str, Any]) -> str:
    columns = [str(arguments[name]) for name in ("column", "condition") if name in arguments]
    return f"{kind}({', '.join(columns)})"


def _exception_messages(information: Mapping[str, Any]) -> Iterator[str]:
    """Messages of what was raised: one for the expectation, or one for each metric it needs."""
    if information.get("raised_exception"):
        yield str(information["exception_message"]).strip().splitlines()[0]
    for nested in information.values():
        if isinstance(nested, Mapping):
            yield from _exception_messages(nested)


def _observed(found: Mapping[str, Any]) -> str | None:
    if found.get("observed_value") is not None:
        return str(found["observed_value"])
    if found.get("element_count") is None:
        return None
    # Counts come as Decimal on one server and as int on the other, and as None for an empty table.
    return f"{int(found.get('unexpected_count') or 0)} of {int(found['element_count'])} rows differ"


def _unexpected_count(found: Mapping[str, Any], *, is_query: bool) -> int | None:
    count = found.get("observed_value") if is_query else found.get("unexpected_count")
    return None if count is None else int(count)
