"""The scores of every number of segments that was tried (``n_clusters: auto``)."""

from typing import TYPE_CHECKING

import polars as pl

from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.page import layout
from python_jobs.reporting.charts.palette import BLUE, GREY
from python_jobs.reporting.charts.paper import paper_figure, ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def make(context: Context) -> Chart | None:
    """Silhouette and inertia by k; None when only one k was tried."""
    language = context.language
    scores = context.scores.sort("k")
    if len(scores) < 2 or scores["silhouette"].null_count() == len(scores):
        return None
    best = scores.sort("silhouette", descending=True, nulls_last=True).row(0, named=True)
    title = f"{best['k']} segments separate the customers best (silhouette {best['silhouette']:.2f})"
    subtitle = "Silhouette (higher is better, left) and inertia (the elbow, right) by number of segments"
    ks, silhouette = scores["k"].to_list(), scores["silhouette"].to_list()
    inertia = scores["inertia"].to_list()

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=3.2)
        axes.plot(ks, silhouette, color=BLUE, marker="o", linewidth=2, label="Silhouette")
        axes.scatter(
            [best["k"]], [best["silhouette"]], s=130, facecolors="none", edgecolors=BLUE, linewidths=2
        )
        axes.set_xticks(ks)
        axes.set_xlabel("Number of segments")
        axes.set_ylabel("Silhouette")
        right = axes.twinx()
        right.plot(ks, inertia, color=GREY, marker="s", linestyle="--", label="Inertia")
        right.set_ylabel("Inertia")
        right.set_ylim(bottom=0)
        right.yaxis.set_major_formatter(ticks(language.compact))
        right.grid(visible=False)
        axes.legend([*axes.lines, *right.lines], ["Silhouette", "Inertia"], loc="upper right", ncols=2)
        return figure

    line = {"type": "scatter", "mode": "lines+markers", "x": ks}
    spec = {
        "data": [
            {**line, "y": silhouette, "name": "Silhouette", "line": {"color": BLUE, "width": 2.5}},
            {**line, "y": inertia, "name": "Inertia", "yaxis": "y2", "line": {"color": GREY, "dash": "dash"},
             "marker": {"symbol": "square"}},
        ],
        "layout": layout(
            {"title": {"text": "Number of segments"}, "dtick": 1},
            {"title": {"text": "Silhouette"}},
            legend=True,
            yaxis2={"title": {"text": "Inertia"}, "overlaying": "y", "tickmode": "auto", "side": "right",
                    "rangemode": "tozero",
                    "showgrid": False, "automargin": True, "exponentformat": "B", "fixedrange": True},
        ),
    }  # fmt: skip
    tried = scores.select(pl.col("k").min(), pl.col("k").max().alias("last")).row(0)
    alt = f"{title}. Line chart for {tried[0]} to {tried[1]} segments."
    return Chart("k_selection", title, subtitle, alt, draw, spec)
