"""How the customers of each segment differ from the average customer."""

from typing import TYPE_CHECKING

from python_jobs.analysis_config import FEATURES
from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.page import category_axis, layout
from python_jobs.reporting.charts.palette import DIVERGING
from python_jobs.reporting.charts.paper import label, paper_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FEATURE_NAMES = {
    "age": "Age",
    "sessions": "Sessions",
    "avg_session_duration": "Session\nduration (s)",
    "pages_per_session": "Pages\nper session",
    "transactions": "Transactions",
    "revenue": "Revenue",
}


def make(context: Context) -> Chart | None:
    """Means per segment, coloured by how many percent they lie above or below the mean of all customers."""
    language = context.language
    profiles = context.data.profiles
    if profiles.is_empty():
        return None
    first = profiles.row(0, named=True)
    title = (
        f"{language.percent(first['customer_share_pct'], 0)} of the customers are “{first['segment_name']}”"
    )
    if first["revenue_share_pct"] is not None:
        title += f" and bring {language.percent(first['revenue_share_pct'], 0)} of the revenue"
    subtitle = "Mean per customer; orange: below the average customer, blue: above (full colour at ±100 %)"
    names = [f"{row['segment']}. {row['segment_name']}" for row in profiles.iter_rows(named=True)]
    means = [[row[f"mean_{name}"] for name in FEATURES] for row in profiles.iter_rows(named=True)]
    customers = profiles["customers"].to_list()
    overall = [
        sum((row[i] or 0) * size for row, size in zip(means, customers, strict=True)) / sum(customers)
        for i in range(len(FEATURES))
    ]
    relative = [
        [None if value is None or not all_of else 100 * (value - all_of) / all_of
         for value, all_of in zip(row, overall, strict=True)]
        for row in means
    ]  # fmt: skip
    texts = [["" if value is None else language.compact(value) for value in row] for row in means]
    labels = [_FEATURE_NAMES[name] for name in FEATURES]

    def draw() -> "Figure":
        import numpy as np
        from matplotlib.colors import LinearSegmentedColormap

        figure, axes = paper_figure(title, subtitle, height=max(2.0, 1.35 + 0.36 * len(names)))
        values = np.array([[0 if value is None else value for value in row] for row in relative], dtype=float)
        colours = LinearSegmentedColormap.from_list("profile", DIVERGING)
        axes.imshow(values, aspect="auto", cmap=colours, vmin=-100, vmax=100)
        for (row, column), value in np.ndenumerate(values):
            axes.text(column, row, texts[row][column], ha="center", va="center", fontsize=8.5,
                      color="white" if abs(value) > 72 else "#14202b")  # fmt: skip
        axes.set_xticks(range(len(labels)), labels)
        axes.set_yticks(range(len(names)), [label(name, 34) for name in names])
        axes.xaxis.tick_top()
        axes.grid(visible=False)
        axes.spines[:].set_visible(False)
        return figure

    spec = {
        "data": [
            {
                "type": "heatmap",
                "z": relative,
                "x": [text.replace("\n", "<br>") for text in labels],
                "y": names,
                "text": texts,
                "texttemplate": "%{text}",
                "colorscale": DIVERGING,
                "zmin": -100,
                "zmax": 100,
                "showscale": False,
                "xgap": 2,
                "ygap": 2,
                "hovertemplate": "<b>%{y}</b><br>%{x}: %{text} (%{z:+.0f} % of the mean)<extra></extra>",
            }
        ],
        "layout": layout(
            {"side": "top", "showgrid": False},
            {**category_axis(names), "autorange": "reversed", "showgrid": False},
            height=max(220, 110 + 42 * len(names)),
        ),
    }
    return Chart("segment_profile", title, subtitle, f"{title}. The segment table has all means.", draw, spec)
