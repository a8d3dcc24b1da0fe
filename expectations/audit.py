"""The whole audit of a candidate: suites and comparisons with one verdict, one page, one set of results."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

from expectations.audit_page import write_audit_page
from expectations.comparisons.compare import compare
from expectations.gate import Gate
from expectations.gate_result import GateResult
from expectations.standing_audit import standing_audit
from expectations.suites import OF_CUSTOMERS, SUITES
from python_jobs.audit_config import load_audit_config
from python_jobs.settings import Settings
from python_jobs.warehouse.quality_results import read_history, store_quality_results


def begin_with_customers(settings: Settings, run_id: str, folder: Path) -> Gate:
    """Look at the customers, who are complete before the campaigns are; ``audit_candidate`` goes on from it.

    Raises:
        sqlalchemy.exc.OperationalError: the server cannot be reached.
    """
    gate = Gate(settings, run_id, folder)
    gate.look_at(OF_CUSTOMERS, standing_audit(settings))
    return gate


def audit_candidate(
    settings: Settings,
    run_id: str,
    folder: Path,
    accept_drift: str | None = None,
    begun: Gate | None = None,
    variables: Mapping[str, Any] | None = None,
) -> GateResult:
    """Audit, store the results, write ``audit.html`` and ``data_docs/`` into the folder, whatever was found.

    Args:
        accept_drift: why drift and unusual days are right this time.
        begun: what has been looked at already; it is done with then.
        variables: dbt variables that the candidate was built by, where they differ from dbt_project.yml.

    Raises:
        ConfigurationError: ``audit.yml`` cannot be used.
        sqlalchemy.exc.OperationalError: the server cannot be reached; a retry may heal it.
    """
    config = load_audit_config(settings)
    # Beside the suites and not after them: the server has a session, and mostly a core, for each.
    beside = ThreadPoolExecutor(max_workers=1)
    try:
        standing = standing_audit(settings)
        comparing = beside.submit(compare, settings, config, accept_drift, standing, variables)
        gate = (begun or Gate(settings, run_id, folder)).conclude(SUITES, standing)
        waited = monotonic()
        comparisons = comparing.result()
    finally:
        beside.shutdown(wait=False)  # whoever stops the run ends what the thread has executing
    seconds = round(gate.seconds + monotonic() - waited, 3)
    whole = replace(gate, comparisons=tuple(comparisons), seconds=seconds)
    store_quality_results(settings, run_id, whole.results)
    write_audit_page(whole, folder, read_history(settings))
    return whole
