"""Charts: drawn for every shape of data, with titles whose numbers are right, in the same colours."""

import json
import re
import struct
import zlib
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from python_jobs.language import Language
from python_jobs.reporting.charts import make_charts
from python_jobs.reporting.charts.base import Chart, chart_context
from python_jobs.reporting.charts.correlation import correlations
from python_jobs.reporting.charts.palette import GREY, channel_colours
from python_jobs.reporting.charts.paper import in_style
from python_jobs.reporting.charts.time_axis import day_ticks
from tests.fixtures.chart_shapes import SCORES, SHAPES, full_report_data
from tests.fixtures.marts import Marts
from tests.fixtures.report_data import one_row, report_data

NO_SCORES = SCORES.clear()
DRAWN = ("plain", "one row", "zero cost", "no conversions", "40 channels", "five years", "five scripts")


def charts(marts: Marts, scores: pl.DataFrame = SCORES, language: Language | None = None) -> dict[str, Chart]:
    context = chart_context(full_report_data(marts), language or Language("en", "USD", "$"), scores)
    return {chart.name: chart for chart in make_charts(context)}


@pytest.mark.parametrize("shape", DRAWN)
@pytest.mark.filterwarnings("error::UserWarning")  # matplotlib warns of what it cannot lay out or write
def test_every_chart_is_drawn_and_not_blank(shape: str) -> None:
    made = charts(SHAPES[shape])
    assert "funnel" in made
    for chart in made.values():
        assert _colours(in_style(chart.draw)) > 8, chart.name
        assert chart.alt
        assert not re.search(r"\bnan|\binf|None[,; ]", f"{chart.alt} {chart.subtitle}"), chart.name


def test_the_issues_charts_are_all_there() -> None:
    assert len(charts(SHAPES["plain"])) == 17
    assert "k_selection" not in charts(SHAPES["plain"], NO_SCORES)
    assert "3 segments separate" in charts(SHAPES["plain"])["k_selection"].title


def test_no_figures_make_no_charts() -> None:
    context = chart_context(report_data(Marts([])), Language(), NO_SCORES)
    assert make_charts(context) == ()


def test_titles_state_the_finding_with_its_number() -> None:
    made = charts(one_row())
    assert made["channel_roi"].title == "Email, the only channel, has an ROI of 155.0\u00a0%"
    assert made["funnel"].title == "One conversion takes 100 impressions and 5 clicks"
    assert made["campaign_break_even"].title == "The one campaign did not lose money"


def test_where_all_are_equal_none_is_called_best() -> None:
    made = charts(SHAPES["no conversions"])  # every ROI is -100 %
    assert made["channel_roi"].title == "All 5 channels have the same ROI, -100.0\u00a0%"
    assert made["monthly_roi"].title.startswith("ROI was the same in every month")
    assert not {"weekday_channel_roi", "roi_by_channel"} & set(made)


def test_a_title_names_only_what_the_figure_shows() -> None:
    made = charts(SHAPES["40 channels"])
    for name in ("channel_roi", "roi_by_channel", "weekday_channel_roi"):
        named = re.findall(r"Channel \d+|Email|Affiliate|Video", made[name].title)
        assert named
        assert all(channel in made[name].alt for channel in named), name


def test_the_boxes_median_and_the_best_roi_are_the_datas() -> None:
    marts = SHAPES["plain"]
    roi = {
        channel: [100 * (row[7] / row[3] - 1) for row in marts.facts if row[1] == channel and row[3]]
        for channel in {row[1] for row in marts.facts}
    }
    best = max(roi, key=lambda channel: float(np.median(roi[channel])))
    expected = f"returns most on {best} (median ROI {np.median(roi[best]):.0f}\u00a0%)"
    assert expected in charts(marts)["roi_by_channel"].title


def test_only_charts_of_customers_have_a_figure_for_the_page() -> None:
    made = charts(SHAPES["plain"])
    with_spec = {name for name, chart in made.items() if chart.spec is not None}
    assert with_spec == {"segment_map", "segment_profile", "k_selection"}
    for name in with_spec:
        assert json.dumps(made[name].spec, allow_nan=False)


@pytest.mark.parametrize("days", [1, 2, 8, 21, 22, 62, 63, 200, 400, 1826, 3653, 20_000])
def test_ticks_of_days_lie_in_the_period_and_have_room(days: int) -> None:
    first = date(2021, 2, 27)
    last = first + timedelta(days=days - 1)
    marked = day_ticks(first, last, Language())
    assert 1 <= len(marked) <= 10
    assert all(first <= day <= last for day, _ in marked)
    assert len({text for _, text in marked}) == len(marked)


def test_correlations_are_numpys() -> None:
    random = np.random.default_rng(1)
    daily = pl.DataFrame({"cost": random.normal(size=30), "revenue": random.normal(size=30)})
    expected = np.corrcoef(daily["cost"], daily["revenue"])[0, 1]
    assert correlations(daily, ["cost", "revenue"])[0][1] == pytest.approx(expected)


def test_a_channel_keeps_its_colour_when_costs_change() -> None:
    assert channel_colours(["b", "a", "c"]) == channel_colours(["c", "b", "a"])
    many = channel_colours([f"channel {i}" for i in range(40)])
    assert len({colour for colour in many.values() if colour != GREY}) == 8


def _colours(png: bytes) -> int:
    """How many colours the palette of the picture uses; a blank one has one."""
    data, position = b"", 8
    while position < len(png):
        (length,) = struct.unpack(">I", png[position : position + 4])
        if png[position + 4 : position + 8] == b"IDAT":
            data += png[position + 8 : position + 8 + length]
        position += 12 + length
    return len(set(zlib.decompress(data)))
