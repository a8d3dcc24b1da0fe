"""The gate's results as one page that needs no internet, unlike Great Expectations' own Data Docs."""

import os
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from expectations.audit_history import strips
from expectations.gate_result import GateResult
from python_jobs.warehouse.quality_results import PastAudit

TEMPLATE = "audit_page.html.j2"


def write_audit_page(gate: GateResult, folder: Path, history: Sequence[PastAudit] = ()) -> Path:
    """Write ``audit.html`` into a folder: every expectation, what was found, failing rows, past audits."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.policies["json.dumps_kwargs"] = {"default": str, "ensure_ascii": False}
    data_docs = os.path.relpath(gate.data_docs, folder)
    page = folder / "audit.html"
    page.write_text(
        environment.get_template(TEMPLATE).render(gate=gate, data_docs=data_docs, history=strips(history)),
        encoding="utf-8",
    )
    return page
