"""Building blocks of the Plotly figures as plain JSON; the page's script adds the colours of the theme."""

from typing import Any

Axis = dict[str, Any]


def layout(x: Axis, y: Axis, *, height: int = 380, legend: bool = False) -> dict[str, Any]:
    """A layout with two axes; the legend, if any, lies above the plot."""
    return {
        "height": height,
        "margin": {"l": 8, "r": 12, "t": 36 if legend else 12, "b": 8},
        "showlegend": legend,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        "hovermode": "closest",
        "xaxis": {"automargin": True, "fixedrange": True, **x},
        "yaxis": {"automargin": True, "fixedrange": True, **y},
    }


def category_axis(names: list[str]) -> Axis:
    """Names in the given order; long ones shortened by the page."""
    return {"type": "category", "categoryorder": "array", "categoryarray": names}
