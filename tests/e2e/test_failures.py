"""What goes wrong says so in a sentence, with an exit code, and leaves the published marts as they were."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from python_jobs import transform
from python_jobs.settings import ServerKind, Settings
from tests.conftest import Warehouse
from tests.e2e.installed import Mca

HEADER = "campaign_name,channel,cost,impressions,clicks,conversions,revenue,date"
GOOD_ROW = "a,email,1,100,10,1,3,2024-01-01"

BROKEN_FILES = {
    "no such mapping": ("who,when\nx,y\n", ["who", "campaign_name"]),
    "truncated last line": (f"{HEADER}\n{GOOD_ROW}\nb,email,1\n", ["broken.csv", "row 3", "impressions"]),
    "no rows": (f"{HEADER}\n", ["broken.csv", "no rows"]),
}


@pytest.fixture
def mca(any_kind: ServerKind, server_home: Callable[[ServerKind], Settings]) -> Mca:
    """``mca`` with databases in which nothing is loaded or published."""
    return Mca(server_home(any_kind).model_copy(update={"database_prefix": "broken"}))


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_broken_file_is_named_and_nothing_is_loaded(name: str, mca: Mca, tmp_path: Path) -> None:
    content, parts = BROKEN_FILES[name]
    (tmp_path / "broken.csv").write_text(content, encoding="utf-8")
    message = mca.fails("ingest", tmp_path / "broken.csv")
    assert [part for part in parts if part.lower() not in message.lower()] == [], message
    assert mca("run", "--without-prefect").returncode == 1, "there is nothing to run on"


def test_wrong_encoding_and_missing_file(mca: Mca, tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes(
        f"{HEADER}\ncaf\xe9,email,1,100,10,1,3,2024-01-01\n".encode("latin-1")
    )
    assert "latin.csv" in mca.fails("ingest", tmp_path / "latin.csv")
    assert "gone.csv" in mca.fails("ingest", tmp_path / "gone.csv")
    assert "no_such_source" in mca.fails("ingest", tmp_path / "latin.csv", "--source", "no_such_source")


def test_a_file_name_that_is_no_text_is_a_message(mca: Mca, tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"latin-\xe9.csv")
    file.write_text(f"{HEADER}\n")
    assert r"latin-\udce9.csv: the name is not UTF-8" in mca.fails("run", file)
    assert r"latin-\udce9.csv has a header but no rows" in mca.fails("run", "--without-prefect", file)
    started = mca.frame("run_events", "ops").query("event == 'started'")
    assert started["command"].iloc[-1].endswith(r"latin-\udce9.csv")


def test_run_with_nothing_loaded_says_what_to_do(mca: Mca) -> None:
    message = mca.fails("run", "--without-prefect")
    assert "mca ingest FILE" in message
    assert "mca run --demo" in message


def partly_impossible(folder: Path) -> Path:
    """A file of which a tenth is quarantined."""
    days = [f"2025-12-{day:02}" for day in range(1, 31)]
    good = [f"bad export,email,1,100,10,1,3,{day}" for day in days[:27]]
    impossible = [f"bad export,email,1,10,100,1,3,{day}" for day in days[27:]]
    (folder / "bad.csv").write_text("\n".join([HEADER, *good, *impossible]) + "\n", encoding="utf-8")
    return folder / "bad.csv"


def test_impossible_rows_stop_the_publication(published: Mca, tmp_path: Path) -> None:
    before, previous = published.contents(), published.contents("previous")
    message = published.fails("run", "--without-prefect", partly_impossible(tmp_path))
    assert "assert_quarantined_share_is_within_limit" in message
    assert "nothing was published" in message
    assert published.contents() == before
    assert published.contents("previous") == previous
    runs = published.frame("runs", "ops").sort_values("started_at")
    record = json.loads(runs.iloc[-1]["record"])
    assert record["status"] == "failed"
    assert "assert_quarantined_share_is_within_limit" in record["error"]

    newest = published.succeeds("batch", "list").splitlines()[0].split()
    published.succeeds("batch", "withdraw", newest[0])


def test_impossible_rows_stop_a_publication_by_hand(published: Mca, tmp_path: Path) -> None:
    before = published.contents()
    published.succeeds("ingest", partly_impossible(tmp_path))
    newest = published.succeeds("batch", "list").splitlines()[0].split()
    transform.build(published.settings, "by-hand", variables={"max_quarantined_share": 1})

    message = published.fails("publish")
    assert "Data failed: reconciliation with raw: Of no batch more than 5 % is quarantined" in message
    assert f"3 of 30 rows of batch {newest[0]} (campaigns)" in message
    assert "mca batch withdraw" in message
    assert published.contents() == before
    published.succeeds("batch", "withdraw", newest[0])


def test_failing_expectation_stops_the_publication(published: Mca, any_kind: ServerKind) -> None:
    before = published.contents()
    settings = published.settings
    transform.build(settings, "by-hand")
    fact = f"{settings.database('build')}.fct_campaign_performance"
    Warehouse(settings, any_kind).query(f"update {fact} set roi_pct = roi_pct + 1 limit 3")

    message = published.fails("publish")
    assert "did not pass the gate" in message
    assert "Data failed: fct_campaign_performance" in message
    assert published.contents() == before
    # The failed candidate is kept for inspection until the next run.
    build = published.contents("build")
    changes = json.loads(published.succeeds("publication", "diff", "--json"))
    assert changes["after"] == "build"
    assert {change["name"]: change["after"] for change in changes["rows"]} == {
        table: len(rows) - 1 for table, rows in build.items()
    }
