"""Charts: drawn for every shape of data, with titles whose numbers are right, in the same colours."""

import struct
import zlib

import polars as pl
import pytest

from python_jobs.language import Language
from python_jobs.reporting.charts import make_charts
from python_jobs.reporting.charts.base import Chart, chart_context
from python_jobs.reporting.charts.palette import GREY, channel_colours
from python_jobs.reporting.charts.paper import in_style
from tests.fixtures.marts import Marts, plausible_marts
from tests.fixtures.report_data import one_row, report_data

NO_SCORES = pl.DataFrame(schema={"k": pl.Int64, "inertia": pl.Float64, "silhouette": pl.Float64})
SCORES = pl.DataFrame({"k": [2, 3, 4], "inertia": [9.0, 5.0, 4.0], "silhouette": [0.4, 0.6, 0.5]})
MARTS = {
    "plain": plausible_marts(days=40),
    "one row": one_row(),
    "zero cost": one_row(cost=0.0),
    "nothing earned": one_row(revenue=0.0),
    "40 channels": plausible_marts(days=8, campaigns=40, channels=40),
    "five years": plausible_marts(days=1826, campaigns=1, channels=1),
    "odd names": Marts([(n, n, row[2], *row[3:]) for n in ("अभियान", "春节 $x$ <b>", "=1+1", "x" * 255)
                        for row in one_row().facts]),
}  # fmt: skip


def charts(marts: Marts, scores: pl.DataFrame = NO_SCORES) -> dict[str, Chart]:
    context = chart_context(report_data(marts), Language("en", "USD", "$"), scores)
    return {chart.name: chart for chart in make_charts(context)}


@pytest.mark.parametrize("marts", MARTS.values(), ids=MARTS.keys())
@pytest.mark.filterwarnings("error::UserWarning")  # matplotlib warns of what it cannot lay out or write
def test_every_chart_is_drawn_and_not_blank(marts: Marts) -> None:
    made = charts(marts, SCORES)
    assert "funnel" in made
    for chart in made.values():
        assert _ink(in_style(chart.draw)) > 0.005, chart.name
        assert chart.alt.startswith(chart.title.split("“")[0][:20])


def test_a_plain_period_has_at_least_seven_charts_and_auto_adds_one() -> None:
    assert len(charts(MARTS["plain"])) >= 7
    assert "k_selection" not in charts(MARTS["plain"])
    assert "3 segments separate" in charts(MARTS["plain"], SCORES)["k_selection"].title


def test_no_figures_make_no_charts() -> None:
    assert charts(Marts([])) == {}


def test_titles_state_the_finding_with_its_number() -> None:
    made = charts(one_row())
    assert made["channel_roi"].title == "Email, the only channel, has an ROI of 155.0\u00a0%"
    assert made["funnel"].title == "One conversion takes 100 impressions and 5 clicks"
    assert made["campaign_break_even"].title == "The one campaign did not lose money"


def test_a_channel_keeps_its_colour_when_costs_change() -> None:
    assert channel_colours(["b", "a", "c"]) == channel_colours(["c", "b", "a"])
    many = channel_colours([f"channel {i}" for i in range(40)])
    assert len({colour for colour in many.values() if colour != GREY}) == 8


def _ink(png: bytes) -> float:
    """Share of bytes in the decompressed image that are not white; filtered rows of white are zeros."""
    data, position = b"", 8
    while position < len(png):
        (length,) = struct.unpack(">I", png[position : position + 4])
        if png[position + 4 : position + 8] == b"IDAT":
            data += png[position + 8 : position + 8 + length]
        position += 12 + length
    raw = zlib.decompress(data)
    return 1 - (raw.count(0) + raw.count(255)) / len(raw)
