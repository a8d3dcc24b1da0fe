"""The main job: files in, published marts, reports and a record out; twice equals once, on either server."""

import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from python_jobs.settings import ServerKind
from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.private_server.server_programs import KINDS
from tests.conftest import skip_without
from tests.e2e.conftest import TwoRuns

MARTS = {
    "dim_campaign", "dim_channel", "dim_customer", "dim_date", "fct_campaign_performance",
    "mart_campaign_summary", "mart_channel_day", "mart_channel_summary", "mart_channel_week",
    "mart_daily_summary", "mart_data_quality", "mart_quarantine_reasons",
    "customer_segments", "segment_profiles", "publication",
}  # fmt: skip


def test_run_ends_with_a_summary(two_runs: TwoRuns) -> None:
    assert two_runs.first.returncode == 0, two_runs.first.stderr
    for part in ("Channels by ROI", "Customer segments", "Data quality", "Published", "executive_summary"):
        assert part in two_runs.first.stdout
    assert "✓ report" in two_runs.first.stderr


def test_all_marts_are_published_together(two_runs: TwoRuns) -> None:
    assert set(two_runs.published_first) == MARTS
    assert all(len(rows) > 1 for rows in two_runs.published_first.values()), "a mart without rows"


def test_outputs_are_there(two_runs: TwoRuns) -> None:
    latest = two_runs.mca.settings.outputs / "latest"
    record = json.loads(two_runs.second.stdout)
    outputs = two_runs.mca.settings.outputs / record["run_id"]
    assert latest.is_symlink()
    assert (outputs / "executive_summary.pdf").read_bytes().startswith(b"%PDF")
    assert "ROI" in (outputs / "executive_summary.html").read_text(encoding="utf-8")
    assert (outputs / "data_docs" / "index.html").is_file()
    assert len(list((outputs / "powerbi").glob("*.csv"))) == 4
    assert json.loads(next((outputs / "powerbi").glob("*.json")).read_text())
    assert json.loads((outputs / "run_record.json").read_text()) == record


def test_record_is_printed_and_kept_in_ops(two_runs: TwoRuns) -> None:
    record = json.loads(two_runs.second.stdout)
    runs = two_runs.mca.frame("runs", "ops").set_index("run_id")
    assert record["status"] == "succeeded"
    assert [stage["name"] for stage in record["stages"]] == [
        "ingest", "fact copy", "dbt build", "segmentation", "audit", "exploration", "draft", "publish",
        "report",
    ]  # fmt: skip
    assert json.loads(runs.loc[record["run_id"], "record"]) == record
    assert list(runs["status"]) == ["succeeded"] * len(runs)
    assert list(two_runs.mca.frame("publication")["run_id"]) == [record["run_id"]]


def test_second_run_loads_nothing_and_publishes_the_same(two_runs: TwoRuns) -> None:
    assert two_runs.second.returncode == 0, two_runs.second.stderr
    ingest, copy, build, segmentation, *_ = json.loads(two_runs.second.stdout)["stages"]
    assert (ingest["rows"], ingest["detail"]) == (0, "0 rows from 0 files, 3 loaded before")
    assert (copy["name"], copy["detail"]) == ("fact copy", "1 of fct_campaign_performance")
    assert build["name"] == "dbt build"
    assert segmentation["detail"].endswith(" in 3 segments, as published: none came or went")
    assert two_runs.mca.contents() == two_runs.published_first
    assert two_runs.mca.contents("previous") == two_runs.published_first


def test_bi_reader_reads_the_marts_and_nothing_else(two_runs: TwoRuns) -> None:
    settings = two_runs.mca.settings
    url = two_runs.mca.succeeds("server", "url", "--account", "bi_reader").strip()
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        for mart in MARTS:
            connection.execute(sa.text(f"select * from {settings.database('marts')}.{mart} limit 1"))
        for statement in (
            f"select * from {settings.database('raw')}.campaigns",
            f"select * from {settings.database('previous')}.publication",
            f"select * from {settings.database('ops')}.runs",
            f"delete from {settings.database('marts')}.dim_channel",
        ):
            with pytest.raises(sa.exc.DBAPIError, match="denied"):
                connection.execute(sa.text(statement))
    engine.dispose()


def test_both_kinds_of_server_publish_the_same(two_runs_on: Callable[[ServerKind], TwoRuns]) -> None:
    for kind in KINDS:
        skip_without(kind)
    one, other = (two_runs_on(kind).mca.contents() for kind in KINDS)
    assert one.keys() == other.keys()
    for table in one:
        assert one[table] == other[table], table


def test_candidate_is_all_gone_after_a_publication(two_runs: TwoRuns) -> None:
    settings = two_runs.mca.settings
    engine = engine_for(settings, "publisher")
    with engine.connect() as connection:
        left = sa.inspect(connection).get_table_names(schema=settings.database("build"))
    engine.dispose()
    assert not [table for table in left if table in MARTS or table.endswith("__retired")]
