"""Lines of text on paper: each script in its font, letters joined and placed by HarfBuzz, long names broken.

ReportLab's own paragraphs shape a word with the font of its first letter, and set texts from right to left
only with a further package that not every registry has. Names of campaigns mix scripts within a word.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from python_jobs.reporting.fonts import BOLD, REGULAR, font_runs, fonts

# Where a word longer than the line is broken by preference: after these.
_BREAKS_AFTER = "_-/|.,:;+&=)]"
# First and last letter of the scripts whose letters change shape or place beside others: Hebrew to Thai.
_SHAPED = ("\u0590", "\u0e7f")


@dataclass(frozen=True)
class Glyph:
    """One glyph: the character that stands for it in the font, and where it goes, in points."""

    character: str
    x: float
    y: float


@dataclass(frozen=True)
class Piece:
    """Text of one font. ``glyphs`` is None where each character just follows the one before."""

    font: str
    text: str
    width: float
    glyphs: tuple[Glyph, ...] | None
    is_right_to_left: bool


Word = tuple[Piece, ...]
Line = tuple[Word, ...]


@dataclass(frozen=True)
class Face:
    """How a text is set: size in points."""

    size: float
    bold: bool = False

    @property
    def space(self) -> float:
        """Width of the space between words."""
        return _string_width(" ", BOLD if self.bold else REGULAR, self.size)


def text_width(text: str, face: Face) -> float:
    """Width in points of a text on one line."""
    return line_width(tuple(measured(word, face) for word in text.split(" ")), face)


def line_width(line: Line, face: Face) -> float:
    """Width in points of the words of a line with the spaces between them."""
    return sum(word_width(word) for word in line) + max(0, len(line) - 1) * face.space


def word_width(word: Word) -> float:
    """Width in points."""
    return sum(piece.width for piece in word)


def broken(text: str, face: Face, width: float) -> list[Line]:
    """Break a printable text into lines of at most ``width`` points."""
    lines: list[Line] = []
    current: list[Word] = []
    free = width
    for text_word in text.split(" "):
        word = measured(text_word, face)
        if word_width(word) > width:
            *parts, word = _cut(text_word, face, width, free if current else width)
            for part in parts:
                lines.append((*current, part))
                current = []
            free = width
        elif current and word_width(word) > free:
            lines.append(tuple(current))
            current, free = [], width
        current.append(word)
        free -= word_width(word) + face.space
    return [_in_visual_order(line) for line in (*lines, tuple(current))]


def _cut(text: str, face: Face, width: float, first_width: float) -> list[Word]:
    """Cut one word that is longer than a line; the first part may have less room than the others."""
    parts: list[str] = []
    part, used, room = "", 0.0, first_width
    for cluster in clusters(text):
        advance = word_width(measured(cluster, face))
        if used + advance > room and (part or room < width):
            keep = _break_in(part)
            parts.append(part[:keep])
            part = part[keep:]
            used, room = word_width(measured(part, face)), width
        part += cluster
        used += advance
    return [measured(part, face) for part in (*parts, part)]


def _break_in(part: str) -> int:
    """How many characters of a full line stay on it: as far as a sign in its second half, else all."""
    last = max((part.rfind(sign) for sign in _BREAKS_AFTER), default=-1) + 1
    return last if last > len(part) / 2 else len(part)


def clusters(text: str) -> Iterator[str]:
    """Letters with the signs that belong to them: a line never breaks inside one."""
    cluster = ""
    for character in text:
        if cluster and not _belongs(character, cluster[-1]):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _belongs(character: str, before: str) -> bool:
    is_mark = unicodedata.category(character)[0] == "M" or character in "\u200c\u200d"
    # A virama joins the next consonant to this one.
    return is_mark or before == "\u200d" or unicodedata.combining(before) == 9


@lru_cache(maxsize=4096)
def measured(word: str, face: Face) -> Word:
    """A word as pieces with their widths."""
    pieces = [
        _shaped(font, text, face.size) if _is_shaped(text) else _plain(font, text, face.size)
        for font, run in font_runs(word, face.bold)
        for text in _by_direction(run)
    ]
    if any(piece.is_right_to_left for piece in pieces):
        pieces.reverse()
    return tuple(pieces)


def _by_direction(run: str) -> Iterator[str]:
    kinds: list[tuple[tuple[bool, bool], str]] = []
    for character in run:
        is_mark = bool(kinds) and unicodedata.category(character)[0] in "MC"
        kind = kinds[-1][0] if is_mark else (_is_shaped(character), _is_right_to_left(character))
        kinds.append((kind, character))
    for _, group in groupby(kinds, key=lambda pair: pair[0]):
        yield "".join(character for _, character in group)


def _is_shaped(text: str) -> bool:
    return any(_SHAPED[0] <= character <= _SHAPED[1] for character in text)


def _is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def _plain(font: str, text: str, size: float) -> Piece:
    return Piece(font, text, _string_width(text, font, size), None, is_right_to_left=False)


def _shaped(font: str, text: str, size: float) -> Piece:
    from reportlab.pdfbase.ttfonts import shapeStr

    register_font(font)
    string = shapeStr(text, font, size, force=True)
    glyphs, x = [], 0.0
    # Positions come in thousandths of the size.
    for character, data in zip(str.__iter__(string), string.__shapeData__, strict=True):
        glyphs.append(Glyph(character, x + data.x_offset * size / 1000, data.y_offset * size / 1000))
        x += data.x_advance * size / 1000
    return Piece(font, text, x, tuple(glyphs), _is_right_to_left(text))


def _in_visual_order(line: Line) -> Line:
    """Words from right to left that follow each other change places; the line itself runs to the right."""
    ordered: list[Word] = []
    for right_to_left, group in groupby(line, key=lambda word: any(p.is_right_to_left for p in word)):
        words = list(group)
        ordered += reversed(words) if right_to_left else words
    return tuple(ordered)


def _string_width(text: str, font: str, size: float) -> float:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    register_font(font)
    return float(stringWidth(text, font, size))


def register_font(name: str) -> Any:
    """The font as ReportLab knows it; a file is read when its first character is needed."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, str(fonts()[name].path)))
    return pdfmetrics.getFont(name)
