"""How the customers of each segment differ from the average customer."""

from typing import TYPE_CHECKING

from python_jobs.features import FEATURES
from python_jobs.language import Language
from python_jobs.reporting.charts.base import Chart, Context, Spec
from python_jobs.reporting.charts.heat_map import Grid, draw_cells
from python_jobs.reporting.charts.page import category_axis, layout
from python_jobs.reporting.charts.palette import DIVERGING
from python_jobs.reporting.charts.paper import label, paper_figure, wrapped
from python_jobs.reporting.tables import segment_name

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def feature_names(language: Language) -> dict[str, str]:
    """What the features are called."""
    return {
        "age": language.text("Age"),
        "sessions": language.text("Sessions"),
        "avg_session_duration": language.text("Session duration (s)"),
        "pages_per_session": language.text("Pages per session"),
        "transactions": language.text("Transactions"),
        "revenue": language.text("Revenue"),
    }


def make(context: Context) -> Chart | None:
    """Means per segment, coloured by how many percent they lie above or below the mean of all customers."""
    language = context.language
    profiles = context.data.profiles
    if profiles.is_empty():
        return None
    title = _title(context)
    subtitle = language.text(
        "Mean per customer; orange: below the average customer, blue: above (full colour: 100 % or more)"
    )
    rows = list(profiles.iter_rows(named=True))
    names = [f"{row['segment']}. {segment_name(row['segment_name'], language)}" for row in rows]
    means = [[row[f"mean_{name}"] for name in FEATURES] for row in rows]
    relative = _against_all(means, profiles["customers"].to_list())
    formats = [language.compact_money if name == "revenue" else language.compact for name in FEATURES]
    texts = [
        ["" if value is None else write(value) for write, value in zip(formats, row, strict=True)]
        for row in means
    ]
    labels = [feature_names(language)[name] for name in FEATURES]

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=max(1.6, 1.05 + 0.34 * len(names)))
        draw_cells(axes, relative, 100, texts, size=8.5)
        axes.set_xticks(range(len(labels)), ["\n".join(wrapped(text, 12)) for text in labels])
        axes.set_yticks(range(len(names)), [label(name, 40) for name in names])
        axes.xaxis.tick_top()
        return figure

    alt = language.text("Table of means, by segment: {rows}.", rows="; ".join(
        f"{name}: {', '.join(f'{feature} {text}' for feature, text in zip(labels, row, strict=True))}"
        for name, row in zip(names, texts, strict=True)
    ))  # fmt: skip
    return Chart("segment_profile", title, subtitle, alt, draw, _spec(relative, texts, labels, names))


def _title(context: Context) -> str:
    language = context.language
    first = context.data.profiles.row(0, named=True)
    values = {
        "share": language.percent(first["customer_share_pct"], 0),
        "segment": segment_name(first["segment_name"], language),
        "revenue_share": language.percent(first["revenue_share_pct"], 0),
    }
    if first["revenue_share_pct"] is None:
        return language.text("{share} of the customers are “{segment}”", **values)
    return language.text(
        "{share} of the customers are “{segment}” and bring {revenue_share} of the revenue", **values
    )


def _against_all(means: list[list[float | None]], customers: list[int]) -> Grid:
    """Each mean in percent above or below the mean of all customers."""
    overall = []
    for feature in range(len(FEATURES)):
        known = [
            (row[feature], size)
            for row, size in zip(means, customers, strict=True)
            if row[feature] is not None
        ]
        total = sum(size for _, size in known)
        overall.append(sum((value or 0) * size for value, size in known) / total if total else 0.0)
    return [
        [None if value is None or not whole else 100 * (value - whole) / abs(whole)
         for value, whole in zip(row, overall, strict=True)]
        for row in means
    ]  # fmt: skip


def _spec(relative: Grid, texts: list[list[str]], labels: list[str], names: list[str]) -> Spec:
    return {
        "data": [
            {
                "type": "heatmap",
                "z": relative,
                "x": labels,
                "y": names,
                "text": texts,
                "texttemplate": "%{text}",
                "colorscale": DIVERGING,
                "zmin": -100,
                "zmax": 100,
                "showscale": False,
                "xgap": 2,
                "ygap": 2,
                "hovertemplate": "<b>%{y}</b><br>%{x}: %{text} (%{z:+.0f} %)<extra></extra>",
            }
        ],
        "layout": layout(
            {"side": "top", "showgrid": False},
            {**category_axis(names), "autorange": "reversed", "showgrid": False},
            height=max(220, 110 + 42 * len(names)),
        ),
    }
