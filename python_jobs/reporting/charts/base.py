"""What a chart is: one finding, drawn for paper by matplotlib, and by Plotly where no filter counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from python_jobs.language import Language
from python_jobs.reporting.charts.palette import channel_colours
from python_jobs.reporting.report_data import ReportData

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Spec = dict[str, Any]
"""A Plotly figure as plain JSON: ``data`` and ``layout``. Colours of text and grid are the page's theme."""


@dataclass(frozen=True)
class Chart:
    """A drawn finding.

    name: of the file. title: the finding. subtitle: what is shown, with units. alt: what there is to see in
    words, after the title, for who cannot see it. draw: makes the matplotlib figure. spec: the Plotly figure
    of the charts of customers; the page draws the others itself, from the sums that its filters leave.
    """

    name: str
    title: str
    subtitle: str
    alt: str
    draw: Callable[[], "Figure"]
    spec: Spec | None = None


@dataclass(frozen=True)
class Context:
    """What all charts of a report share: its data, the language, one colour per channel, the scores of k."""

    data: ReportData
    language: Language
    colours: Mapping[str, str]
    scores: pl.DataFrame


ChartMaker = Callable[[Context], Chart | None]
"""Makes a chart, or None where the data has nothing to draw."""


def chart_context(data: ReportData, language: Language, scores: pl.DataFrame) -> Context:
    """The context of a report."""
    return Context(data, language, report_colours(data), scores)


def report_colours(data: ReportData) -> dict[str, str]:
    """The colour of each channel, the same in every figure of paper and page."""
    by_cost = data.marts.channels.sort("cost", "channel", descending=[True, False])["channel"].to_list()
    return channel_colours(by_cost)
