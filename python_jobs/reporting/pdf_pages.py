"""Pages of the PDF: title block on the first, run id and "page x of y" on every one, bookmarks by section."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from python_jobs.reporting.fonts import BOLD, REGULAR, shortened

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89  # A4 in points
MARGIN = 48.0
_TITLE_BLOCK = 74.0


def build(path: Path, story: Sequence[Any], *, title: str, subtitle: str, footer: str) -> None:
    """Lay out the story and write the file."""
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    class Document(BaseDocTemplate):  # type: ignore[misc]
        def afterFlowable(self, flowable: Any) -> None:
            if getattr(getattr(flowable, "style", None), "name", "") == "heading":
                text = flowable.getPlainText()
                self.canv.bookmarkPage(text)
                self.canv.addOutlineEntry(text, text, level=0)

    def page(canvas: Any, _document: Any) -> None:
        canvas.saveState()
        canvas.setFillColor("#5a6570")
        canvas.setFont(REGULAR, 7.5)
        canvas.drawString(MARGIN, 28, f"{shortened(title, 60)}  ·  run {footer}")
        canvas.restoreState()

    def first_page(canvas: Any, document: Any) -> None:
        page(canvas, document)
        canvas.saveState()
        canvas.setFillColor("#0072B2")
        canvas.rect(0, PAGE_HEIGHT - 10, PAGE_WIDTH, 10, stroke=0, fill=1)
        size = 22.0
        while size > 9 and canvas.stringWidth(title, BOLD, size) > PAGE_WIDTH - 2 * MARGIN:
            size -= 0.5
        canvas.setFillColor("#14202b")
        canvas.setFont(BOLD, size)
        canvas.drawString(MARGIN, PAGE_HEIGHT - 62, shortened(title, 90))
        canvas.setFillColor("#5a6570")
        canvas.setFont(REGULAR, 8.5)
        canvas.drawString(MARGIN, PAGE_HEIGHT - 80, subtitle)
        canvas.restoreState()

    def frame(top: float) -> Any:
        height = PAGE_HEIGHT - top - MARGIN
        return Frame(MARGIN, MARGIN, PAGE_WIDTH - 2 * MARGIN, height, 0, 0, 0, 0)

    document = Document(
        str(path), pagesize=(PAGE_WIDTH, PAGE_HEIGHT), title=title, author="campaign-analytics",
        subject=subtitle, lang="en",
    )  # fmt: skip
    document.addPageTemplates(
        [
            PageTemplate(
                "first", [frame(MARGIN + _TITLE_BLOCK - 24)], onPage=first_page, autoNextPageTemplate="later"
            ),
            PageTemplate("later", [frame(MARGIN)], onPage=page),
        ]
    )
    document.build(list(story), canvasmaker=_numbered_canvas())


def _numbered_canvas() -> type[Any]:
    from reportlab.pdfgen.canvas import Canvas

    class NumberedCanvas(Canvas):  # type: ignore[misc]
        """Keeps the pages until their number is known."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for state in self._pages:
                self.__dict__.update(state)
                self.setFillColor("#5a6570")
                self.setFont(REGULAR, 7.5)
                self.drawRightString(
                    PAGE_WIDTH - MARGIN, 28, f"page {self._pageNumber} of {len(self._pages)}"
                )
                super().showPage()
            super().save()

    return NumberedCanvas
