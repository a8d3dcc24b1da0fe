"""The page: the numbers are in it, odd names do no harm."""

import re
from datetime import date

import polars as pl
import pytest

from python_jobs.language import Language
from python_jobs.reporting.charts import make_charts
from python_jobs.reporting.charts.base import chart_context
from python_jobs.reporting.html import render_html, script_json
from python_jobs.reporting.summary import Summary, make_summary
from tests.fixtures.marts import Marts, plausible_marts
from tests.fixtures.report_data import one_row, report_data

RUPEE = Language("en", "INR", "₹")
HOSTILE = '</script><script>alert("x")</script>'


def summary_of(marts: Marts, title: str = "Campaign performance", run_id: str = "run-1") -> Summary:
    data = report_data(marts, run_id)
    charts = make_charts(chart_context(data, RUPEE, _no_scores()))
    return make_summary(data, title, RUPEE, charts, ["A finding about 3 campaigns."])


def _no_scores() -> pl.DataFrame:
    return pl.DataFrame(schema={"k": pl.Int64, "inertia": pl.Float64, "silhouette": pl.Float64})


def text_of(html: str) -> str:
    body = re.sub(r"<(script|style).*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


@pytest.mark.parametrize(
    "marts",
    [
        one_row(),
        one_row(cost=0.0),
        one_row(revenue=0.0),
        Marts([]),
        plausible_marts(days=2, campaigns=40, channels=40),
    ],
    ids=["one row", "zero cost", "no revenue", "nothing", "40 channels"],
)
def test_every_shape_of_data_makes_a_page(marts: Marts) -> None:
    summary = summary_of(marts)
    assert "Definitions" in text_of(render_html(summary))


def test_names_in_many_scripts_are_whole_in_the_page() -> None:
    names = ["Überraschung", "Кампания", "अभियान दिवाली", "春节促销", "Sale 🎉", HOSTILE, "x" * 255]
    facts = [(name, "Email", date(2024, 1, 1), 10.0, 100, 5, 1, 20.0 + i) for i, name in enumerate(names)]
    summary = summary_of(Marts(facts))
    html = render_html(summary)
    assert "अभियान दिवाली" in text_of(html)
    assert HOSTILE not in html
    assert "&lt;/script&gt;" in html


def test_the_page_has_the_numbers_and_asks_no_network() -> None:
    summary = summary_of(plausible_marts(days=60))
    html = render_html(summary)
    text = text_of(html)
    for figure in summary.key_figures:
        assert figure.value.replace("\u00a0", " ") in text
    for row in summary.channels.rows:
        assert all(cell.text.replace("\u00a0", " ") in text for cell in row)
    assert not re.search(r"<(script|link|img|iframe)[^>]*(src|href)=[\"']?(https?:)?//", html)
    assert len(html.encode()) < 6_000_000


def test_json_in_a_script_cannot_close_it() -> None:
    assert "<" not in script_json({"name": HOSTILE})
