"""The scores of every number of segments that was tried (``n_clusters: auto``)."""

from typing import TYPE_CHECKING

import polars as pl

from python_jobs.reporting.charts.base import Chart, Context, Spec
from python_jobs.reporting.charts.page import layout
from python_jobs.reporting.charts.palette import BLUE, GREY
from python_jobs.reporting.charts.paper import blank_figure, ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def make(context: Context) -> Chart | None:
    """One small chart per score; None when only one number was tried."""
    language = context.language
    scores = context.scores.sort("k")
    if len(scores) < 2 or scores["silhouette"].null_count() == len(scores):
        return None
    best = scores.sort("silhouette", descending=True, nulls_last=True).row(0, named=True)
    title = language.text(
        "{number} segments separate the customers best (silhouette {silhouette})",
        number=language.count(best["k"]),
        silhouette=language.ratio(best["silhouette"]),
    )
    subtitle = language.text(
        "Scores by number of segments; the silhouette decides, the others are there to compare"
    )
    names = {
        "silhouette": language.text("Silhouette (higher is better)"),
        "inertia": language.text("Inertia (look for the elbow)"),
        "davies_bouldin": language.text("Davies–Bouldin (lower is better)"),
        "calinski_harabasz": language.text("Calinski–Harabasz (higher is better)"),
    }
    drawn = {
        text: scores[name].to_list()
        for name, text in names.items()
        if name in scores.columns and scores[name].null_count() < len(scores)
    }
    ks = scores["k"].to_list()

    def draw() -> "Figure":
        figure = blank_figure(title, subtitle, height=1.9 if len(drawn) < 3 else 3.3)
        panels = figure.subplots(-(-len(drawn) // 2), 2, squeeze=False).flatten()
        for axes, (text, values) in zip(panels, drawn.items(), strict=False):
            axes.plot(ks, values, color=BLUE, marker="o", markersize=4, linewidth=1.8)
            axes.axvline(best["k"], color=GREY, linewidth=1, linestyle=(0, (4, 3)))
            axes.set_title(text, loc="left", fontsize=9)
            axes.set_xticks(ks[:: -(-len(ks) // 12)])
            axes.yaxis.set_major_formatter(ticks(language.compact))
            axes.locator_params(axis="y", nbins=4)
        for axes in panels[len(drawn) :]:
            axes.set_visible(False)
        return figure

    alt = language.text("Line charts for {first} to {last} segments. Silhouettes: {silhouettes}.",
                        first=ks[0], last=ks[-1], silhouettes="; ".join(
        f"{k} {language.ratio(value)}" for k, value in zip(ks, scores["silhouette"], strict=True)
    ))  # fmt: skip
    return Chart("k_selection", title, subtitle, alt, draw, _spec(scores, drawn, best["k"]))


def _spec(scores: pl.DataFrame, drawn: dict[str, list[float | None]], best: int) -> Spec:
    """Four panels, two by two."""
    traces, axes = [], {}
    lines: list[Spec] = []
    titles: list[Spec] = []
    for number, (text, values) in enumerate(drawn.items()):
        row, column = divmod(number, 2)
        own = "" if number == 0 else str(number + 1)
        left, bottom = 0.55 * column, 0.58 * (1 - row) if len(drawn) > 2 else 0.0
        across, up = [left, left + 0.45], [bottom, bottom + (0.38 if len(drawn) > 2 else 0.86)]
        traces.append(
            {"type": "scatter", "mode": "lines+markers", "x": scores["k"].to_list(), "y": values,
             "name": text, "xaxis": f"x{own}", "yaxis": f"y{own}", "line": {"color": BLUE, "width": 2.5},
             "hovertemplate": "%{x}: %{y:.3~g}<extra></extra>"}
        )  # fmt: skip
        axes[f"xaxis{own}"] = {"domain": across, "anchor": f"y{own}", "dtick": 1, "fixedrange": True}
        axes[f"yaxis{own}"] = {"domain": up, "anchor": f"x{own}", "fixedrange": True, "automargin": True,
                               "nticks": 4, "exponentformat": "B"}  # fmt: skip
        lines.append({"type": "line", "x0": best, "x1": best, "xref": f"x{own}", "yref": f"y{own} domain",
                      "y0": 0, "y1": 1, "line": {"dash": "dash", "width": 1.2, "color": GREY}})  # fmt: skip
        titles.append({"text": text, "x": left, "y": up[1], "xref": "paper", "yref": "paper",
                       "xanchor": "left", "yanchor": "bottom", "showarrow": False})  # fmt: skip
    base = layout(axes.pop("xaxis"), axes.pop("yaxis"), height=240 if len(drawn) < 3 else 420)
    return {"data": traces, "layout": {**base, **axes, "shapes": lines, "annotations": titles}}
