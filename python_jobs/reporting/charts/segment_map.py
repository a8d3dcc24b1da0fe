"""Customers on the plane that shows most of what tells them apart (principal components)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from python_jobs.reporting.charts.base import Chart, Context, Spec
from python_jobs.reporting.charts.page import layout
from python_jobs.reporting.charts.palette import segment_colour
from python_jobs.reporting.charts.paper import label, paper_figure, wrapped
from python_jobs.reporting.charts.segment_profile import feature_names
from python_jobs.reporting.segment_map import SegmentMap
from python_jobs.reporting.tables import segment_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "*")
_SYMBOLS = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross", "x", "triangle-left",
            "triangle-right", "star")  # fmt: skip
Points = Mapping[int, Sequence[tuple[float, float]]]


def make(context: Context) -> Chart | None:
    """A sample of the customers of each segment; None where the run stored no map."""
    plane = context.data.segment_map
    if plane is None or len(plane.points) < 3:
        return None
    language = context.language
    names = {
        row["segment"]: segment_name(row["segment_name"], language)
        for row in context.data.profiles.iter_rows(named=True)
    }
    by_segment: dict[int, list[tuple[float, float]]] = {}
    for x, y, segment in sorted(plane.points, key=lambda point: point[2]):
        by_segment.setdefault(segment, []).append((x, y))
    labels = {
        segment: f"{segment}. {names[segment]}" if segment in names else str(segment)
        for segment in by_segment
    }
    title = language.plural(
        "{number} segment on a map that shows {share} of the differences between customers",
        "{number} segments on a map that shows {share} of the differences between customers",
        len(by_segment),
        share=language.percent(sum(plane.explained_pct), 0),
    )
    subtitle = language.plural(
        "A sample of {number} customer; who is near another on the map is like them; no units",
        "A sample of {number} customers; who is near another on the map is like them; no units",
        len(plane.points),
    )
    axis_texts = _axis_texts(plane, context)

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=3.9)
        for segment, points in by_segment.items():
            axes.scatter([x for x, _ in points], [y for _, y in points], s=12, alpha=0.6, linewidths=0,
                         color=segment_colour(segment), marker=_MARKERS[(segment - 1) % len(_MARKERS)],
                         label=label(labels[segment], 40))  # fmt: skip
        axes.set_xlabel(axis_texts[0])
        axes.set_ylabel("\n".join(wrapped(axis_texts[1], 40)))
        axes.set_xticks([])
        axes.set_yticks([])
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1), markerscale=2)
        return figure

    alt = language.text("Scatter plot; customers: {segments}.", segments="; ".join(
        f"{labels[segment]} {language.count(len(points))}" for segment, points in by_segment.items()
    ))  # fmt: skip
    return Chart("segment_map", title, subtitle, alt, draw, _spec(by_segment, labels, axis_texts))


def _axis_texts(plane: SegmentMap, context: Context) -> tuple[str, str]:
    """What each axis is made of most."""
    language = context.language
    names = feature_names(language)
    texts = []
    for explained, loadings in zip(plane.explained_pct, plane.axes, strict=False):
        strongest = sorted(loadings, key=lambda loading: -abs(loading[1]))[:2]
        texts.append(
            language.text(
                "{share} of the differences; mostly {features}",
                share=language.percent(explained, 0),
                features=", ".join(names.get(name, name) for name, _ in strongest),
            )
        )
    return (texts[0], texts[1]) if len(texts) > 1 else ("", "")


def _spec(by_segment: Points, labels: Mapping[int, str], axis_texts: tuple[str, str]) -> Spec:
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "name": label(labels[segment], 40),
                "x": [round(x, 3) for x, _ in points],
                "y": [round(y, 3) for _, y in points],
                "marker": {
                    "color": segment_colour(segment),
                    "symbol": _SYMBOLS[(segment - 1) % len(_SYMBOLS)],
                    "size": 6,
                    "opacity": 0.65,
                },
                "hoverinfo": "name",
            }
            for segment, points in by_segment.items()
        ],
        "layout": layout(
            {"title": {"text": axis_texts[0]}, "showticklabels": False, "zeroline": False},
            {"title": {"text": axis_texts[1]}, "showticklabels": False, "zeroline": False},
            legend=True,
            height=420,
        ),
    }
