"""The executive summary on paper (ReportLab)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from python_jobs.reporting.fonts import MISSING, missing_note, printable, shortened
from python_jobs.reporting.pdf_figure import Figure
from python_jobs.reporting.pdf_pages import PAGE_HEIGHT, TEXT_WIDTH, Masthead, build
from python_jobs.reporting.pdf_tables import key_figure_grid, pdf_table
from python_jobs.reporting.pdf_tags import Element
from python_jobs.reporting.pdf_text import ACCENT, BAD, INK, MUTED, Style, Text
from python_jobs.reporting.summary import Summary
from python_jobs.reporting.tables import Table

# Figures stand in the section that they belong to; all others follow the campaigns.
_CHANNEL_FIGURES = ("revenue_cost_trend", "channel_roi", "channel_shares", "roi_by_channel", "monthly_roi")
_CHANGE_FIGURES = ("profit_change",)
_SEGMENT_FIGURES = ("segment_map", "segment_profile", "k_selection")
_OWN_SECTION = (*_CHANNEL_FIGURES, *_CHANGE_FIGURES, *_SEGMENT_FIGURES)
_FINDINGS_IN_FRONT = 5
# Points; what is higher may be split over pages, a table repeats its header then.
_KEPT_HEIGHT = 420
# So that no heading stands alone at the end of a page.
_LEAST_HEIGHT = 130

_TITLE = Style(22, 27, bold=True, space_after=4)
_PERIOD = Style(12, 16, space_after=2)
_META = Style(8.5, 12, colour=MUTED)
_WARNING = Style(9, 13, bold=True, colour=BAD, space_before=4)
_VERDICT = Style(11, 16, space_after=3)
_HEADING = Style(13, 17, bold=True, colour=ACCENT, space_before=10, space_after=5)
_CAPTION = Style(9.5, 13, bold=True, space_before=4, space_after=3)
_SENTENCE = Style(9.5, 13, colour=INK, space_after=2)
_NOTE = Style(8, 11, colour=MUTED, space_before=3)


def write_pdf(summary: Summary, figures: Mapping[str, Path], path: Path) -> None:
    """Write the PDF; ``figures`` are the PNG files by chart name."""
    # Arguments are made from left to right: the structure gets its elements in the order of reading.
    root, language = Element("Document"), summary.language
    drawn = partial(_figures, summary, figures, root)
    story = _front(summary, root)
    if summary.channels.rows:
        heading = _heading(language.text("Channels"), root)
        story += _kept(heading, *_table(summary.channels, root, captioned=False))
    story += drawn(lambda name: name in _CHANNEL_FIGURES)
    if summary.profit_changes:
        heading = _heading(language.text("What moved profit"), root)
        story += _kept(heading, *_table(summary.profit_changes, root))
    story += drawn(lambda name: name in _CHANGE_FIGURES)
    for table in summary.campaigns:
        headed = [_heading(language.text("Campaigns"), root)] if table is summary.campaigns[0] else []
        story += _kept(*headed, *_table(table, root))
    story += drawn(lambda name: name not in _OWN_SECTION)
    if summary.anomalies:
        story += _kept(
            _heading(language.text("Unusual days"), root), *_table(summary.anomalies, root, captioned=False)
        )
    if summary.waste:
        heading = _heading(language.text("Cost without a conversion"), root)
        story += _kept(heading, *_table(summary.waste, root, captioned=False))
    if summary.segments.rows:
        story += _kept(_heading(language.text("Customer segments"), root), *_table(summary.segments, root))
    story += drawn(lambda name: name in _SEGMENT_FIGURES)
    if summary.findings[_FINDINGS_IN_FRONT:]:
        heading = _heading(language.text("Further findings"), root)
        story += _kept(heading, *_list(summary.findings[_FINDINGS_IN_FRONT:], root))
    story += _kept(
        _heading(language.text("Data quality"), root), *_table(summary.quality, root, captioned=False)
    )
    story += _kept(
        _heading(language.text("Definitions"), root), *_table(summary.definitions, root, captioned=False)
    )
    story += [Text(note, _NOTE, root.add("P")) for note in _notes(summary)]
    build(path, story, _masthead(summary), root)


def _front(summary: Summary, root: Element) -> list[Any]:
    """The first page: the verdict, the key figures, what was found and what to do."""
    language = summary.language
    story: list[Any] = [
        Text(shortened(summary.title, 120), _TITLE, root.add("H1")),
        Text(summary.period, _PERIOD, root.add("P")),
        Text(_source(summary), _META, root.add("P")),
    ]
    if summary.is_partial:
        story.append(
            Text(language.text("Partial figures. {note}", note=summary.is_partial), _WARNING, root.add("P"))
        )
    story.append(_heading(language.text("Verdict"), root))
    story += [Text(sentence, _VERDICT, root.add("P")) for sentence in summary.verdict]
    story.append(_heading(language.text("Key figures"), root))
    story.append(key_figure_grid(summary.key_figures, TEXT_WIDTH, root))
    if summary.compared:
        story.append(Text(summary.compared, _NOTE, root.add("P")))
    if summary.findings:
        heading = _heading(language.text("Most important findings"), root)
        story += _kept(heading, *_list(summary.findings[:_FINDINGS_IN_FRONT], root))
    if summary.actions:
        story += _kept(_heading(language.text("What to do"), root), *_list(summary.actions, root))
    return story


def _heading(text: str, root: Element) -> Text:
    return Text(text, _HEADING, root.add("H2"), bookmark=0)


def _list(sentences: Sequence[str], root: Element) -> list[Text]:
    listed = root.add("L")
    return [Text(f"•\N{NO-BREAK SPACE}{sentence}", _SENTENCE, listed.add("LI")) for sentence in sentences]


def _table(table: Table, root: Element, captioned: bool = True) -> list[Any]:
    caption = [Text(table.caption, _CAPTION, root.add("P"))] if captioned else []
    return [
        *caption,
        pdf_table(table, TEXT_WIDTH, root),
        *(Text(note, _NOTE, root.add("P")) for note in table.notes),
    ]


def _kept(*content: Any) -> list[Any]:
    """On one page, unless that would leave a big gap on the page before."""
    from reportlab.platypus import CondPageBreak, KeepTogether, Spacer

    height = sum(part.wrap(TEXT_WIDTH, PAGE_HEIGHT)[1] for part in content)
    if height > _KEPT_HEIGHT:
        return [CondPageBreak(_LEAST_HEIGHT), *content, Spacer(1, 8)]
    return [KeepTogether(list(content)), Spacer(1, 8)]


def _figures(
    summary: Summary, figures: Mapping[str, Path], root: Element, belongs: Callable[[str], bool]
) -> list[Figure]:
    return [
        Figure(figures[chart.name], TEXT_WIDTH, root.add("Figure", alt=f"{chart.title}. {chart.alt}"))
        for chart in summary.charts
        if belongs(chart.name)
    ]


def _masthead(summary: Summary) -> Masthead:
    return Masthead(summary.title, summary.period, _source(summary), summary.language)


def _source(summary: Summary) -> str:
    return summary.language.text(
        "Publication of run {run}, {published}", run=summary.run_id, published=summary.published
    )


def _notes(summary: Summary) -> tuple[str, ...]:
    missing = (missing_note(summary.language),) if _has_missing_characters(summary) else ()
    return (*summary.notes, *missing)


def _has_missing_characters(summary: Summary) -> bool:
    tables = (summary.channels, *summary.campaigns, summary.profit_changes, summary.anomalies, summary.waste)
    names = [row[0].text for table in tables if table for row in table.rows]
    texts = (summary.title, *summary.verdict, *summary.findings, *summary.actions, *names)
    return any(MISSING in printable(text) for text in texts)
