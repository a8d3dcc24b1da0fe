"""The page as text: what stands in it, what it is sized, and that names and texts do no harm."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from python_jobs.language import Language
from python_jobs.reporting import html
from python_jobs.reporting.html import render_html, script_json
from python_jobs.reporting.page_data import cube_json
from python_jobs.reporting.page_texts import page_texts
from python_jobs.warehouse.aggregates.cube_rows import DECIMALS
from python_jobs.warehouse.aggregates.page_cube import MAX_ROWS, PageCube
from tests.fixtures.marts import Marts, plausible_marts
from tests.fixtures.page import Row, cube_of, in_columns, page_of, text_of
from tests.fixtures.report_data import one_row

TEMPLATES = Path(html.__file__).parent / "templates"
HOSTILE = '</script><script>alert("x")</script>'


def data_of(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, object] = json.loads(found[1])
    return data


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
    assert "Definitions" in text_of(render_html(page_of(marts)))


def test_without_scripts_the_page_has_the_key_figures_and_the_channels() -> None:
    page = page_of(plausible_marts(days=60))
    text = text_of(render_html(page))
    for figure in page.summary.key_figures:
        assert figure.value.replace("\u00a0", " ") in text
    for row in page.summary.channels.rows:
        assert all(cell.text.replace("\u00a0", " ") in text for cell in row)


def test_the_page_asks_no_network() -> None:
    page = render_html(page_of(plausible_marts(days=60)))
    assert not re.search(r"<(script|link|img|iframe)[^>]*(src|href)=[\"']?(https?:)?//", page)
    assert "default-src 'none'" in page


def test_names_stay_text() -> None:
    names = ["अभियान दिवाली", "春节促销", HOSTILE, "x" * 255]
    facts = [(name, HOSTILE, date(2024, 1, 1), 10.0, 100, 5, 1, 20.0 + i) for i, name in enumerate(names)]
    page = render_html(page_of(Marts(facts), title=HOSTILE))
    assert HOSTILE not in page
    cube = data_of(page)["cube"]
    assert isinstance(cube, dict)
    assert set(cube["campaigns"]) == set(names)
    assert "<" not in script_json({"name": HOSTILE})


def test_the_largest_page_is_under_six_megabytes() -> None:
    days = [date(2020, 1, 1) + timedelta(days=day) for day in range(1200)]
    cost, revenue = Decimal("123456.78"), Decimal("234567.89")
    rows = [
        Row(1 + i // 1200, 1 + i // 12000, days[i % 1200], cost, 1234567, 12345, 1234, revenue)
        for i in range(MAX_ROWS)
    ]
    names = {key: f"A campaign with a name of some length, number {key}" for key in range(1, 101)}
    cube = PageCube(in_columns(rows), names, {key: f"Channel {key}" for key in range(1, 11)}, 0, None, None)
    assert len(render_html(page_of(one_row(), cube=cube)).encode()) < 6_000_000


def test_amounts_are_whole_numbers_of_the_decimals_they_have() -> None:
    def row(cost: str, revenue: str) -> Row:
        return Row(1, 1, date(2024, 1, 1), Decimal(cost), 1, 1, 1, Decimal(revenue))

    def cube(*rows: Row) -> dict[str, object]:
        return cube_json(PageCube(in_columns(rows), {1: "A"}, {1: "B"}, 0, None, None))

    cents = cube(row("1.5000000000", "2.2500000000"), row("3", "0"))
    assert (cents["decimals"], cents["cost"], cents["revenue"]) == (2, [150, 300], [225, 0])
    micros = cube(row("0.000001", "1"))
    assert (micros["decimals"], micros["cost"]) == (6, [1])
    # Ten decimals of a hundred million do not fit into a number of JavaScript; the sums stay exact to seven.
    large = cube(row("100000000.1234567891", "0"))
    assert (large["decimals"], large["cost"]) == (7, [1000000001234568])
    # Nor do such amounts of a weak currency into 64 bits, with the ten decimals that the marts have.
    weak = cube(row("12345678901.2500000000", "0.75"))
    assert (weak["decimals"], weak["cost"], weak["revenue"]) == (2, [1234567890125], [75])
    halves = cube(row("1000000000000000.5", "0.5"), row("0", "1.5"))
    assert (halves["decimals"], halves["cost"], halves["revenue"]) == (0, [10**15, 0], [0, 2])


def test_a_cube_is_read_back_as_it_was() -> None:
    cube = cube_of(plausible_marts(days=9, campaigns=5, channels=2))
    packed = cube_json(cube)
    rows, at = [], 0
    for campaign, channel, length in packed["series"]:
        day = 0
        for _ in range(length):
            day += packed["day"][at]
            rows.append((packed["campaigns"][campaign], packed["channels"][channel], day, packed["cost"][at]))
            at += 1
    unit = 10 ** (DECIMALS - packed["decimals"])
    there = zip(cube.rows.campaign, cube.rows.channel, cube.rows.day, cube.rows.cost, strict=True)
    assert rows == [
        (cube.campaigns[campaign], cube.channels[channel], day, cost / unit)
        for campaign, channel, day, cost in there
    ]


def test_template_scripts_and_texts_name_the_same_texts() -> None:
    scripts = "\n".join((TEMPLATES / name).read_text(encoding="utf-8") for name in html._SCRIPTS)
    template = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.j2"))
    texts = page_texts(Language())
    # t("name"), t(condition ? "name" : "other"), and names that are measures or effects.
    quoted = set(re.findall(r'"([a-z][a-z_0-9]*)"', scripts))
    asked = {
        name
        for call in re.findall(r"\bt\(([^;{}]*?)[,)]", scripts)
        for name in re.findall(r'"([a-z_0-9]+)"', call)
    }
    asked |= set(re.findall(r"\bt\.([a-z_0-9]+)", template))
    assert asked <= texts.keys()
    by_name = {name for name in texts if name.startswith(("hint_", "effect_"))} | {
        "overview",
        "response",
        "time",
    }
    by_name |= {"findings", "segments", "quality", "definitions"}
    assert texts.keys() - quoted - asked - by_name == set(), "texts that nothing shows"


def test_letters_that_a_machine_may_lack_come_with_the_page() -> None:
    facts = [("अभियान 春节", "Email", date(2024, 1, 1), 10.0, 100, 5, 1, 20.0)]
    page = render_html(page_of(Marts(facts)))
    assert page.count("@font-face") == 2
    assert page.count("data:font/woff;base64,") == 2
    assert "@font-face" not in render_html(page_of(one_row()))


def test_every_script_is_in_the_page_once() -> None:
    assert sorted(path.name for path in TEMPLATES.glob("*.js")) == sorted(html._SCRIPTS)
