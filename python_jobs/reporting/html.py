"""The executive summary as one self-contained HTML file (Jinja2, Plotly): it needs no network."""

import json
from pathlib import Path

from python_jobs.reporting.summary import Summary

_TEMPLATES = Path(__file__).parent / "templates"


def write_html(summary: Summary, path: Path) -> None:
    """Write the page; every text from the data is escaped."""
    path.write_text(render_html(summary), encoding="utf-8")


def render_html(summary: Summary) -> str:
    """The page as text."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from plotly.offline import get_plotlyjs

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("executive_summary.html.j2").render(
        summary=summary,
        specs=script_json({chart.name: chart.spec for chart in summary.charts}),
        plotly=get_plotlyjs(),
        style=(_TEMPLATES / "executive_summary.css").read_text(encoding="utf-8"),
        script=(_TEMPLATES / "executive_summary.js").read_text(encoding="utf-8"),
    )


def script_json(value: object) -> str:
    """JSON that is safe inside a ``<script>`` element: no text in it can close the element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
