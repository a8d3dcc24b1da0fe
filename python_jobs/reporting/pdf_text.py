"""Text on paper as something that ReportLab can lay out: headings, sentences, cells of tables."""

from codecs import BOM_UTF16_BE
from dataclasses import dataclass
from typing import Any, Literal

from reportlab.platypus import Flowable

from python_jobs.reporting.fonts import BOLD, REGULAR, printable
from python_jobs.reporting.pdf_lines import Face, Line, Piece, broken, line_width
from python_jobs.reporting.pdf_tags import Element, tagged

INK, MUTED, LINE, SHADE, ACCENT = "#14202b", "#5a6570", "#d5dae0", "#f4f6f8", "#0072B2"
GOOD, BAD = "#00664c", "#a8410a"  # on white and on SHADE both have a contrast above 5:1


@dataclass(frozen=True)
class Style:
    """How a text looks: size and leading (distance of the lines) in points."""

    size: float
    leading: float
    bold: bool = False
    colour: str = INK
    align: Literal["left", "right"] = "left"
    space_before: float = 0.0
    space_after: float = 0.0

    @property
    def face(self) -> Face:
        """What decides the widths."""
        return Face(self.size, self.bold)


class Text(Flowable):  # type: ignore[misc]
    """A text in one style, wrapped to the width that it gets.

    Args:
        element: its place in the document's structure, for screen readers; None for a decoration.
        bookmark: level in the outline; None for text that is no heading.
    """

    def __init__(
        self, text: str, style: Style, element: Element | None = None, bookmark: int | None = None
    ) -> None:
        super().__init__()
        self.text = printable(text)
        self.text_style = style
        self.element = element
        self.bookmark = bookmark
        self.spaceBefore, self.spaceAfter = style.space_before, style.space_after
        self.keepWithNext = bookmark is not None
        self.width = 0.0
        self._lines: list[Line] | None = None

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """The room that it takes in this width."""
        if self._lines is None or width != self.width:
            self._lines = broken(self.text, self.text_style.face, width)
        self.width, self.height = width, len(self._lines) * self.text_style.leading
        return self.width, self.height

    def split(self, _width: float, height: float) -> "list[Text]":
        """Two texts, the first as high as there is room."""
        lines, fitting = self._lines or [], int(height // self.text_style.leading)
        if not 0 < fitting < len(lines):
            return []
        return [self._part(lines[:fitting]), self._part(lines[fitting:])]

    def _part(self, lines: list[Line]) -> "Text":
        part = Text("", self.text_style, self.element)
        part._lines, part.width = lines, self.width
        return part

    def draw(self) -> None:
        """Draw the lines at the origin of the canvas."""
        style = self.text_style
        with tagged(self.canv, self.element):
            for number, line in enumerate(self._lines or []):
                # The middle of a letter as high as 0.72 of its size stands in the middle of the line.
                y = self.height - (number + 0.5) * style.leading - 0.36 * style.size
                free = self.width - line_width(line, style.face)
                draw_line(self.canv, free if style.align == "right" else 0.0, y, line, style)


def draw_line(canvas: Any, x: float, y: float, line: Line, style: Style) -> None:
    """Draw the words of a line from a point on its base line."""
    canvas.setFillColor(style.colour)
    base = BOLD if style.bold else REGULAR
    run, run_x = "", x  # words of the usual font and the spaces between all words, drawn as one string

    def flush() -> None:
        nonlocal run
        if run:
            canvas.setFont(base, style.size)
            canvas.drawString(run_x, y, run)
        run = ""

    for number, word in enumerate(line):
        if number:
            run, run_x = run + " ", run_x if run else x
            x += style.face.space
        for piece in word:
            if piece.font == base and piece.glyphs is None:
                run, run_x = run + piece.text, run_x if run else x
            else:
                flush()
                _draw_piece(canvas, x, y, piece, style.size)
            x += piece.width
    flush()


def _draw_piece(canvas: Any, x: float, y: float, piece: Piece, size: float) -> None:
    canvas.setFont(piece.font, size)
    if piece.glyphs is None:
        canvas.drawString(x, y, piece.text)
        return
    # Glyphs stand in the order in which they are drawn; the text itself is for readers that copy or search.
    canvas.addLiteral(f"/Span <</ActualText <{(BOM_UTF16_BE + piece.text.encode('utf-16-be')).hex()}>>> BDC")
    for glyph in piece.glyphs:
        canvas.drawString(x + glyph.x, y + glyph.y, glyph.character)
    canvas.addLiteral("EMC")
