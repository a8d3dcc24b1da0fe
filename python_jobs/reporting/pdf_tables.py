"""Tables on paper: columns as wide as their numbers, names wrapped, headers repeated on every page."""

from collections.abc import Sequence
from typing import Any

from python_jobs.reporting.fonts import printable, shortened
from python_jobs.reporting.key_figures import KeyFigure, Tone
from python_jobs.reporting.pdf_lines import Face, text_width
from python_jobs.reporting.pdf_tags import Element
from python_jobs.reporting.pdf_text import BAD, GOOD, INK, LINE, MUTED, SHADE, Style, Text
from python_jobs.reporting.tables import Table

PADDING = 4.0
_SIZES = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5)
_NAME_WIDTH = 90.0
# Longer names would fill a page; the HTML report and the files have them whole.
_NAME_LENGTH = 200
COLOURS: dict[Tone, str] = {"": INK, "good": GOOD, "bad": BAD, "muted": MUTED}


def pdf_table(table: Table, width: float, parent: Element) -> Any:
    """A table of the given width in points; the font shrinks until the numbers fit beside the names."""
    from reportlab.platypus import Table as Flowable

    size = next((size for size in _SIZES if _least_width(table, size) <= width), _SIZES[-1])
    element = parent.add("Table")
    flowable = Flowable(
        [_header(table, size, element), *_body(table, size, element)],
        colWidths=_column_widths(table, size, width),
        repeatRows=1,
        hAlign="LEFT",
    )
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


def _header(table: Table, size: float, element: Element) -> list[Text]:
    row = element.add("TR")
    return [
        Text(text, _style(table, column, size, bold=True), row.add("TH", scope="Column"))
        for column, text in enumerate(table.header)
    ]


def _body(table: Table, size: float, element: Element) -> list[list[Text]]:
    rows = []
    for cells in table.rows:
        row = element.add("TR")
        rows.append(
            [
                Text(
                    shortened(cell.text, _NAME_LENGTH) if column in table.text_columns else cell.text,
                    _style(table, column, size, tone=cell.tone),
                    row.add("TH", scope="Row") if column == 0 else row.add("TD"),
                )
                for column, cell in enumerate(cells)
            ]
        )
    return rows


def _style(table: Table, column: int, size: float, bold: bool = False, tone: Tone = "") -> Style:
    align = "left" if column in table.text_columns else "right"
    return Style(size, size * 1.35, bold, COLOURS[tone], "left" if align == "left" else "right")


def key_figure_grid(figures: Sequence[KeyFigure], width: float, parent: Element) -> Any:
    """Key figures in rows of three, each with its change."""
    from reportlab.platypus import Table as Flowable

    across = 3
    room = width / across - 16
    longest = max(text_width(printable(figure.value), Face(15, bold=True)) for figure in figures)
    value = Style(min(15.0, 15 * room / longest), 19, bold=True)
    small = Style(8, 11, colour=MUTED)
    longest_change = max(text_width(printable(figure.change), Face(8, bold=True)) for figure in figures)
    change_size = max(7.0, min(8.0, 8 * room / max(longest_change, 1)))
    listed = parent.add("L")
    cells = []
    for figure in figures:
        item = listed.add("LI")
        cell = [
            Text(figure.label, small, item),
            Text(figure.value, value, item),
            Text(figure.hint, small, item),
        ]
        if figure.change:
            changed = Style(change_size, 11, bold=figure.tone in ("good", "bad"), colour=COLOURS[figure.tone])
            cell.append(Text(figure.change, changed, item))
        cells.append(cell)
    rows = [cells[start : start + across] for start in range(0, len(cells), across)]
    rows[-1] += [[] for _ in range(across - len(rows[-1]))]
    flowable = Flowable(rows, colWidths=[width / across] * across, hAlign="LEFT")
    flowable.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, -1), SHADE),
            ("INNERGRID", (0, 0), (-1, -1), 3, "#ffffff"),
            ("LEFTPADDING", (0, 0), (-1, -1), 8),
            ("TOPPADDING", (0, 0), (-1, -1), 6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
        ]
    )
    return flowable


def _column_widths(table: Table, size: float, width: float) -> list[float]:
    """Number columns as wide as they need, what is left for the text columns; what they leave, for all."""
    needs = [_need(table, column, size) for column in range(len(table.header))]
    texts = sorted(table.text_columns, key=lambda column: needs[column])
    free = width - sum(need for column, need in enumerate(needs) if column not in table.text_columns)
    # The short texts get what they need, so that the longest have all the rest.
    for number, column in enumerate(texts):
        needs[column] = min(needs[column], max(free, _NAME_WIDTH) / (len(texts) - number))
        free -= needs[column]
    spare = max(0.0, width - sum(needs)) / len(needs)
    return [need + spare for need in needs]


def _least_width(table: Table, size: float) -> float:
    needs = [_need(table, column, size) for column in range(len(table.header))]
    return sum(
        min(need, _NAME_WIDTH) if column in table.text_columns else need for column, need in enumerate(needs)
    )


def _need(table: Table, column: int, size: float) -> float:
    """The widest cell, or the widest word of the heading, which may wrap."""
    words = [text_width(word, Face(size, bold=True)) for word in printable(table.header[column]).split()]
    cells = [text_width(printable(row[column].text), Face(size)) for row in table.rows]
    return max(*words, *cells, 0.0) + 2 * PADDING + 1
