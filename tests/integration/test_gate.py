"""The gate on real tables: what passes, what stops, what is only noted, and what never reaches a file."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest

from expectations.days_in_turn import days_to_add_up
from expectations.gate import Gate
from expectations.gate_result import GateResult
from expectations.suite import Suite
from expectations.suites import (
    OF_CUSTOMERS,
    SUITES,
    customer_segments,
    fct_campaign_performance,
    mart_campaign_summary,
    mart_channel_day,
    mart_channel_summary,
    mart_daily_summary,
    mart_data_quality,
)
from expectations.vocabulary import FAIL, ExpectColumnValuesToBeBetween
from python_jobs.errors import DataError
from python_jobs.project import PROJECT_ROOT
from python_jobs.warehouse import credentials
from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.quality_results import store_quality_results
from tests.conftest import Warehouse
from tests.fixtures.candidate import create_candidate
from tests.fixtures.marts import Marts, plausible_marts
from tests.fixtures.surroundings import load_raw

FACT = fct_campaign_performance.SUITE
RUN_ID = "20261121T052735Z-5530"  # a run id that Great Expectations took for a time with an impossible offset


@pytest.fixture
def candidate(warehouse: Warehouse) -> Warehouse:
    create_candidate(warehouse.settings)
    return warehouse


def build(warehouse: Warehouse, table: str) -> str:
    return f"`{warehouse.settings.database('build')}`.`{table}`"


def check_fact(warehouse: Warehouse, folder: Path, suite: Suite = FACT) -> GateResult:
    return Gate(warehouse.settings, RUN_ID, folder).conclude([suite])


def test_sound_tables_pass_and_the_pages_hold_no_secret(candidate: Warehouse, tmp_path: Path) -> None:
    result = Gate(candidate.settings, RUN_ID, tmp_path).conclude(SUITES)

    assert [(r.table_name, r.description, r.observed) for r in result.results if r.outcome != "passed"] == []
    result.require_passed()
    assert result.seconds < 20
    assert result.data_docs.is_file()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any("fct_campaign_performance" in path.read_text(errors="replace") for path in files)
    for password in credentials.read(candidate.settings).passwords.values():
        assert not [path for path in files if password in path.read_text(errors="replace")]

    store_quality_results(candidate.settings, RUN_ID, result.results)
    stored = candidate.query(
        f"select count(*), sum(outcome = 'passed') from {candidate.settings.database('ops')}.quality_results"
    )
    assert stored == [(len(result.results), len(result.results))]


def test_failing_rows_stop_the_publication_and_are_shown(candidate: Warehouse, tmp_path: Path) -> None:
    fact = build(candidate, "fct_campaign_performance")
    candidate.query(
        f"update {fact} set clicks = impressions + 1 where date_key = 20230105 and campaign_key = 1"
    )
    candidate.query(f"update {fact} set roi_pct = roi_pct + 0.00001 where date_key = 20230106")

    result = check_fact(candidate, tmp_path)

    failed = {r.description: r for r in result.results if r.outcome == "failed"}
    clicks = failed["Nobody clicks what was not shown: clicks are at most the impressions that came."]
    roi = failed["ROI and ROAS say the same: roi_pct = 100 * (roas - 1) wherever something was spent."]
    assert (clicks.unexpected_count, roi.unexpected_count) == (1, 12)
    assert clicks.sample[0]["date_key"] == "20230105"
    assert {row["date_key"] for row in roi.sample} == {"20230106"}
    with pytest.raises(DataError, match="Data failed: fct_campaign_performance: Nobody clicks"):
        result.require_passed()


def test_a_warning_lets_the_candidate_pass(candidate: Warehouse, tmp_path: Path) -> None:
    candidate.query(
        f"update {candidate.settings.database('staging')}.stg_campaigns set date = '2150-01-01' "
        "where raw_row_id in (4, 7)"
    )
    result = Gate(candidate.settings, RUN_ID, tmp_path).conclude(SUITES)

    warned = [r for r in result.results if r.outcome == "warned"]
    assert [(r.table_name, r.severity, r.unexpected_count) for r in warned] == [("stg_campaigns", "warn", 2)]
    assert [row["raw_row_id"] for row in warned[0].sample] == ["4", "7"]
    result.require_passed()


def test_what_most_rows_keep_is_noted_once_more_than_a_quarter_do_not(
    candidate: Warehouse, tmp_path: Path
) -> None:
    fact = build(candidate, "fct_campaign_performance")
    (rows,) = candidate.query(f"select count(*) from {fact}")[0]
    candidate.query(f"update {fact} set conversions = clicks")
    candidate.query(f"update {fact} set conversions = clicks + 1 order by date_key limit {rows // 4}")
    kept = [r for r in check_fact(candidate, tmp_path / "kept").results if r.outcome != "passed"]
    candidate.query(f"update {fact} set conversions = clicks + 1 order by date_key limit {rows // 4 + 1}")
    (noted,) = [r for r in check_fact(candidate, tmp_path / "noted").results if r.outcome != "passed"]

    assert kept == []
    assert (noted.outcome, noted.unexpected_count) == ("warned", rows // 4 + 1)
    assert noted.observed == f"{rows // 4 + 1} of {rows} rows differ"
    assert all(int(row["conversions"]) == int(row["clicks"]) + 1 for row in noted.sample)
    assert set(noted.sample[0]) == {"campaign_key", "channel_key", "date_key", "clicks", "conversions"}


def test_totals_that_disagree_stop_the_publication(candidate: Warehouse, tmp_path: Path) -> None:
    candidate.query(f"update {build(candidate, 'mart_daily_summary')} set cost = cost + 0.01 limit 1")
    result = Gate(candidate.settings, RUN_ID, tmp_path).conclude(SUITES)

    assert {r.table_name for r in result.results if r.outcome == "failed"} == {"mart_daily_summary"}
    assert not result.passed


def test_customers_are_looked_at_before_there_are_campaigns_and_once(
    candidate: Warehouse, tmp_path: Path
) -> None:
    fact, later = build(candidate, "fct_campaign_performance"), build(candidate, "fct_later")
    sessions = f"update {build(candidate, 'dim_customer')} set sessions"
    candidate.query(f"rename table {fact} to {later}")
    candidate.query(f"{sessions} = -1 - sessions limit 1")
    gate = Gate(candidate.settings, RUN_ID, tmp_path)
    gate.look_at(OF_CUSTOMERS)
    candidate.query(f"rename table {later} to {fact}")
    candidate.query(f"{sessions} = -1 - sessions where sessions < 0")

    result = gate.conclude(SUITES)

    assert [table.table for table in result.tables] == [suite.table for suite in SUITES]
    assert [
        (one.table_name, one.description, one.outcome, one.unexpected_count)
        for one in result.results
        if one.outcome != "passed"
    ] == [("dim_customer", "No customer has a negative sessions.", "failed", 1)]
    pages = "".join(str(path) for path in (tmp_path / "data_docs").rglob("*.html"))
    assert [suite.table for suite in SUITES if suite.table not in pages] == []


def test_a_check_that_breaks_is_told_apart_from_data_that_failed(
    candidate: Warehouse, tmp_path: Path
) -> None:
    no_such_column = ExpectColumnValuesToBeBetween(
        column="clickz", min_value=0, severity=FAIL, description="A column that is not there."
    )
    result = check_fact(candidate, tmp_path, replace(FACT, expectations=[*FACT.expectations, no_such_column]))

    errored = [r for r in result.results if r.outcome == "errored"]
    assert [r.description for r in errored] == ["A column that is not there."]
    assert "clickz" in str(errored[0].observed)
    assert not [r for r in result.results if r.outcome == "failed"]
    with pytest.raises(DataError, match="Check could not be carried out"):
        result.require_passed()


def test_a_row_that_the_fact_lost_fails(candidate: Warehouse, tmp_path: Path) -> None:
    """Reconciliation and the publication take the number of clean rows for that of the fact."""
    candidate.query(f"delete from {build(candidate, 'fct_campaign_performance')} limit 1")
    result = Gate(candidate.settings, RUN_ID, tmp_path).conclude([mart_data_quality.SUITE])

    assert [r.description for r in result.results if r.outcome == "failed"] == [
        "The days of the fact that are looked at have as many rows as were counted of them."
    ]


@pytest.mark.parametrize(("nothing", "place"), [("cost", 3), ("revenue", 7)])
def test_shares_need_not_add_up_where_there_is_no_whole(
    warehouse: Warehouse, tmp_path: Path, nothing: str, place: int
) -> None:
    facts = [(*row[:place], 0, *row[place + 1 :]) for row in plausible_marts(days=20, customers=30).facts]
    create_candidate(warehouse.settings, Marts(facts))  # type: ignore[arg-type]
    summaries = [mart_campaign_summary.SUITE, mart_channel_summary.SUITE]
    for suite in summaries:  # as with `undefined_ratio: 0`
        warehouse.query(f"update {build(warehouse, suite.table)} set {nothing}_share_pct = 0")

    def failed(run: str) -> list[tuple[str, str]]:
        result = Gate(warehouse.settings, RUN_ID, tmp_path / run).conclude(summaries)
        return [(one.table_name, one.description) for one in result.results if one.outcome == "failed"]

    assert failed("no whole") == []
    there = "revenue" if nothing == "cost" else "cost"
    for suite in summaries:
        warehouse.query(f"update {build(warehouse, suite.table)} set {there}_share_pct = 0")
    assert failed("no shares") == [
        (suite.table, f"The values of {there}_share_pct add up to 100 %.") for suite in summaries
    ]


def test_a_missing_table_is_a_check_that_breaks(candidate: Warehouse, tmp_path: Path) -> None:
    candidate.query(f"drop table {build(candidate, 'mart_campaign_summary')}")
    result = Gate(candidate.settings, RUN_ID, tmp_path).conclude(SUITES)

    assert [(r.table_name, r.outcome) for r in result.results if r.outcome != "passed"] == [
        ("mart_campaign_summary", "errored")
    ]


def test_failing_rows_lead_back_to_raw_row_batch_and_file(candidate: Warehouse, tmp_path: Path) -> None:
    load_raw(candidate.settings)
    candidate.query(
        f"update {build(candidate, 'fct_campaign_performance')} set clicks = impressions + 1, cost = -cost "
        "where date_key = 20230105 and campaign_key = 1"
    )
    candidate.query(
        f"update {build(candidate, 'mart_daily_summary')} set roas = -1 where date_key = 20230105"
    )
    staging = candidate.settings.database("staging")
    ((row_id,),) = candidate.query(
        f"select raw_row_id from {staging}.int_campaigns_deduplicated where date = '2023-01-05' "
        "and campaign_key = 1"
    )
    suites = [FACT, mart_daily_summary.SUITE, customer_segments.SUITE]
    result = Gate(candidate.settings, RUN_ID, tmp_path).conclude(suites)
    samples = {r.description: r.sample for r in result.results if r.outcome == "failed"}
    for description in ("Nobody clicks what was not shown: clicks are at most the impressions that came.",
                        "No row has a negative cost."):  # fmt: skip
        (row,) = samples[description]
        assert (row["raw_rows"], row["batch"], row["file"]) == (str(row_id), "1", "campaigns.csv")
    (day,) = samples["The return on ad spend is not negative."]
    assert day["raw_rows"].startswith("12 from ")
    assert day["file"] == "campaigns.csv"


def test_days_are_added_up_that_were_touched_of_late_and_the_others_in_turn(
    candidate: Warehouse, tmp_path: Path
) -> None:
    staging = candidate.settings.database("staging")
    days = [date(2023, 1, day) for day in range(1, 21)]
    engine = engine_for(candidate.settings, "transformer")

    def added_up(today: date = date(2023, 3, 1)) -> set[date]:
        with engine.connect() as connection:
            noon = datetime.combine(today, time(12), timezone.utc)
            connection.exec_driver_sql(f"set session timestamp = {noon.timestamp()}")
            condition = days_to_add_up(connection, candidate.settings)
            connection.invalidate()
        return {day for day in days if condition == "true" or f"{day:%Y%m%d}" in condition}

    assert added_up() == set(days), "nothing is audited yet"
    candidate.query(f"delete from {staging}.int_days_unaudited where date < '2023-01-20'")
    candidate.query(f"update {staging}.ledger_days set step = 2 where date = '2023-01-05'")
    touched = {date(2023, 1, 5), date(2023, 1, 20)}
    due = {date(2023, 1, 9)}  # 27 and 54 days before
    assert added_up(date(2023, 2, 5)) == added_up(date(2023, 3, 4)) == touched | due
    assert set().union(*(added_up(date(2023, 3, 1) + timedelta(days=n)) for n in range(27))) == set(days)
    candidate.query(f"update {staging}.ledger_days set step = 33 where date = '2023-01-20'")
    assert added_up(date(2023, 2, 5)) == {date(2023, 1, 20)} | due, "step 2 is long ago"

    engine.dispose()
    summary = build(candidate, "mart_channel_day")
    candidate.query(f"update {summary} set revenue = revenue + 0.01 where date_key = 20230120 limit 1")
    (failed,) = [
        result
        for result in Gate(candidate.settings, RUN_ID, tmp_path).conclude([mart_channel_day.SUITE]).results
        if result.outcome == "failed"
    ]
    assert [row["date_key"] for row in failed.sample] == ["20230120"]


TABLES_OF_DBT = {path.stem for path in (PROJECT_ROOT / "dbt_project/models/marts").glob("*.sql")}


def test_every_published_table_has_a_suite() -> None:
    assert {s.table for s in SUITES if s.layer == "build"} == {
        *TABLES_OF_DBT,
        "customer_segments",
        "segment_profiles",
    }


BREAKS = {
    "dim_date: Key and weekday are those of the date.": "update dim_date set weekday = 8 - weekday limit 2",
    "dim_date: No day is missing between the first and the last.": (
        "delete from dim_date where date_key = 20230103"
    ),
    "dim_date: Every day of the fact is in the calendar.": "delete from dim_date where date_key = 20230120",
    "mart_channel_day: On each day all channels together cost, earned, showed and converted what the "
    "fact's rows did.": "update mart_channel_day set revenue = revenue + 0.01 limit 1",
    "mart_channel_week: Weeks begin on Monday.": (
        "update mart_channel_week set week_start = week_start + interval 1 day limit 1"
    ),
    "mart_channel_week: All weeks of all channels together cost, earned, showed and converted what the "
    "fact's rows did.": "update mart_channel_week set revenue = revenue + 0.02 limit 1",
    "mart_data_quality: Rows that came in are clean, quarantined or superseded.": (
        "update mart_data_quality set rows_in = rows_in + 1 limit 1"
    ),
    "mart_data_quality: The clean rows are as many as were counted of all days and in all segments.": (
        "update mart_data_quality set rows_in = rows_in + 2, rows_clean = rows_clean + 2"
    ),
    "mart_quarantine_reasons: Every quarantined row has a reason, and no reason has more rows than there "
    "are.": "delete from mart_quarantine_reasons",
    "customer_segments: Every customer has a segment, under the same id.": (
        "update customer_segments set customer_id = 'somebody' where customer_key = 3"
    ),
    "customer_segments: There are as many rows as customers: nobody is in a segment who is no customer.": (
        "insert into customer_segments values (0, 'nobody', 1, 'x')"
    ),
    "segment_profiles: A segment has the customers that customer_segments puts into it.": (
        "update segment_profiles set customers = customers + 1 where segment = 1"
    ),
    "segment_profiles: The values of customer_share_pct add up to 100 %.": (
        "update segment_profiles set customer_share_pct = customer_share_pct + 0.1 where segment = 1"
    ),
    "segment_profiles: Every segment that customers are in has a profile.": (
        "update segment_profiles set segment = 9 where segment = 3"
    ),
}


def test_suites_of_small_tables_fire(candidate: Warehouse, tmp_path: Path) -> None:
    """Everything is broken at once, to pay for one gate only; each break must be among what failed."""
    for statement in BREAKS.values():
        for word in ("update", "from", "into"):
            for suite in SUITES:
                statement = statement.replace(
                    f"{word} {suite.table}", f"{word} {build(candidate, suite.table)}"
                )
        candidate.query(statement)
    small = [suite for suite in SUITES if any(name.startswith(f"{suite.table}:") for name in BREAKS)]
    result = Gate(candidate.settings, RUN_ID, tmp_path).conclude(small)
    failed = {f"{r.table_name}: {r.description}" for r in result.results if r.outcome == "failed"}
    assert set(BREAKS) - failed == set()
