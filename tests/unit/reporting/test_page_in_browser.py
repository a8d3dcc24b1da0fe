"""The page in a headless Chromium: accessible, harmless, readable on a phone and on paper."""

import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from python_jobs.insights import Anomaly, Insights, RankedCampaign
from python_jobs.language import Language
from python_jobs.period import Period
from python_jobs.reporting.html import write_html
from tests.fixtures.marts import Marts, plausible_marts
from tests.fixtures.opened_page import OpenedPage, hover_texts, opened
from tests.fixtures.page import page_of
from tests.fixtures.report_data import one_row

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
NAMES = [
    "Überraschung",
    "Кампания",
    "अभियान दिवाली",
    "春节促销",
    "<b>bold</b> & <a href='javascript:1'>x</a>",
    HOSTILE,
    "x" * 200,
]
DEMO = plausible_marts(days=120, campaigns=12, channels=5)
SHAPES = {
    "one row": one_row(),
    "zero cost": one_row(cost=0.0),
    "nothing": Marts([]),
    "40 channels": plausible_marts(days=40, campaigns=60, channels=40),
    "no conversions": Marts([(*row[:6], 0, 0.0) for row in plausible_marts(days=40).facts]),
    "five scripts": Marts(
        [
            (
                name,
                NAMES[i % 3] if i < 4 else name,
                date(2024, 1, 1) + timedelta(days=day),
                10.0 + i,
                1000,
                50,
                1 + day % 3,
                20.0 + 2 * i + day,
            )
            for i, name in enumerate(NAMES)
            for day in range(20)
        ]
    ),
    "five years": plausible_marts(days=1826, campaigns=4, channels=2),
}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with everything on it."""
    ranking = tuple(
        RankedCampaign(
            name, 10.0, 20.0, 10.0, 50, 100.0, 60.0 - 20 * i, 140.0, i < 4, "" if i < 4 else "few conversions"
        )
        for i, name in enumerate(sorted({row[0] for row in DEMO.facts}))
    )
    anomalies = (Anomaly(date(2023, 2, 3), "Email", "cost", 500.0, 100.0, 6.5),)
    path = tmp_path_factory.mktemp("page") / "page.html"
    write_html(page_of(DEMO, insights=Insights(ranking=ranking, anomalies=anomalies)), path)
    return path


def serious_problems(page: OpenedPage) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page.page)
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"
        for violation in found.response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_serious_problem(demo: Path, browser: "Browser", theme: str) -> None:
    # axe is put in as a script, which the page's own policy forbids.
    with opened(browser, demo, color_scheme=theme, bypass_csp=True) as page:
        assert page.page.get_attribute("html", "data-theme") == theme
        page.scroll_through()
        assert serious_problems(page) == []
        page.choose(date(2023, 1, 5), date(2023, 2, 20), channels=["Email"])
        page.page.click("#pick-campaigns summary")
        page.page.click("figure:has([data-chart=funnel]) summary")
        assert serious_problems(page) == []


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_data_is_shown_without_an_error(
    shape: str, browser: "Browser", tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    write_html(page_of(SHAPES[shape]), path)
    with opened(browser, path) as page:
        page.scroll_through()
        assert page.problems == []
        assert page.page.title() == f"Campaign performance, {page_of(SHAPES[shape]).summary.period}"
        assert page.page.locator("figure:visible .chart:not(:has(svg))").count() == 0
        assert page.page.locator("a[href^='javascript:'], [onerror]").count() == 0
        page.page.set_viewport_size({"width": 360, "height": 740})
        page.scroll_through()
        assert page.page.evaluate("document.documentElement.scrollWidth") == 360
        assert page.problems == []
    assert all(
        name in shown
        for shown in [path.read_text(encoding="utf-8")]
        for name in NAMES[:4]
        if shape == "five scripts"
    )


def test_names_are_text_on_axes_and_under_the_pointer(browser: "Browser", tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write_html(page_of(SHAPES["five scripts"]), path)
    with opened(browser, path) as page:
        page.scroll_through()
        bars = page.page.locator("[data-chart=channel_roi]")
        assert "<b>bold</b> & <a href" in bars.text_content().replace("\u00a0", " ")  # type: ignore[union-attr]
        page.page.locator("[data-chart=campaign_break_even]").scroll_into_view_if_needed()
        shown = hover_texts(page.page.locator("[data-chart=campaign_break_even]"))
        assert "<script>document" in shown
        assert "<b>bold</b>" in shown
        assert page.page.locator(".chart a, .chart img").count() == 0


def test_everything_can_be_done_with_the_keyboard(demo: Path, browser: "Browser") -> None:
    with opened(browser, demo) as page:
        keyboard = page.page.keyboard
        keyboard.press("Tab")
        assert page.page.evaluate("document.activeElement.className") == "skip"
        page.page.focus("#pick-channels summary")
        keyboard.press("Enter")
        for _ in range(2):
            keyboard.press("Tab")
        assert page.page.evaluate("document.activeElement.dataset.choose") == "none"
        keyboard.press("Enter")
        assert "There are no figures for this choice." in page.page.inner_text("[role=status]")
        keyboard.press("Tab")
        keyboard.press("Tab")
        keyboard.press("Space")
        assert "1 of 5 channels" in page.page.inner_text("[role=status]")
        keyboard.press("Escape")
        assert page.page.evaluate("document.activeElement.tagName") == "SUMMARY"
        page.page.focus("#table-campaigns th:nth-child(2) button")
        keyboard.press("Enter")
        assert page.page.get_attribute("#table-campaigns th:nth-child(2)", "aria-sort") == "descending"
        first, second = (float(row[1].strip("₹").replace(",", "")) for row in page.table("campaigns")[:2])
        assert first > second
        keyboard.press("Enter")
        assert page.page.get_attribute("#table-campaigns th:nth-child(2)", "aria-sort") == "ascending"


def test_what_follows_no_filter_says_so_when_filtered(demo: Path, browser: "Browser") -> None:
    with opened(browser, demo) as page:
        notes = page.page.locator(".only-filtered:visible")
        assert notes.count() == 0
        assert page.table("campaigns")[0][5] != "without filters only"
        assert len(page.table("anomalies")) == 1
        page.choose(date(2023, 2, 1), date(2023, 2, 28), channels=["Paid Search"])
        assert notes.count() == 3
        assert page.table("campaigns")[0][5] == "without filters only"
        assert page.table("anomalies") == []
        assert page.page.locator("[data-chart=campaign_intervals]").is_hidden()
        page.page.click("#reset")
        assert notes.count() == 0


@pytest.mark.parametrize(("missing", "has_verdicts"), [(0, True), (10, False)])
def test_a_period_that_figures_do_not_reach_the_end_of_gets_no_verdict(
    missing: int, has_verdicts: bool, browser: "Browser", tmp_path: Path
) -> None:
    """Its missing days would count as days that brought nothing; days without rows did bring nothing."""
    page = page_of(DEMO)
    last = page.data.last_date
    assert last is not None
    period = Period(last - timedelta(days=29), last + timedelta(days=10))
    available = Period(last - timedelta(days=119), period.last - timedelta(days=missing))
    write_html(
        replace(page, data=replace(page.data, period=period, available=available)), tmp_path / "page.html"
    )
    with opened(browser, tmp_path / "page.html") as shown:
        changes = shown.page.locator("[id^=figure-] .change")
        assert changes.count() == 9
        assert "\u2013" not in changes.locator(".amount").all_text_contents(), "nothing was compared"
        good = changes.evaluate_all("lines => lines.map((line) => line.dataset.good)")
        assert (set(good) > {""}) == has_verdicts
        title = shown.page.locator("figure:has([data-chart=profit_change]) .title")
        title.scroll_into_view_if_needed()
        assert ("some days are missing" in title.inner_text()) != has_verdicts


def test_nothing_moves_while_the_page_is_read(demo: Path, browser: "Browser") -> None:
    with opened(browser, demo) as page:
        shift = page.page.evaluate(
            """() => new Promise((done) => new PerformanceObserver((list) =>
                done(list.getEntries().reduce((sum, entry) => sum + entry.value, 0))
            ).observe({ type: "layout-shift", buffered: true }) || setTimeout(() => done(0), 500))"""
        )
        assert shift < 0.05


def test_the_theme_can_be_chosen(demo: Path, browser: "Browser") -> None:
    with opened(browser, demo) as page:
        colour = "getComputedStyle(document.body).backgroundColor"
        before = page.page.evaluate(colour)
        page.page.click("#theme")
        assert page.page.get_attribute("#theme", "aria-pressed") == "true"
        assert page.page.evaluate(colour) != before


def test_it_prints_with_every_figure(demo: Path, browser: "Browser", tmp_path: Path) -> None:
    with opened(browser, demo, color_scheme="dark") as page:
        page.page.pdf(path=tmp_path / "printed.pdf", format="A4")
    pages = PdfReader(tmp_path / "printed.pdf").pages
    text = unicodedata.normalize("NFKC", " ".join(page.extract_text() for page in pages))  # ligatures
    assert len(pages) < 20
    assert "One conversion takes" in text
    assert "Definitions" in text


def test_numbers_and_days_are_written_as_on_paper(browser: "Browser", tmp_path: Path) -> None:
    language = Language("en", "INR", None, "indian")
    amounts = [0.125, 2.675, 999.995, 1234567.89, 12345678.9, 99949.6, 1e7, 0.005]
    facts = [
        (f"C{i}", "Email", date(2024, 1, 1 + i), 1.0, 10, 5, 1, amount) for i, amount in enumerate(amounts)
    ]
    path = tmp_path / "page.html"
    write_html(page_of(Marts(facts), language=language), path)
    with opened(browser, path) as page:
        shown = {row[0]: row[2] for row in page.table("campaigns")}
        assert shown == {f"C{i}": language.money(amount) for i, amount in enumerate(amounts)}
        days = page.figure_table("revenue_cost_trend")
        assert [row[0] for row in days] == [
            language.short_day(date(2024, 1, 1 + i)) for i in range(len(amounts))
        ]
