"""Cells of a table, coloured by their value: orange below zero, white at zero, blue above."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from python_jobs.reporting.charts.palette import DIVERGING, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Grid = Sequence[Sequence[float | None]]
# Below this part of the full colour, dark text is easier to read on it than white.
_DARK = 0.72


def draw_cells(
    axes: "Axes", grid: Grid, reach: float, texts: Sequence[Sequence[str]] | None = None, size: float = 8
) -> None:
    """Draw a grid; None stays empty.

    Args:
        reach: the value of the full colour on either side.
        texts: what stands in the cells.
    """
    import numpy as np
    from matplotlib.colors import LinearSegmentedColormap

    values = np.array([[np.nan if value is None else value for value in row] for row in grid], dtype=float)
    colours = LinearSegmentedColormap.from_list("diverging", DIVERGING)
    rows, columns = (np.arange(size + 1) - 0.5 for size in values.shape)
    axes.pcolormesh(columns, rows, np.ma.masked_invalid(values), cmap=colours, vmin=-reach, vmax=reach,
                    edgecolors="white", linewidth=1.2)  # fmt: skip
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    for (row, column), value in np.ndenumerate(values):
        if texts is not None and not np.isnan(value):
            axes.text(column, row, texts[row][column], ha="center", va="center", fontsize=size,
                      color="white" if abs(value) > _DARK * reach else INK)  # fmt: skip


def reach_of(grid: Grid, share: float = 0.8) -> float:
    """A full colour such that one extreme cell does not bleach the rest: the size of the 80th percentile."""
    sizes = sorted(abs(value) for row in grid for value in row if value is not None)
    return (sizes[int(share * (len(sizes) - 1))] if sizes else 0.0) or max(sizes, default=0.0) or 1.0
