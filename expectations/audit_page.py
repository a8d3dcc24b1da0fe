"""The gate's results as one page that needs no internet, unlike Great Expectations' own Data Docs."""

import os
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from expectations.gate_result import GateResult

TEMPLATE = "audit_page.html.j2"


def write_audit_page(gate: GateResult, folder: Path) -> Path:
    """Write ``audit.html`` into a folder: every expectation by table, what was found, failing rows."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.policies["json.dumps_kwargs"] = {"default": str, "ensure_ascii": False}
    data_docs = os.path.relpath(gate.data_docs, folder)
    page = folder / "audit.html"
    page.write_text(
        environment.get_template(TEMPLATE).render(gate=gate, data_docs=data_docs), encoding="utf-8"
    )
    return page
