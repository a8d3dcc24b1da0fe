"""The look of the matplotlib figures, and how they become PNG files."""

import textwrap
from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from python_jobs.reporting.fonts import printable, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#9aa3ad",
    "axes.axisbelow": True,
    "axes.labelcolor": "#3c4650",
    "axes.grid": True,
    "grid.color": "#e3e7eb",
    "grid.linewidth": 0.7,
    "xtick.color": "#3c4650",
    "ytick.color": "#3c4650",
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "legend.frameon": False,
    "text.parse_math": False,  # a dollar sign is money
    "path.simplify": True,
}
WIDTH = 8.0
LABEL_LENGTH = 28


def paper_figure(title: str, subtitle: str, height: float = 3.9) -> "tuple[Figure, Axes]":
    """An empty figure of 8 inches width with the finding as its title and one pair of axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    wrapped = textwrap.fill(printable(title), 82)
    figure.suptitle(wrapped, x=0.012, ha="left", fontsize=11.5, fontweight="bold", color="#14202b")
    axes = figure.add_subplot()
    axes.set_title(printable(subtitle), loc="left", fontsize=8.5, color="#5a6570", pad=8)
    return figure, axes


def in_style(draw: "Callable[[], Figure]") -> bytes:
    """Draw a figure in the project's style and return it as PNG."""
    import matplotlib

    with matplotlib.rc_context(_STYLE):
        figure = draw()
        buffer = BytesIO()
        figure.savefig(buffer, format="png", dpi=170, metadata={"Software": None})
    return buffer.getvalue()


def label(text: str, length: int = LABEL_LENGTH) -> str:
    """A name short enough for an axis."""
    return shortened(printable(text), length)


def ticks(write: Callable[[float], str]) -> Any:
    """A matplotlib formatter from a function of the value."""
    from matplotlib.ticker import FuncFormatter

    return FuncFormatter(lambda value, _position: write(float(value)))
