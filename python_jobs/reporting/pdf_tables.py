"""Tables on paper: columns as wide as their numbers, names wrapped, headers repeated on every page."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from python_jobs.reporting.fonts import BOLD, REGULAR, printable, shortened
from python_jobs.reporting.tables import KeyFigure, Table

INK, MUTED, LINE, SHADE = "#14202b", "#5a6570", "#d5dae0", "#f4f6f8"
PADDING = 4.0
_SIZES = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5)
_NAME_WIDTH = 90.0
# Longer names would fill a page; the HTML report has them whole.
_NAME_LENGTH = 100


def pdf_table(table: Table, width: float) -> Any:
    """A table of the given width in points; the font shrinks until the numbers fit beside the names."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph
    from reportlab.platypus import Table as Flowable

    size = next((size for size in _SIZES if _numbers_width(table, size) <= width - _NAME_WIDTH), _SIZES[-1])
    cell = ParagraphStyle("cell", fontName=REGULAR, fontSize=size, leading=size * 1.3, textColor=INK)
    cell.splitLongWords = True
    right = ParagraphStyle("right", cell, alignment=2)
    head = ParagraphStyle("head", cell, fontName=BOLD)
    head_right = ParagraphStyle("head_right", head, alignment=2)

    def styled(text: str, column: int, left: Any, number: Any) -> Any:
        if column == 0:
            text = shortened(text, _NAME_LENGTH)
        return Paragraph(escape(printable(text)), left if column in table.text_columns else number)

    rows = [[styled(text, i, head, head_right) for i, text in enumerate(table.header)]]
    rows += [[styled(c.text, i, cell, right) for i, c in enumerate(row)] for row in table.rows]
    flowable = Flowable(rows, colWidths=_column_widths(table, size, width), repeatRows=1, hAlign="LEFT")
    flowable.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
            ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
            ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
            ("TOPPADDING", (0, 0), (-1, -1), 2.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ]
    )
    return flowable


def key_figure_grid(figures: Sequence[KeyFigure], width: float) -> Any:
    """Key figures in rows of three."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph
    from reportlab.platypus import Table as Flowable

    text = ParagraphStyle("text", fontName=REGULAR, fontSize=8, leading=11, textColor=MUTED)
    across = 3
    longest = max(_text_width(figure.value, BOLD, 15) for figure in figures)
    size = min(15.0, 15 * (width / across - 16) / longest)
    value = ParagraphStyle("value", fontName=BOLD, fontSize=size, leading=19, textColor=INK)
    cells = [
        [
            Paragraph(escape(figure.label), text),
            Paragraph(escape(printable(figure.value)), value),
            Paragraph(escape(figure.hint), text),
        ]
        for figure in figures
    ]
    rows = [cells[start : start + across] for start in range(0, len(cells), across)]
    rows[-1] += [[] for _ in range(across - len(rows[-1]))]
    flowable = Flowable(rows, colWidths=[width / across] * across, hAlign="LEFT")
    flowable.setStyle(
        [
            ("BACKGROUND", (0, 0), (-1, -1), SHADE),
            ("INNERGRID", (0, 0), (-1, -1), 3, "#ffffff"),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
        ]
    )
    return flowable


def _column_widths(table: Table, size: float, width: float) -> list[float]:
    """Number columns as wide as they need, what is left shared by the text columns."""
    widths = [_column_width(table, i, size) for i in range(len(table.header))]
    numbers = sum(need for i, need in enumerate(widths) if i not in table.text_columns)
    if len(table.text_columns) == len(table.header):  # definitions: a short name, a long text
        return [min(widths[0], width / 3), width - min(widths[0], width / 3)]
    spare = max(width - numbers, _NAME_WIDTH) / len(table.text_columns)
    # Wide names take what is left; short ones leave it to the numbers.
    name = min(spare, max(_NAME_WIDTH, *(widths[i] for i in table.text_columns)))
    extra = max(0.0, spare - name) / max(1, len(table.header) - len(table.text_columns))
    return [name if i in table.text_columns else need + extra for i, need in enumerate(widths)]


def _numbers_width(table: Table, size: float) -> float:
    return sum(_column_width(table, i, size) for i in range(len(table.header)) if i not in table.text_columns)


def _column_width(table: Table, column: int, size: float) -> float:
    """The widest cell, or the widest word of the heading, which may wrap."""
    words = [_text_width(word, BOLD, size) for word in table.header[column].split()]
    cells = [_text_width(printable(row[column].text), REGULAR, size) for row in table.rows]
    return max(*words, *cells, 0.0) + 2 * PADDING + 1


def _text_width(text: str, font: str, size: float) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(text, font, size))
