"""``mca publication`` as an operator uses it: status with an age, history, diff, rollback."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from python_jobs.cli import main
from tests.conftest import Warehouse
from tests.fixtures.candidate import create_candidate, publish_candidate

Run = Callable[..., Result]


@pytest.fixture
def mca(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Run:
    """``mca publication ...`` on this warehouse, on a terminal of 100 columns."""
    monkeypatch.setattr("python_jobs.settings.load_settings", lambda: warehouse.settings)
    monkeypatch.setenv("COLUMNS", "100")
    return lambda *arguments: CliRunner().invoke(main, ["publication", *arguments])


def test_status_and_history_before_anything_is_published(mca: Run) -> None:
    assert "Published  nothing" in mca("status").output
    assert "Nothing has been published yet" in mca("history").output
    missing = mca("status", "--max-age", "26h")
    assert (missing.exit_code, "Nothing is published yet" in missing.output) == (1, True)
    nothing = mca("diff")
    assert (nothing.exit_code, "nothing to compare" in nothing.output) == (1, True)
    assert mca("rollback").exit_code == 1


def test_a_run_that_did_not_happen_is_noticed(warehouse: Warehouse, mca: Run) -> None:
    publish_candidate(warehouse.settings, "run-1")
    assert mca("status", "--max-age", "2h").exit_code == 0
    marts = warehouse.settings.database("marts")
    warehouse.query(f"update {marts}.publication set published_at = published_at - interval 27 hour")

    assert mca("status").exit_code == 0
    stale = mca("status", "--max-age", "26h")
    assert (stale.exit_code, "27 h old" in stale.output, "run-1" in stale.output) == (1, True, True)
    assert [mca("status", "--max-age", age).exit_code for age in ("1500m", "28h", "2d")] == [1, 0, 0]
    assert {mca("status", "--max-age", age).exit_code for age in ("26", "h", "-1h", "1.5h", "0h", "2w")} == {
        2
    }


def test_history_fits_the_terminal_and_json_has_every_digit(warehouse: Warehouse, mca: Run) -> None:
    settings = warehouse.settings
    first = publish_candidate(settings, "20261121T060000Z-3fa2")
    publish_candidate(settings, "20261122T060000Z-3fa2")
    assert "Published is run 20261121T060000Z-3fa2 again" in mca("rollback").output

    table = mca("history").output.splitlines()
    assert max(map(len, table)) <= 100
    assert [line.split()[2:4] for line in table if line.startswith("20")] == [
        ["rollback", "20261121T060000Z-3fa2"],
        ["publish", "20261122T060000Z-3fa2"],
        ["publish", "20261121T060000Z-3fa2"],
    ]
    lines = json.loads(mca("history", "--json", "--limit", "2").output)
    assert [line["event"] for line in lines] == ["rollback", "publish"]
    assert lines[0]["cost"] == str(first.cost)


def test_diff_of_candidate_and_published(warehouse: Warehouse, mca: Run) -> None:
    settings = warehouse.settings
    publish_candidate(settings, "run-1")
    create_candidate(settings)
    build = settings.database("build")
    warehouse.query(f"update {build}.fct_campaign_performance set cost = cost + 1 order by date limit 1")
    warehouse.query(f"delete from {build}.dim_customer limit 2")
    warehouse.query(f"alter table {build}.dim_channel add column colour varchar(9)")
    warehouse.query(f"alter table {build}.mart_daily_summary drop column revenue, modify clicks varchar(30)")
    warehouse.query(f"create table {build}.mart_new (id int primary key)")

    result = json.loads(mca("diff", "--json").output)
    rows = {change["name"]: (change["before"], change["after"]) for change in result["rows"]}
    totals = {change["name"]: (change["before"], change["after"]) for change in result["totals"]}
    assert (result["before"], result["after"]) == ("marts", "build")
    assert rows["dim_customer"][0] - rows["dim_customer"][1] == 2
    assert rows["mart_new"] == (None, 0)
    assert float(totals["cost"][1]) - float(totals["cost"][0]) == pytest.approx(1)
    assert totals["revenue"][0] == totals["revenue"][1]
    assert set(result["schema"]) >= {
        "dim_channel.colour is new: varchar(9)",
        "mart_daily_summary.revenue is missing",
        "mart_new is new",
    }
    assert any(line.startswith("mart_daily_summary.clicks was ") for line in result["schema"])
    text = mca("diff").output
    assert max(map(len, text.splitlines())) <= 100
    assert "Candidate" in text


def test_diff_without_a_candidate_compares_the_last_two_publications(warehouse: Warehouse, mca: Run) -> None:
    publish_candidate(warehouse.settings, "run-1")
    publish_candidate(warehouse.settings, "run-2")
    text = mca("diff").output
    assert "There is no candidate" in text
    assert "as before" in text
    assert json.loads(mca("diff", "--json").output)["before"] == "previous"
