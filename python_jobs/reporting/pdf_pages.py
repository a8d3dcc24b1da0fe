"""Pages of the PDF: title block on the first, header and footer on every one, structure and bookmarks."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_jobs.language import Language
from python_jobs.reporting.fonts import printable, shortened
from python_jobs.reporting.pdf_lines import broken, line_width
from python_jobs.reporting.pdf_tags import Element, tagged, write_structure
from python_jobs.reporting.pdf_text import ACCENT, LINE, MUTED, Style, Text, draw_line

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89  # A4 in points
MARGIN = 48.0
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN
_TOP, _BOTTOM = 58.0, 50.0
_SMALL = Style(7.5, 10, colour=MUTED)


@dataclass(frozen=True)
class Masthead:
    """What every page says. period: the days of the figures. source: the publication, as a sentence."""

    title: str
    period: str
    source: str
    language: Language


def build(path: Path, story: Sequence[Any], masthead: Masthead, root: Element) -> None:
    """Lay out the story and write the file; ``root`` is the structure that the story's elements belong to."""
    from reportlab import rl_config
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    # Pictures as they are, not as text: a fifth smaller, and half of the time that a report takes.
    rl_config.useA85 = 0

    class Document(BaseDocTemplate):  # type: ignore[misc]
        def afterFlowable(self, flowable: Any) -> None:
            if isinstance(flowable, Text) and flowable.bookmark is not None:
                key = f"section-{self.seq.nextf('section')}"
                self.canv.bookmarkPage(key)
                self.canv.addOutlineEntry(flowable.text, key, level=flowable.bookmark)

    def first_page(canvas: Any, _document: Any) -> None:  # its header is the title in the story
        with tagged(canvas, None):
            canvas.setFillColor(ACCENT)
            canvas.rect(0, PAGE_HEIGHT - 10, PAGE_WIDTH, 10, stroke=0, fill=1)
        _footer(canvas, masthead)

    def later_page(canvas: Any, _document: Any) -> None:
        with tagged(canvas, None):
            y = PAGE_HEIGHT - 36
            right = _fitting(masthead.period, TEXT_WIDTH / 2)
            _draw(canvas, _fitting(masthead.title, TEXT_WIDTH - _width(right) - 12), MARGIN, y)
            _draw(canvas, right, PAGE_WIDTH - MARGIN - _width(right), y)
            canvas.setStrokeColor(LINE)
            canvas.line(MARGIN, y - 7, PAGE_WIDTH - MARGIN, y - 7)
        _footer(canvas, masthead)

    frame = Frame(MARGIN, _BOTTOM, TEXT_WIDTH, PAGE_HEIGHT - _TOP - _BOTTOM, 0, 0, 0, 0)
    document = Document(
        str(path), pagesize=(PAGE_WIDTH, PAGE_HEIGHT), lang=masthead.language.code,
        title=printable(masthead.title), author="Campaign Analytics", creator="campaign-analytics",
        subject=printable(f"{masthead.period}. {masthead.source}"),
    )  # fmt: skip
    document.addPageTemplates(
        [
            PageTemplate("first", [frame], onPage=first_page, autoNextPageTemplate="later"),
            PageTemplate("later", [frame], onPage=later_page),
        ]
    )
    document.build(list(story), canvasmaker=_canvas(masthead.language, root))


def _footer(canvas: Any, masthead: Masthead) -> None:
    with tagged(canvas, None):
        _draw(canvas, _fitting(masthead.source, TEXT_WIDTH - 90), MARGIN, 28)


def _draw(canvas: Any, text: str, x: float, y: float) -> None:
    draw_line(canvas, x, y, broken(text, _SMALL.face, PAGE_WIDTH)[0], _SMALL)


def _width(text: str) -> float:
    return line_width(broken(text, _SMALL.face, PAGE_WIDTH)[0], _SMALL.face)


def _fitting(text: str, width: float) -> str:
    """As much of a text as one line of the header or footer has room for."""
    text = printable(text)
    for length in range(min(len(text), 300), 0, -2):
        if _width(shortened(text, length)) <= width:
            return shortened(text, length)
    return ""


def _canvas(language: Language, root: Element) -> type[Any]:
    from reportlab.pdfgen.canvas import Canvas

    class TaggedCanvas(Canvas):  # type: ignore[misc]
        """Keeps the pages until their number is known, and the elements drawn on each."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._pages: list[dict[str, Any]] = []
            self.marked: list[list[Element]] = [[]]

        def showPage(self) -> None:
            self._pages.append(dict(self.__dict__))
            self.marked.append([])
            self._startPage()

        def save(self) -> None:
            marked = self.marked[: len(self._pages)]
            for number, state in enumerate(self._pages, 1):
                self.__dict__.update(state)
                text = language.text(
                    "page {page} of {pages}",
                    page=language.count(number),
                    pages=language.count(len(self._pages)),
                )
                with tagged(self, None):
                    _draw(self, text, PAGE_WIDTH - MARGIN - _width(text), 28)
                super().showPage()
            self.setViewerPreference("DisplayDocTitle", "true")
            write_structure(self._doc, root, marked)
            super().save()

    return TaggedCanvas
