"""The executive summary on paper (ReportLab)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from python_jobs.reporting.charts.base import Chart
from python_jobs.reporting.fonts import BOLD, MISSING, MISSING_NOTE, REGULAR, font_file, printable
from python_jobs.reporting.pdf_pages import MARGIN, PAGE_WIDTH, build
from python_jobs.reporting.pdf_tables import INK, MUTED, key_figure_grid, pdf_table
from python_jobs.reporting.summary import Summary
from python_jobs.reporting.tables import Table

TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN


def write_pdf(summary: Summary, figures: Mapping[str, Path], path: Path) -> None:
    """Write the PDF; ``figures`` are the PNG files by chart name."""
    _register_fonts()
    style = _styles()
    story: list[Any] = [_paragraph(sentence, style["verdict"]) for sentence in summary.verdict]
    story += [_space(6), key_figure_grid(summary.key_figures, TEXT_WIDTH), _space(8)]
    story += _section("Channels", style)
    story += [pdf_table(summary.channels, TEXT_WIDTH), _space(8)]
    story += _charts(summary.charts[:3], figures)
    if summary.campaigns:
        story += _section("Campaigns", style)
        for table in summary.campaigns:
            story += [*_captioned(table, style), _space(8)]
    story += _charts(summary.charts[3:7], figures)
    if summary.segments.rows:
        story += _section("Customer segments", style)
        story += [*_captioned(summary.segments, style), _space(8)]
    story += _charts(summary.charts[7:], figures)
    if summary.findings:
        story += _section("Findings", style)
        story += [_paragraph(f"• {sentence}", style["body"]) for sentence in summary.findings]
    story += _section("Data quality", style)
    story += [pdf_table(summary.quality, TEXT_WIDTH), _space(8)]
    story += _section("Definitions", style)
    story += [pdf_table(summary.definitions, TEXT_WIDTH), _space(4)]
    story += [_paragraph(note, style["small"]) for note in summary.notes]
    if _has_missing_characters(summary):
        story.append(_paragraph(MISSING_NOTE, style["small"]))
    build(path, story, title=printable(summary.title), subtitle=_subtitle(summary), footer=summary.run_id)


def _subtitle(summary: Summary) -> str:
    return f"{summary.period}  ·  published {summary.published}  ·  run {summary.run_id}"


def _section(heading: str, style: Mapping[str, Any]) -> list[Any]:
    from reportlab.platypus import CondPageBreak

    # A heading alone at the foot of a page is worse than a little white.
    return [CondPageBreak(110), _paragraph(heading, style["heading"])]


def _captioned(table: Table, style: Mapping[str, Any]) -> list[Any]:
    from reportlab.platypus import CondPageBreak

    return [CondPageBreak(80), _paragraph(table.caption, style["caption"]), pdf_table(table, TEXT_WIDTH)]


def _charts(charts: Sequence[Chart], figures: Mapping[str, Path]) -> list[Any]:
    from reportlab.lib.utils import ImageReader
    from reportlab.platypus import Image

    flowables: list[Any] = []
    for chart in charts:
        width, height = ImageReader(str(figures[chart.name])).getSize()
        image = Image(str(figures[chart.name]), TEXT_WIDTH, TEXT_WIDTH * height / width)
        flowables += [image, _space(8)]
    return flowables


def _space(points: float) -> Any:
    from reportlab.platypus import Spacer

    return Spacer(1, points)


def _paragraph(text: str, style: Any) -> Any:
    from reportlab.platypus import Paragraph

    return Paragraph(escape(printable(text)), style)


def _has_missing_characters(summary: Summary) -> bool:
    tables = (summary.channels, *summary.campaigns, summary.segments)
    names = [summary.title, *(row[0].text for table in tables for row in table.rows)]
    return any(MISSING in printable(name) for name in names)


def _register_fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name in (REGULAR, BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(font_file(name))))


def _styles() -> dict[str, Any]:
    from reportlab.lib.styles import ParagraphStyle

    body = ParagraphStyle("body", fontName=REGULAR, fontSize=9.5, leading=14, textColor=INK)
    return {
        "body": body,
        "verdict": ParagraphStyle("verdict", body, fontSize=11, leading=16, spaceAfter=3),
        "heading": ParagraphStyle(
            "heading", body, fontName=BOLD, fontSize=13, leading=17, spaceBefore=10, spaceAfter=6
        ),
        "caption": ParagraphStyle("caption", body, fontName=BOLD, fontSize=9.5, leading=13, spaceAfter=3),
        "small": ParagraphStyle("small", body, fontSize=8, leading=11, textColor=MUTED),
    }
