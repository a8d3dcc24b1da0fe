"""Hostile names in every place, from files to marts and all reports: nothing runs, nothing is lost."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse.private_server.server_programs import KINDS
from tests.conftest import Warehouse, skip_without
from tests.e2e.installed import Mca
from tests.fixtures.hostile import CHANNELS, FORMULAS, NAMES, SCRIPT, TOO_LONG, write_hostile_files
from tests.fixtures.opened_page import hover_texts

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# White space as the models collapse it.
_SPACES = re.compile(r"[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# C0 and C1 controls but the line feed, and the marks that reverse or hide text.
_RAW = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_FORMULA = re.compile(r"[\0-\x20\u200b]*[-=+@＝＋－＠]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class HostileRun:
    """A run over the hostile files, and where its outputs are."""

    mca: Mca
    completed: CompletedProcess[str]
    outputs: Path

    def query(self, statement: str) -> list[tuple[object, ...]]:
        """Rows of a statement; ``{raw}``, ``{marts}``, ``{staging}`` stand for the databases."""
        settings = self.mca.settings
        names = {layer: settings.database(layer) for layer in ("raw", "staging", "marts")}  # type: ignore[arg-type]
        return Warehouse(settings, settings.server or "mysql").query(statement.format(**names))

    @property
    def printed(self) -> str:
        """Everything that reached the terminal."""
        return self.completed.stdout + self.completed.stderr


@pytest.fixture(scope="session")
def hostile_run_on(
    server_home: Callable[[ServerKind], Settings], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[ServerKind], HostileRun]:
    """The run on a kind of server, made when first asked for."""
    made: dict[ServerKind, HostileRun] = {}

    def run_on(kind: ServerKind) -> HostileRun:
        if kind not in made:
            mca = Mca(server_home(kind).model_copy(update={"database_prefix": "hostile"}))
            files = write_hostile_files(tmp_path_factory.mktemp("hostile"))
            completed = mca("run", "--without-prefect", *files)
            assert completed.returncode == 0, completed.stdout + completed.stderr
            made[kind] = HostileRun(mca, completed, (mca.settings.outputs / "latest").resolve())
        return made[kind]

    return run_on


@pytest.fixture
def hostile_run(kind: ServerKind, hostile_run_on: Callable[[ServerKind], HostileRun]) -> HostileRun:
    """The run on each kind of server."""
    return hostile_run_on(kind)


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """A page of a headless browser."""
    page = browser.new_page(viewport={"width": 1100, "height": 900})
    # Data Docs ask for fonts and scripts from elsewhere, and would wait for them.
    page.route(re.compile("^https?:"), lambda route: route.abort())
    yield page
    page.close()


def collapsed(name: str) -> str:
    """A name as the models spell it."""
    return _SPACES.sub(" ", name).strip(" ")


def test_every_row_is_in_raw_as_it_came(hostile_run: HostileRun) -> None:
    rows = hostile_run.query("select campaign_name, _unparsed, _extra from {raw}.campaigns order by _row_id")
    loaded = [row for row in rows if row[2] is not None]
    assert [json.loads(str(row[2])).popitem()[1] for row in loaded] == [*NAMES, *TOO_LONG]
    assert [name for name, _, _ in loaded] == [*NAMES, None, None]
    unparsed = [json.loads(str(row[1]))["campaign_name"] for row in loaded if row[1] is not None]
    assert unparsed == TOO_LONG
    customers = hostile_run.query("select customer_id, _unparsed from {raw}.customers order by _row_id")
    assert [name for name, _ in customers][::2] == [*NAMES, None, None]
    assert [json.loads(str(row[1]))["customer_id"] for row in customers if row[0] is None] == TOO_LONG


def test_every_row_is_clean_or_quarantined_with_its_reason(hostile_run: HostileRun) -> None:
    costs: dict[str, Decimal] = {}
    for i, name in enumerate(NAMES):
        key = collapsed(name).lower()
        costs[key] = costs.get(key, Decimal(0)) + 1000 + i
    published = dict(
        hostile_run.query("select campaign_name, cost from {marts}.mart_campaign_summary where cost >= 1000")
    )
    assert published == costs
    reasons = "select quarantine_reasons, count(*) from {staging}.quarantine_%s group by 1 order by 1"
    assert hostile_run.query(reasons % "campaigns") == [
        ("unparsed_campaign_name", 2),
        ("unparsed_cost,unparsed_impressions,unparsed_date", 1),
    ]
    assert hostile_run.query(reasons % "customers") == [("unparsed_customer_id", 2)]
    channels = {name for (name,) in hostile_run.query("select channel from {marts}.dim_channel")}
    assert channels >= set(CHANNELS)


def test_both_servers_publish_the_same(hostile_run_on: Callable[[ServerKind], HostileRun]) -> None:
    for kind in KINDS:
        skip_without(kind)
    one, other = (hostile_run_on(kind).mca.contents() for kind in KINDS)
    assert one == other


def test_no_csv_cell_is_a_formula_and_no_number_is_changed(hostile_run: HostileRun) -> None:
    for path in (hostile_run.outputs / "powerbi").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert {len(row) for row in rows} == {len(header)}, path.name
        cells = [cell for row in rows for cell in row]
        assert [cell for cell in cells if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell)] == []
        if path.name == "roi_analysis_powerbi.csv":
            names = {row[header.index("campaign_name")] for row in rows}
            assert {"'" + collapsed(name) for name in FORMULAS} | {SCRIPT} <= names
            losses = [row for row in rows if row[header.index("outcome")] == "loss"]
            assert losses
            assert all(Decimal(row[header.index("profit")]) < 0 for row in losses)


def test_nothing_runs_in_any_page(hostile_run: HostileRun, page: "Page") -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    pages = sorted(hostile_run.outputs.rglob("*.html"))
    assert {"executive_summary.html", "audit.html", "index.html"} <= {path.name for path in pages}
    for path in pages:
        page.goto(path.as_uri(), wait_until="domcontentloaded")
        page.wait_for_timeout(50)
        assert "owned" not in page.title(), path
        assert page.locator("[onerror], a[href^='javascript:']").count() == 0, path
    assert dialogs == []


def test_tooltips_show_names_as_text(hostile_run: HostileRun, page: "Page") -> None:
    page.goto((hostile_run.outputs / "executive_summary.html").as_uri())
    bars = page.locator("[data-chart=channel_roi]")
    bars.scroll_into_view_if_needed()  # drawn when it is seen
    bars.locator("svg").first.wait_for()
    shown = hover_texts(bars)
    assert "<script>document" in shown
    assert "<b>tag</b>" in shown
    assert bars.locator("a, img").count() == 0
    assert "owned" not in page.title()
    assert "\\u202elennahc" in page.inner_text("#table-channels")


def test_the_paper_is_readable(hostile_run: HostileRun) -> None:
    reader = PdfReader(hostile_run.outputs / "executive_summary.pdf")
    text = "".join(page.extract_text() for page in reader.pages)
    assert len(reader.pages) < 12, "long names take pages"
    assert "\\u202elennahc" in text
    assert "\\x1b[2Jclear" in text
    assert not _RAW.search(text.replace("\t", " "))


def test_the_terminal_gets_no_raw_control_character(hostile_run: HostileRun) -> None:
    assert not _RAW.search(hostile_run.printed)
    assert "[/] [red]" in hostile_run.printed
    listed = hostile_run.mca.succeeds("batch", "list")
    assert not _RAW.search(listed)
    assert listed.count("\n") == 2, "a file name has broken a line"


def test_no_log_line_holds_a_raw_control_character(hostile_run: HostileRun) -> None:
    for path in (hostile_run.mca.settings.home / "logs").glob("mca.log*"):
        assert not _RAW.search(path.read_text(encoding="utf-8")), path
