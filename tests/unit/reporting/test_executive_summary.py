"""PDF and HTML from the same summary: the numbers are in them, odd names do no harm."""

import re
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from pypdf import PdfReader

from python_jobs.language import Language
from python_jobs.reporting.charts import draw_charts, make_charts
from python_jobs.reporting.charts.base import chart_context
from python_jobs.reporting.html import render_html, script_json
from python_jobs.reporting.pdf import write_pdf
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


def pdf_pages(summary: Summary, folder: Path) -> list[str]:
    path = folder / "executive_summary.pdf"
    write_pdf(summary, draw_charts(summary.charts, folder / "figures"), path)
    return [page.extract_text() for page in PdfReader(path).pages]


def text_of(html: str) -> str:
    body = re.sub(r"<(script|style).*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_the_pdf_has_every_number_of_the_summary_and_the_run_on_every_page(tmp_path: Path) -> None:
    summary = summary_of(plausible_marts(days=60), run_id="20240301T060000-ab12")
    pages = pdf_pages(summary, tmp_path)
    text = re.sub(r"\s+", " ", " ".join(pages)).replace("\u00a0", " ")
    for figure in summary.key_figures:
        assert figure.value.replace("\u00a0", " ") in text
    for row in summary.channels.rows:
        for cell in row:
            assert cell.text.replace("\u00a0", " ") in text
    for number, page in enumerate(pages, 1):
        assert "20240301T060000-ab12" in page
        assert f"page {number} of {len(pages)}" in page


def test_the_pdf_is_titled_bookmarked_and_small(tmp_path: Path) -> None:
    pdf_pages(summary_of(plausible_marts(days=60)), tmp_path)
    path = tmp_path / "executive_summary.pdf"
    reader = PdfReader(path)
    assert reader.metadata is not None
    assert reader.metadata.title == "Campaign performance"
    titles = [entry.title for entry in reader.outline]
    assert titles[:3] == ["Verdict", "Key figures", "Most important findings"]
    assert titles[-1] == "Definitions"
    assert path.stat().st_size < 2_000_000


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
def test_every_shape_of_data_makes_both_documents(marts: Marts, tmp_path: Path) -> None:
    summary = summary_of(marts)
    assert "Definitions" in " ".join(pdf_pages(summary, tmp_path))
    assert "Definitions" in text_of(render_html(summary))


def test_names_in_many_scripts_are_whole_in_html_and_marked_in_the_pdf(tmp_path: Path) -> None:
    names = ["Überraschung", "Кампания", "अभियान दिवाली", "春节促销", "Sale 🎉", HOSTILE, "x" * 255]
    facts = [(name, "Email", date(2024, 1, 1), 10.0, 100, 5, 1, 20.0 + i) for i, name in enumerate(names)]
    summary = summary_of(Marts(facts))
    text = " ".join(pdf_pages(summary, tmp_path))
    assert "Überraschung" in text
    assert "Кампания" in text
    assert "□ stands for a character" in text
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


def test_the_verdict_of_a_loss_says_loss() -> None:
    assert "a loss of ₹5, ROI -50.0\u00a0%" in summary_of(one_row(cost=10.0, revenue=5.0)).verdict[0]
    assert "ROI is undefined" in summary_of(one_row(cost=0.0)).verdict[0]


def test_the_verdict_compares_the_last_four_weeks_with_the_four_before() -> None:
    start = date(2024, 1, 1)
    facts = [
        ("A", "Email", start + timedelta(days=day), 1.0, 10, 5, 1, 2.0 if day < 28 else 3.0)
        for day in range(56)
    ]
    assert summary_of(Marts(facts)).verdict[2] == (
        "The profit of the last 28 days is $56, 100.0\u00a0% more than in the 28 days before."
    ).replace("$", "₹")
    assert "too short" in summary_of(Marts(facts[1:])).verdict[2]
