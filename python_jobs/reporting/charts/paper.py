"""The look of the matplotlib figures, and how they become PNG files."""

import re
import unicodedata
import warnings
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from python_jobs.language import Language
from python_jobs.reporting.charts.palette import INK, MUTED, TEXT
from python_jobs.reporting.fonts import font_families, printable, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_STYLE: Any = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#9aa3ad",
    "axes.axisbelow": True,
    "axes.labelcolor": TEXT,
    "axes.grid": True,
    "grid.color": "#e3e7eb",
    "grid.linewidth": 0.7,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "legend.frameon": False,
    "text.parse_math": False,  # a dollar sign is money
    "path.simplify": True,
    # Hinting moves outlines to whole pixels, which nobody sees at this resolution, for a tenth of the time.
    "text.hinting": "none",
}
WIDTH = 8.0
"""Inches; on paper it is 6.9."""
LABEL_LENGTH = 28
# Printed at 6.9 inches that is 185 pixels per inch: sharp on paper, and 17 figures stay below 1 MB.
_DPI = 160
_TITLE_SIZE, _SUBTITLE_SIZE = 11.5, 8.5
# As many letters of these sizes as fit on a line, and the height of a line in inches.
_TITLE_LETTERS, _SUBTITLE_LETTERS = 80, 122
_TITLE_LINE, _SUBTITLE_LINE = 0.205, 0.155
_EDGE = 0.1
# What matplotlib warns of when a font does not have a character.
_NO_GLYPH = r"Glyph \d+ .* missing from font"


def blank_figure(title: str, subtitle: str, height: float = 3.9) -> "Figure":
    """A figure of 8 inches width with the finding as its title, and the space below it free for axes."""
    from matplotlib.figure import Figure

    # Twice the edge, because a long title makes the figure higher, never the plot smaller.
    titles = wrapped(title, _TITLE_LETTERS)
    subtitles = wrapped(subtitle, _SUBTITLE_LETTERS)
    header = _TITLE_LINE * len(titles) + _SUBTITLE_LINE * len(subtitles) + 2 * _EDGE
    height += header - (_TITLE_LINE + _SUBTITLE_LINE + 2 * _EDGE)
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    engine: Any = figure.get_layout_engine()
    engine.set(rect=(0, 0, 1, 1 - header / height))
    left, top = _EDGE / WIDTH, 1 - _EDGE / height
    figure.text(left, top, "\n".join(titles), ha="left", va="top", fontsize=_TITLE_SIZE,
                fontweight="bold", color=INK)  # fmt: skip
    figure.text(left, top - (_TITLE_LINE * len(titles) + 0.02) / height, "\n".join(subtitles), ha="left",
                va="top", fontsize=_SUBTITLE_SIZE, color=MUTED)  # fmt: skip
    return figure


def paper_figure(title: str, subtitle: str, height: float = 3.9) -> "tuple[Figure, Axes]":
    """A blank figure with one pair of axes."""
    figure = blank_figure(title, subtitle, height)
    return figure, figure.add_subplot()


def in_style(draw: "Callable[[], Figure]") -> bytes:
    """Draw a figure in the project's style and return it as PNG with a palette, half of the bytes."""
    from PIL import Image

    try:
        # Most figures need no other font; with eleven, each text takes twice the time and 30 MB are read.
        with warnings.catch_warnings():
            warnings.filterwarnings("error", _NO_GLYPH)
            canvas = _drawn(draw, font_families()[:1])
    except UserWarning as warning:
        if not re.match(_NO_GLYPH, str(warning)):
            raise
        canvas = _drawn(draw, font_families())
    picture = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba()).convert("RGB")
    buffer = BytesIO()
    # Of Pillow's methods the one that also keeps the colour of a single dot.
    palette = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    palette.save(buffer, format="png")
    return buffer.getvalue()


def _drawn(draw: "Callable[[], Figure]", families: list[str]) -> Any:
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    with matplotlib.rc_context({**_STYLE, "font.family": families}):
        figure = draw()
        figure.set_dpi(_DPI)
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
    return canvas


def label(text: str, length: int = LABEL_LENGTH) -> str:
    """A name short enough for an axis."""
    return shortened(printable(text), length)


def wrapped(text: str, letters: int) -> list[str]:
    """Lines of at most so many letters' width; Chinese, Japanese and Korean ones are nearly two wide."""
    lines, width = [""], 0.0
    for word in printable(text).split(" "):
        wide = sum(_width(character) for character in word)
        if width and width + 1 + wide > letters:
            lines.append("")
            width = 0.0
        lines[-1] += f" {word}" if width else word
        width += wide + (1 if width else 0)
    return lines


def _width(character: str) -> float:
    if unicodedata.category(character)[0] == "M":
        return 0.0
    return 1.7 if unicodedata.east_asian_width(character) in "WF" else 1.0


def ticks(write: Callable[[float], str]) -> Any:
    """A matplotlib formatter from a function of the value."""
    from matplotlib.ticker import FuncFormatter

    return FuncFormatter(lambda value, _position: write(float(value)))


def percent_ticks(language: Language) -> Any:
    """A formatter for figures in percent, with as many decimals as the step needs."""
    return ticks(
        lambda value: language.percent(value, next(n for n in range(4) if n == 3 or _is_round(value, n)))
    )


def _is_round(value: float, decimals: int) -> bool:
    return abs(value - round(value, decimals)) < 1e-9 * max(1.0, abs(value))


def line_of_zero(axes: "Axes", vertical: bool = False) -> None:
    """The line between gain and loss."""
    (axes.axvline if vertical else axes.axhline)(0, color=TEXT, linewidth=0.9)


def name_rows(axes: "Axes", names: "list[str]", length: int = LABEL_LENGTH) -> None:
    """Names from top to bottom at 0, 1, 2, ...; a single bar does not fill the figure."""
    axes.set_yticks(range(len(names)), [label(name, length) for name in names])
    room = max(0, 2 - len(names))
    axes.set_ylim(len(names) - 0.4 + room, -0.6 - room)
    axes.grid(axis="y", visible=False)
