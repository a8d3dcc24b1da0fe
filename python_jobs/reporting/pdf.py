"""The executive summary on paper (ReportLab)."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from python_jobs.reporting.fonts import BOLD, MISSING, MISSING_NOTE, REGULAR, font_file, printable
from python_jobs.reporting.pdf_pages import MARGIN, PAGE_WIDTH, build
from python_jobs.reporting.pdf_tables import INK, MUTED, key_figure_grid, pdf_table
from python_jobs.reporting.summary import Summary
from python_jobs.reporting.tables import Table

TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN
# Charts stand beside the table that they belong to; all others follow the campaigns.
_CHANNEL_CHARTS = ("revenue_cost_trend", "channel_roi", "channel_shares")
# Points; what is higher may be split over pages, a table repeats its header then.
_KEPT_HEIGHT = 450
_SEGMENT_CHARTS = ("segment_profile", "k_selection")


def write_pdf(summary: Summary, figures: Mapping[str, Path], path: Path) -> None:
    """Write the PDF; ``figures`` are the PNG files by chart name."""
    _register_fonts()
    style = _styles()
    story: list[Any] = [_paragraph(sentence, style["verdict"]) for sentence in summary.verdict]
    story += [_space(6), key_figure_grid(summary.key_figures, TEXT_WIDTH), _space(8)]
    story += _section("Channels", style, pdf_table(summary.channels, TEXT_WIDTH))
    story += _charts(summary, figures, lambda name: name in _CHANNEL_CHARTS)
    for table in summary.campaigns:
        heading = "Campaigns" if table is summary.campaigns[0] else None
        story += _section(heading, style, *_captioned(table, style))
    story += _charts(summary, figures, lambda name: name not in _CHANNEL_CHARTS + _SEGMENT_CHARTS)
    if summary.segments.rows:
        story += _section("Customer segments", style, *_captioned(summary.segments, style))
    story += _charts(summary, figures, lambda name: name in _SEGMENT_CHARTS)
    if summary.findings:
        sentences = [_paragraph(f"• {sentence}", style["body"]) for sentence in summary.findings]
        story += _section("Findings", style, *sentences)
    story += _section("Data quality", style, pdf_table(summary.quality, TEXT_WIDTH))
    story += _section("Definitions", style, pdf_table(summary.definitions, TEXT_WIDTH))
    story += [_paragraph(note, style["small"]) for note in summary.notes]
    if _has_missing_characters(summary):
        story.append(_paragraph(MISSING_NOTE, style["small"]))
    build(path, story, title=printable(summary.title), subtitle=_subtitle(summary), footer=summary.run_id)


def _subtitle(summary: Summary) -> str:
    return f"{summary.period}  ·  published {summary.published}  ·  run {summary.run_id}"


def _section(heading: str | None, style: Mapping[str, Any], *content: Any) -> list[Any]:
    """Content under its heading, on one page where that leaves no big gap."""
    from reportlab.platypus import KeepTogether

    headed = [_paragraph(heading, style["heading"])] if heading else []
    return [KeepTogether([*headed, *content], maxHeight=_KEPT_HEIGHT), _space(8)]


def _captioned(table: Table, style: Mapping[str, Any]) -> list[Any]:
    return [_paragraph(table.caption, style["caption"]), pdf_table(table, TEXT_WIDTH)]


def _charts(summary: Summary, figures: Mapping[str, Path], belongs: Callable[[str], bool]) -> list[Any]:
    from reportlab.lib.utils import ImageReader
    from reportlab.platypus import Image

    flowables: list[Any] = []
    for chart in summary.charts:
        if not belongs(chart.name):
            continue
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
