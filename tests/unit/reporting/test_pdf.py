"""The PDF: its numbers, its structure, names in every script, and what the analysis found."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from python_jobs.insights import Anomaly, Finding, Insights, ProfitChange, RankedCampaign, Waste
from python_jobs.language import Language
from python_jobs.period import Period
from python_jobs.reporting.charts import draw_charts, make_charts
from python_jobs.reporting.charts.base import chart_context
from python_jobs.reporting.pdf import write_pdf
from python_jobs.reporting.pdf_picture import PalettePicture
from python_jobs.reporting.report_data import ReportData
from python_jobs.reporting.segment_stability import SegmentStability
from python_jobs.reporting.summary import Summary, make_summary
from tests.fixtures.marts import Marts, plausible_marts
from tests.fixtures.report_data import one_row, report_data

RUPEE = Language("en", "INR", "₹")
RUN = "20240301T060000-ab12"
INSIGHTS = Insights(
    findings=tuple(Finding("test", f"Finding {number}.", 10.0 - number) for number in range(1, 8)),
    ranking=(
        RankedCampaign("Campaign 01", 900.0, 300.0, -600.0, 40, -66.7, -80.0, -50.0, True, "", -85.0, -45.0),
        RankedCampaign("Campaign 02", 100.0, 500.0, 400.0, 90, 400.0, 350.0, 450.0, True, "", 340.0, 460.0),
        RankedCampaign("Campaign 03", 800.0, 900.0, 100.0, 3, 12.5, -60.0, 90.0, is_certain=False),
    ),
    profit_changes=(
        ProfitChange("Email", 1000.0, 1500.0, 400.0, 50.0, 30.0, 20.0),
        ProfitChange("Video", 200.0, 100.0, -60.0, -20.0, -15.0, -5.0),
    ),
    changed_period=Period(date(2024, 2, 1), date(2024, 2, 29)),
    compared_period=Period(date(2024, 1, 1), date(2024, 1, 31)),
    anomalies=(Anomaly(date(2024, 2, 17), "Email", "cost", 4321.0, 1234.0, 12.3),),
    waste=(Waste("Nobody converts", 777.0, 88, 9.5),),
)


def summary_of(data: ReportData, language: Language = RUPEE, title: str = "Campaign performance") -> Summary:
    charts = make_charts(chart_context(data, language, data.scores))
    return make_summary(data, title, language, charts, ["A finding about 3 campaigns."])


def written(summary: Summary, folder: Path) -> PdfReader:
    path = folder / "executive_summary.pdf"
    write_pdf(summary, draw_charts(summary.charts, folder / "figures"), path)
    return PdfReader(path)


def without_figures(data: ReportData, folder: Path, language: Language = RUPEE) -> PdfReader:
    return written(replace(summary_of(data, language), charts=()), folder)


def text_of(reader: PdfReader) -> str:
    text = " ".join(page.extract_text() for page in reader.pages)
    return re.sub(r"\s+", " ", text).replace("\u00a0", " ")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.fixture(scope="module")
def summary() -> Summary:
    """Of two months, with findings of every kind."""
    return summary_of(replace(report_data(plausible_marts(days=60), RUN), insights=INSIGHTS))


@pytest.fixture(scope="module")
def reader(summary: Summary, tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    """The whole document, figures and all; drawing them takes seconds."""
    return written(summary, tmp_path_factory.mktemp("pdf"))


def test_every_number_of_the_summary_is_on_paper_and_the_run_on_every_page(
    summary: Summary, reader: PdfReader
) -> None:
    text = text_of(reader)
    tables = (summary.channels, *summary.campaigns, summary.segments, summary.quality)
    found = (summary.profit_changes, summary.anomalies, summary.waste)
    cells = [cell.text for table in (*tables, *found) if table for row in table.rows for cell in row]
    figures = [word for figure in summary.key_figures for word in (figure.value, figure.change)]
    assert [word for word in (*figures, *cells) if plain(word) not in text] == []
    for number, page in enumerate(reader.pages, 1):
        content = page.extract_text()
        assert RUN in content
        assert "1 January 2023 to 1 March 2023" in content
        assert f"page {number} of {len(reader.pages)}" in content


def test_titled_bookmarked_in_its_language_and_small(reader: PdfReader) -> None:
    assert reader.metadata is not None
    assert reader.metadata.title == "Campaign performance"
    titles = [entry["/Title"] for entry in reader.outline if not isinstance(entry, list)]
    assert titles[:3] == ["Verdict", "Key figures", "Most important findings"]
    assert titles[-2:] == ["Data quality", "Definitions"]
    assert reader.root_object["/Lang"] == "en"
    assert reader.stream.seek(0, 2) < 2_000_000


def test_every_figure_is_on_paper_as_it_was_drawn_pixel_by_pixel(summary: Summary, tmp_path: Path) -> None:
    figures = draw_charts(summary.charts, tmp_path / "figures")
    write_pdf(summary, figures, tmp_path / "report.pdf")
    drawn = {path.stem: Image.open(path).convert("RGB") for path in figures.values()}
    pictures = [picture for page in PdfReader(tmp_path / "report.pdf").pages for picture in page.images]
    on_paper = {Path(picture.name).stem.removeprefix("FormXob."): picture.image for picture in pictures}
    assert on_paper.keys() == drawn.keys()
    for name, picture in drawn.items():
        assert ImageChops.difference(on_paper[name].convert("RGB"), picture).getbbox() is None, name


@pytest.mark.parametrize(
    ("mode", "told"), [("RGB", {}), ("P", {"transparency": 0})], ids=["without a palette", "transparent"]
)
def test_a_picture_that_pdf_would_show_otherwise_is_refused(
    tmp_path: Path, mode: str, told: dict[str, int]
) -> None:
    Image.new(mode, (2, 2)).save(tmp_path / "figure.png", **told)
    with pytest.raises(ValueError, match=r"figure\.png is no opaque PNG with a palette"):
        PalettePicture(tmp_path / "figure.png")


def test_screen_readers_get_headings_tables_and_words_for_figures(reader: PdfReader) -> None:
    assert reader.root_object["/MarkInfo"]["/Marked"]
    elements = list(structure(reader.root_object["/StructTreeRoot"]["/K"].get_object()))
    kinds = [element["/S"] for element in elements]
    assert kinds[:2] == ["/Document", "/H1"]
    assert kinds.count("/Table") >= 5
    assert {str(e["/A"]["/Scope"]) for e in elements if e["/S"] == "/TH"} == {"/Row", "/Column"}
    figures = [element for element in elements if element["/S"] == "/Figure"]
    assert figures
    assert all(len(element["/Alt"]) > 20 for element in figures)
    # Each mark belongs to one element, and each page knows its own.
    marks = [kid for e in elements for kid in e.get("/K", []) if kid.get_object().get("/Type") == "/MCR"]
    numbers = reader.root_object["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    assert sum(len(page.get_object()) for page in numbers[1::2]) == len(marks)
    assert [page["/StructParents"] for page in reader.pages] == list(range(len(reader.pages)))


def structure(element: Any) -> Iterator[Any]:
    yield element
    for kid in element.get("/K", []):
        if kid.get_object().get("/Type") == "/StructElem":
            yield from structure(kid.get_object())


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
def test_every_shape_of_data_makes_a_document(marts: Marts, tmp_path: Path) -> None:
    assert "Definitions" in text_of(without_figures(report_data(marts), tmp_path))


def test_names_in_many_scripts_are_whole(tmp_path: Path) -> None:
    names = [
        "Überraschung €5", "Кампания осень", "अभियान दिवाली क्षत्रिय", "春节促销", "キャンペーン", "حملة العيد",
        "מבצע", "தமிழ்", "Sale_दिवाली_₹_春节",
    ]  # fmt: skip
    facts = [(name, "Email", date(2024, 1, 1), 10.0, 100, 5, 1, 20.0 + i) for i, name in enumerate(names)]
    reader = without_figures(report_data(Marts(facts)), tmp_path)
    text = text_of(reader)
    assert [
        name for name in ("Überraschung €5", "Кампания осень", "春节促销", "キャンペーン") if name not in text
    ] == []
    # Letters that are joined have no characters of their own; what they say is written beside them.
    said = actual_texts(reader)
    assert {"अभियान", "दिवाली", "क्षत्रिय", "حملة", "العيد", "מבצע", "தமிழ்"} <= said
    assert "□" not in text
    assert {"DejaVuSans", "NotoSansDevanagari-Regular", "DroidSansFallback"} <= embedded_fonts(reader)


def actual_texts(reader: PdfReader) -> set[str]:
    content = b"".join(page["/Contents"].get_object().get_data() for page in reader.pages)
    codes = re.findall(rb"/ActualText <FEFF([0-9A-F]+)>", content, re.IGNORECASE)
    return {bytes.fromhex(code.decode()).decode("utf-16-be") for code in codes}


def embedded_fonts(reader: PdfReader) -> set[str]:
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    return {
        str(font["/BaseFont"]).split("+")[-1]
        for font in fonts
        if "/FontFile2" in font.get("/FontDescriptor", {})
    }


def test_a_character_that_no_font_has_is_marked_and_explained(tmp_path: Path) -> None:
    facts = [("Sale 🎉", "Email", date(2024, 1, 1), 10.0, 100, 5, 1, 20.0)]
    text = text_of(without_figures(report_data(Marts(facts)), tmp_path))
    assert "Sale □" in text
    assert "□ stands for a character" in text


def test_long_names_without_spaces_stay_in_their_column(tmp_path: Path) -> None:
    names = ["x" * 200, "दिवाली" * 33, "春节" * 100, "IN_Prospecting_LAL_" * 10]
    facts = [(name, "Email", date(2024, 1, 1), 10.0, 100, 5, 1, 20.0 + i) for i, name in enumerate(names)]
    positions: list[float] = []

    def note(text: str, _matrix: Any, text_matrix: Any, _font: Any, size: float) -> None:
        positions.append(float(text_matrix[4]) + 0.4 * size * len(text.strip()) * bool("x" in text))

    reader = without_figures(report_data(Marts(facts)), tmp_path)
    for page in reader.pages:
        page.extract_text(visitor_text=note)
    assert max(positions) < 595 - 48
    squeezed = re.sub(r"\s", "", " ".join(page.extract_text() for page in reader.pages))
    assert "x" * 200 in squeezed
    assert "IN_Prospecting_LAL_" * 10 in squeezed


def test_what_the_analysis_found_is_said_and_what_it_doubts_is_marked(tmp_path: Path) -> None:
    data = replace(report_data(plausible_marts(days=60)), insights=INSIGHTS)
    summary = summary_of(data)
    text = text_of(without_figures(data, tmp_path))
    readings = {row[0].text: row[-1].text for table in summary.campaigns for row in table.rows}
    assert (readings["Campaign 01"], readings["Campaign 02"]) == ("loses", "earns")
    assert readings["Campaign 03"] == "too little data"
    assert text.index("Finding 5.") < text.index("Channels") < text.index("Further findings")
    assert "Stop or rework Nobody converts: it cost ₹777 and brought no conversion" in text
    assert "on ₹900 it lost ₹600, and its ROI is below zero beyond chance (-85 % to -45 %)" in text
    assert "Campaign 03" not in " ".join(summary.actions)
    assert summary.profit_changes is not None
    assert [cell.text for cell in summary.profit_changes.rows[-1]] == [
        "Total", "₹1,200.00", "₹1,600.00", "₹400.00", "₹340.00", "₹30.00", "₹15.00", "₹15.00",
    ]  # fmt: skip


def compared_with_january(**changed: Any) -> ReportData:
    """A day of February, and one of January that it is compared with."""
    row = ("A", "Email", date(2024, 2, 1), 100.0, 1000, 50, 5, 300.0)
    earlier = ("A", "Email", date(2024, 1, 1), 80.0, 1000, 40, 5, 320.0)
    return replace(
        report_data(Marts([row])),
        before=report_data(Marts([earlier])).marts,
        before_period=Period(date(2024, 1, 1), date(2024, 1, 31)),
        **changed,
    )


def test_key_figures_say_what_changed_with_sign_arrow_and_word(tmp_path: Path) -> None:
    data = compared_with_january(
        is_partial="The period ends on 29 February 2024, but there are figures until 1 February 2024 only.",
    )
    changes = {figure.label: plain(figure.change) for figure in summary_of(data).key_figures}
    assert changes["Revenue"] == "▼ -6.2 %, worse; before ₹320.00"
    assert changes["Cost"] == "▲ +25.0 %; before ₹80.00"
    assert changes["CTR"] == "▲ +1.00 points, better; before 4.00 %"
    assert changes["Cost per conversion"] == "▲ +25.0 %, worse; before ₹16.00"
    assert changes["Conversion rate"].startswith("▼ -2.50 points, worse")
    text = text_of(without_figures(data, tmp_path))
    assert "Arrows compare with 1 January 2024 to 31 January 2024." in text
    assert "Partial figures. The period ends on 29 February 2024" in text
    assert "The profit of ₹200 is 16.7 % less than the ₹240 of 1 January 2024 to 31 January 2024." in text


def test_where_days_are_missing_nothing_is_called_better_or_worse() -> None:
    data = compared_with_january(insights=INSIGHTS)
    whole, partial = summary_of(data), summary_of(replace(data, is_compared_whole=False))
    assert {figure.tone for figure in whole.key_figures} == {"good", "bad", "muted"}
    assert {figure.tone for figure in partial.key_figures} == {"muted"}
    assert plain(partial.key_figures[0].change) == "▼ -6.2 %; before ₹320.00"
    assert partial.verdict[2] == (
        "The profit is ₹200; the result of 1 January 2024 to 31 January 2024 was ₹240."
    )
    missing = replace(INSIGHTS, is_compared_whole=False, compared_with="January")
    titles = {chart.name: chart.title for chart in summary_of(replace(data, insights=missing)).charts}
    assert titles["profit_change"] == (
        "Profit was ₹1.2K (January) and is ₹1.6K; figures of some days are missing"
    )


def test_the_verdict_of_a_loss_says_loss() -> None:
    assert "a loss of ₹5, ROI -50.0\u00a0%" in verdict_of(one_row(cost=10.0, revenue=5.0))[0]
    assert "ROI is undefined" in verdict_of(one_row(cost=0.0))[0]


def test_the_verdict_compares_the_last_four_weeks_with_the_four_before() -> None:
    start = date(2024, 1, 1)
    facts = [
        ("A", "Email", start + timedelta(days=day), 1.0, 10, 5, 1, 2.0 if day < 28 else 3.0)
        for day in range(56)
    ]
    assert verdict_of(Marts(facts))[2] == (
        "The profit of the last 28 days is ₹56, 100.0\u00a0% more than in the 28 days before."
    )
    assert "too short" in verdict_of(Marts(facts[1:]))[2]


def verdict_of(marts: Marts) -> tuple[str, ...]:
    return make_summary(report_data(marts), "Title", RUPEE, (), ()).verdict


@pytest.mark.parametrize(
    ("agreement", "verdict"),
    [(0.9, "very stable"), (0.8, "are stable"), (0.7, "doubtful"), (0.4, "not stable")],
)
def test_the_segments_come_with_how_far_they_can_be_relied_on(agreement: float, verdict: str) -> None:
    data = replace(report_data(one_row()), segment_stability=SegmentStability(agreement, 4.25))
    first, second = summary_of(data).segments.notes
    assert verdict in first
    assert f"agreement {agreement:.2f} of 1" in first
    assert plain(second).startswith("4.2 % of the customers have another segment")


def test_segments_of_a_sample_are_said_to_be_so() -> None:
    stability = SegmentStability(0.9, None, customers=994_036, fitted_on=100_000)
    first, second = summary_of(replace(report_data(one_row()), segment_stability=stability)).segments.notes
    assert "in a fixed sample of 100,000 of 994,036 customers" in first
    assert "very stable" in second
