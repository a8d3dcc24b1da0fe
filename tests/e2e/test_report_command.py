"""``mca report`` on real publications: formats, periods, earlier publications, and the marts' own SQL."""

import csv
import json
from pathlib import Path

import pyarrow.parquet as pq
import sqlalchemy as sa

from python_jobs.period import Period
from python_jobs.warehouse.aggregates.period_marts import has_days, mart
from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.publishing.published_layers import find_publication, publication_snapshot
from tests.e2e.conftest import TwoRuns


def run_ids(runs: TwoRuns) -> tuple[str, str]:
    """Of the publication and of the one before it."""
    return runs.mca.frame("publication")["run_id"][0], runs.mca.frame("publication", "previous")["run_id"][0]


def test_a_period_of_all_days_is_the_marts_as_dbt_built_them(two_runs: TwoRuns) -> None:
    """The SQL for periods repeats dbt's: every column of every mart comes out the same, type and digits."""
    current, _ = run_ids(two_runs)
    _, publication = find_publication(two_runs.mca.settings, current)
    first, last = publication.first_date, publication.last_date
    assert first is not None
    assert last is not None
    with publication_snapshot(two_runs.mca.settings, current) as marts:
        compared = [table for table in marts.columns if has_days(table)]
        assert len(compared) == 6
        for table in compared:
            names = [column.name for column in marts.columns[table]]
            query = f"select {', '.join(names)} from {{}}"
            built, of_period = (
                sorted(
                    (tuple(row) for row in marts.connection.execute(sa.text(query.format(source)))), key=repr
                )
                for source in (
                    mart(marts.database, table),
                    mart(marts.database, table, Period(first, last)),
                )
            )
            assert built
            assert of_period == built, table


def test_report_of_an_earlier_publication_and_a_period(two_runs: TwoRuns, tmp_path: Path) -> None:
    _, previous = run_ids(two_runs)
    days = two_runs.mca.frame("publication")["first_date"][0]
    two_runs.mca.succeeds(
        *("report", tmp_path, "--publication", "previous", "--format", "csv", "--format", "parquet"),
        *("--format", "xlsx", "--period", f"{days:%Y-%m}", "--compare", "previous"),
    )
    metadata = json.loads((tmp_path / "metadata.json").read_text())
    assert metadata["run_id"] == previous
    assert "There are no figures of" in metadata["partial"]
    engine = engine_for(two_runs.mca.settings, "publisher")
    query = (
        f"select count(*) from {two_runs.mca.settings.database('previous')}.fct_campaign_performance "
        f"where date_format(date, '%Y-%m') = '{days:%Y-%m}'"
    )
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(query.replace("%", "%%")).scalar_one()
    engine.dispose()
    with (tmp_path / "csv" / "fct_campaign_performance.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == rows
    assert pq.read_metadata(tmp_path / "parquet" / "fct_campaign_performance.parquet").num_rows == rows
    assert not list(tmp_path.glob("*.pdf"))


def test_what_cannot_be_reported_is_said_in_a_sentence(two_runs: TwoRuns) -> None:
    current, previous = run_ids(two_runs)
    told = two_runs.mca.fails("report", "--publication", "20200101T000000Z-1")
    assert current in told
    assert previous in told
    assert "no figures from 2030-01-01" in two_runs.mca.fails("report", "--period", "2030", "--format", "csv")
    assert "is not a period" in two_runs.mca.fails("report", "--period", "last month")
