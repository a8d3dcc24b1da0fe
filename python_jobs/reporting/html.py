"""The report as one self-contained HTML file (Jinja2, Plotly) with filters: it needs no network."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel import Locale

from python_jobs.language import Language
from python_jobs.metrics import METRIC
from python_jobs.period import Period
from python_jobs.reporting.charts.base import report_colours
from python_jobs.reporting.page_data import page_json
from python_jobs.reporting.page_fonts import font_faces
from python_jobs.reporting.page_texts import page_texts
from python_jobs.reporting.report_data import ReportData
from python_jobs.reporting.summary import Summary
from python_jobs.warehouse.aggregates.page_cube import PageCube

_FOLDER = Path(__file__).parent
_TEMPLATES = _FOLDER / "templates"
_PLOTLY = _FOLDER / "vendor" / "plotly-cartesian.min.js"
# In this order they are one script: each may use what stands before it.
_SCRIPTS = (
    *("numbers.js", "cube.js", "periods.js", "theme.js", "profit_change.js"),
    *("tables.js", "live_tables.js", "filters.js", "overview.js", "figures.js", "channels.js"),
    *("figure_trend.js", "figure_calendar.js", "figure_weekdays.js", "figure_correlation.js"),
    *("figure_channel_roi.js", "figure_channel_shares.js", "figure_profit_change.js"),
    *("figure_campaign_days.js", "figure_break_even.js", "figure_intervals.js"),
    *("figure_concentration.js", "figure_funnel.js", "main.js"),
)
# Drawn from the publication's model: no filter changes them.
_UNFILTERED_CHARTS = ("segment_map", "segment_profile", "k_selection")
_KEY_FIGURES = (
    *(
        "revenue",
        "cost",
        "profit",
        "roi_pct",
        "roas",
        "ctr_pct",
        "conversion_rate_pct",
        "cpa",
        "conversion_value",
    ),
)


@dataclass(frozen=True)
class Page:
    """What the page is made from: words and tables of the summary, and the sums that its filters work on."""

    summary: Summary
    data: ReportData
    cube: PageCube
    language: Language


def cube_period(data: ReportData) -> Period | None:
    """The days that the cube must have: the report's, and the ones before to compare with; None for all."""
    if data.period is None:
        return None
    earlier = data.before_period or data.period.compared("previous")
    return Period(min(earlier.first, data.period.first), data.period.last)


def write_html(page: Page, path: Path) -> None:
    """Write the page; every text from the data is escaped."""
    path.write_text(render_html(page), encoding="utf-8")


def render_html(page: Page) -> str:
    """The page as text."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    language, summary, data = page.language, page.summary, page.data
    texts = page_texts(language)
    labels = {name: language.text(metric.label) for name, metric in METRIC.items()}
    charts = [chart for chart in summary.charts if chart.name in _UNFILTERED_CHARTS and chart.spec]
    has_figures = len(page.cube.rows) > 0
    present = {
        "overview": True,
        "findings": bool(summary.findings or summary.actions),
        **dict.fromkeys(("channels", "campaigns", "time", "response"), has_figures),
        "segments": bool(summary.segments.rows),
        "quality": True,
        "definitions": True,
    }
    body = environment.get_template("page_body.html.j2").render(
        summary=summary,
        t=texts,
        m=labels,
        has_figures=has_figures,
        has_anomalies=bool(data.insights.anomalies),
        sections=[(name, texts[name]) for name, is_there in present.items() if is_there],
        key_figures=[(name, labels.get(name) or texts[name], texts[f"hint_{name}"]) for name in _KEY_FIGURES],
        fixed_charts=charts,
    )
    json_text = script_json(_json(page, {chart.name: chart.spec for chart in charts}))
    font_rules, font_families = font_faces(body + json_text)
    return environment.get_template("page.html.j2").render(
        summary=summary,
        language=language,
        direction="rtl" if Locale.parse(language.code).text_direction == "rtl" else "ltr",
        body=body,
        json=json_text,
        plotly=_PLOTLY.read_text(encoding="utf-8"),
        style=(_TEMPLATES / "page.css").read_text(encoding="utf-8"),
        font_rules=font_rules,
        font_families=font_families or "sans-serif",
        script=_script(),
    )


def _json(page: Page, specs: dict[str, Any]) -> dict[str, Any]:
    data = page.data
    is_year = (
        data.period is not None
        and data.before_period == data.period.compared("year")
        and data.before_period != data.period.compared("previous")
    )
    return page_json(
        page.cube,
        available=data.available,
        period=data.period,
        comparison="year" if is_year else "previous",
        insights=data.insights,
        colours=report_colours(data),
        specs=specs,
        language=page.language,
    )


def _script() -> str:
    parts = [(_TEMPLATES / name).read_text(encoding="utf-8") for name in _SCRIPTS]
    return "\n".join(
        [
            '"use strict";\n(() => {\nconst data = JSON.parse(document.getElementById("data").textContent);',
            *parts,
            "})();",
        ]
    )


def script_json(value: object) -> str:
    """JSON that is safe inside a ``<script>`` element: no text in it can close the element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
