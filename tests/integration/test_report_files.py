"""Excel, CSV and Parquet of a publication on a real server: every cell equals that of SQL."""

import csv
import hashlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from python_jobs.analysis_config import ReportConfig
from python_jobs.errors import DataError
from python_jobs.language import Language
from python_jobs.period import Comparison, parse_period
from python_jobs.reporting.workbook import mart_sheets
from python_jobs.reporting.write import write_reports
from python_jobs.settings import Layer
from python_jobs.warehouse.connections import engine_for
from tests.conftest import Warehouse
from tests.fixtures.marts import TABLES, Marts, create_marts, plausible_marts
from tests.fixtures.workbook import day_of, part, read_workbook

ODD_NAMES = [
    "=1+1",
    "@x",
    "ＳＵＭ",
    "＝1",
    "",
    'say "hi", ok',
    "two\r\nlines",
    "back\\slash",
    "春节 🎉",
    "अभियान",
]


def publish(warehouse: Warehouse, marts: Marts, run_id: str = "run-1", layer: Layer = "marts") -> str:
    database = warehouse.settings.database(layer)
    create_marts(engine_for(warehouse.settings, "publisher"), database, marts, run_id)
    return database


def order(
    warehouse: Warehouse,
    folder: Path,
    *formats: str,
    run_id: str = "run-1",
    period: str | None = None,
    comparison: Comparison | None = None,
    config: ReportConfig | None = None,
) -> dict[str, Path]:
    return write_reports(
        warehouse.settings,
        run_id,
        folder,
        config or ReportConfig(),
        formats=formats,
        period=parse_period(period) if period else None,
        comparison=comparison,
    )


def odd_marts() -> Marts:
    return Marts([(name, "=a,b", date(2024, 1, 1), 10.0, 0, 0, 0, 2.5) for name in ODD_NAMES])


def test_parquet_holds_every_mart_exactly(warehouse: Warehouse, tmp_path: Path) -> None:
    for number, marts in enumerate((plausible_marts(days=20, customers=60), odd_marts())):
        database = publish(warehouse, marts)
        folder = order(warehouse, tmp_path / str(number), "parquet")["parquet"]
        assert {path.stem for path in folder.iterdir()} == set(TABLES)
        for table in TABLES:
            read = pq.read_table(folder / f"{table}.parquet")
            assert read.schema.metadata[b"run_id"] == b"run-1"
            rows = [tuple(row.values()) for row in read.to_pylist()]
            # Types too: Decimal is not equal to a float of the same digits, True is equal to 1.
            assert sorted(rows, key=repr) == sorted(
                (tuple(bool(value) if name.startswith("is_") else value
                       for name, value in zip(read.column_names, row, strict=True))
                 for row in warehouse.query(f"select * from {database}.{table}")), key=repr
            ), table  # fmt: skip
            assert all(isinstance(row[4], Decimal) for row in rows if table == "mart_channel_summary")


def test_csv_holds_every_mart_and_runs_no_formula(warehouse: Warehouse, tmp_path: Path) -> None:
    database = publish(warehouse, odd_marts())
    folder = order(warehouse, tmp_path, "csv")["csv"]
    assert {path.stem for path in folder.iterdir()} == set(TABLES)
    for path in folder.iterdir():
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")  # else Excel takes 春节 for something else
        rows = list(csv.reader(content.decode("utf-8-sig").splitlines(keepends=True)))
        assert [(len(rows) - 1,)] == warehouse.query(f"select count(*) from {database}.{path.stem}"), path
        # Negative numbers are none.
        assert not [cell for row in rows for cell in row if cell[:1] in set("=+@＝")]
    with (folder / "dim_campaign.csv").open(encoding="utf-8-sig", newline="") as file:
        names = {row["campaign_label"] for row in csv.DictReader(file)}
    assert names == {f"'{name}" if name[:1] in set("=@＝") else name for name in ODD_NAMES}


def test_the_workbook_holds_the_numbers_of_sql(warehouse: Warehouse, tmp_path: Path) -> None:
    database = publish(warehouse, plausible_marts(days=20, customers=60))
    path = order(warehouse, tmp_path, "xlsx")["xlsx"]
    sheets = read_workbook(path)
    assert list(sheets) == [
        *("Summary", "Channels", "Campaigns", "Days", "Segments", "Data quality", "Rows set aside"),
        *("Definitions", "About"),
    ]
    for sheet in mart_sheets.mart_sheets(Language()):
        names = ", ".join(column.name for column in sheet.columns)
        header, *rows = sheets[sheet.name]
        assert header == [column.label for column in sheet.columns]
        expected = warehouse.query(f"select {names} from {database}.{sheet.table} {sheet.order}")
        assert len(rows) == len(expected) > 0, sheet.name
        for row, values in zip(rows, expected, strict=True):
            row += [None] * (len(values) - len(row))
            for cell, value in zip(row, values, strict=True):
                if hasattr(value, "hour"):
                    assert isinstance(cell, float)  # a time to the millisecond
                elif isinstance(value, date):
                    assert isinstance(cell, float)
                    assert day_of(cell) == value
                elif isinstance(value, str) or value is None:
                    assert cell == value
                else:
                    assert cell == pytest.approx(float(value), rel=1e-15), sheet.name
    summary = {row[0]: row[1] for row in sheets["Summary"] if len(row) > 1}
    cost, clicks = warehouse.query(f"select sum(cost), sum(clicks) from {database}.fct_campaign_performance")[
        0
    ]
    assert (summary["Cost"], summary["Clicks"]) == (float(cost), float(clicks))
    assert summary["Cost per click"] == pytest.approx(float(cost / clicks), rel=1e-9)
    about = {row[0]: row[1] for row in sheets["About"]}
    assert about["Publication of run"] == "run-1"


def test_names_in_the_workbook_are_texts(warehouse: Warehouse, tmp_path: Path) -> None:
    publish(warehouse, odd_marts())
    path = order(warehouse, tmp_path, "xlsx")["xlsx"]
    campaigns = read_workbook(path)["Campaigns"]  # refuses a formula
    shown = {name.replace("\r\n", " ") for name in ODD_NAMES}
    assert {row[0] or "" for row in campaigns[1:]} == shown
    assert 'quotePrefix="1"' in part(path, "xl/styles.xml")


def test_rows_beyond_a_sheet_are_counted_in_it(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(warehouse, odd_marts())
    monkeypatch.setattr(mart_sheets.write_mart_sheet, "__defaults__", (4,))
    sheets = read_workbook(order(warehouse, tmp_path, "xlsx")["xlsx"])
    note, header, *rows = sheets["Campaigns"]
    assert note[0] == (
        "Campaigns: only the first 4 of 10 rows are on this sheet; all are in csv/mart_campaign_summary.csv."
    )
    assert header[0] == "Campaign"
    assert len(rows) == 4
    assert ["Not complete", note[0]] in sheets["About"]


def test_a_period_gives_the_files_of_its_days_alone(warehouse: Warehouse, tmp_path: Path) -> None:
    """The same as a publication that has only these days; also what is summed up in the marts."""
    whole = plausible_marts(days=75, customers=20)
    days = [row for row in whole.facts if date(2023, 2, 1) <= row[2] <= date(2023, 2, 28)]
    publish(warehouse, whole)
    publish(warehouse, Marts(days, whole.customers, whole.segments), run_id="run-0", layer="previous")
    of_period = order(warehouse, tmp_path / "period", "csv", "powerbi", period="2023-02")
    alone = order(warehouse, tmp_path / "alone", "csv", "powerbi", run_id="run-0")
    keys = {"campaign_key", "channel_key", "campaign_id", "loaded_at", "cost_7d_avg", "revenue_7d_avg"}

    def rows_of(path: Path) -> list[dict[str, str]]:
        rows = [{k: v for k, v in row.items() if k not in keys} for row in read_csv(path)]
        return sorted(rows, key=repr)

    compared = [
        "csv/fct_campaign_performance.csv", "csv/mart_channel_summary.csv", "csv/mart_campaign_summary.csv",
        "csv/mart_daily_summary.csv", "powerbi/campaign_data_powerbi.csv",
        "powerbi/channel_performance_powerbi.csv", "powerbi/roi_analysis_powerbi.csv",
    ]  # fmt: skip
    for name in compared:
        expected = rows_of(tmp_path / "alone" / name)
        assert expected
        assert rows_of(tmp_path / "period" / name) == expected, name
    metadata = json.loads(of_period["metadata"].read_text())
    assert metadata["asked_for"] == {"first_date": "2023-02-01", "last_date": "2023-02-28"}
    assert json.loads(alone["metadata"].read_text())["run_id"] == "run-0"


def test_the_workbook_sets_the_period_beside_the_one_before(warehouse: Warehouse, tmp_path: Path) -> None:
    database = publish(warehouse, plausible_marts(days=45))
    path = order(warehouse, tmp_path, "xlsx", period="2023-02", comparison="previous")["xlsx"]
    rows = read_workbook(path)["Summary"]
    revenue = {
        month: warehouse.query(
            f"select sum(revenue) from {database}.fct_campaign_performance where month(date) = {month}"
        )[0][0]
        for month in (1, 2)
    }
    by_name = {row[0]: row for row in rows if row}
    expected = [float(amount) for amount in (revenue[2], revenue[1], revenue[2] - revenue[1])]
    assert by_name["Revenue"][1:4] == pytest.approx(expected, rel=1e-12)
    assert by_name["Revenue"][4] == pytest.approx(float(100 * (revenue[2] - revenue[1]) / revenue[1]))
    # January has 31 days and the figures end on 14 February.
    assert rows[2][0] == (
        "The period ends on 28 February 2023, but there are figures until 14 February 2023 only. "
        "So figures of 14 days are compared with those of 31 days."
    )


def test_a_large_fact_is_a_file_for_each_day(warehouse: Warehouse, tmp_path: Path) -> None:
    marts = plausible_marts(days=75)
    publish(warehouse, marts)
    config = ReportConfig(day_files_from_rows=len(marts.facts))
    order(warehouse, tmp_path, "csv", "parquet", "powerbi", config=config)
    days = {str(row[2]) for row in marts.facts}
    metadata = json.loads((tmp_path / "metadata.json").read_text())
    listed = {entry["file"]: entry for entry in metadata["files"]}
    for name in ("csv/fct_campaign_performance", "powerbi/roi_analysis_powerbi"):
        assert {path.stem for path in (tmp_path / name).iterdir()} == days
        rows = [row for path in (tmp_path / name).iterdir() for row in read_csv(path)]
        assert len(rows) == len(marts.facts) == listed[name]["rows"]
        assert sum(Decimal(row["cost"]) for row in rows) == sum(Decimal(str(row[3])) for row in marts.facts)
    assert pq.read_table(tmp_path / "parquet" / "fct_campaign_performance").num_rows == len(marts.facts)
    entries = [day for entry in listed.values() for day in entry.get("days", [])]
    assert len(entries) == 4 * len(days)
    for day in entries:
        content = (tmp_path / day["file"]).read_bytes()
        assert (day["bytes"], day["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    # Of a period, it is the period's rows that count.
    of_period = order(warehouse, tmp_path / "period", "csv", config=config, period="2023-02")
    assert (of_period["csv"] / "fct_campaign_performance.csv").is_file()
    config = ReportConfig(day_files_from_rows=len(marts.facts) + 1)
    of_fewer_rows = order(warehouse, tmp_path, "csv", config=config)
    assert {path.stem for path in of_fewer_rows["csv"].iterdir()} == set(TABLES)
    assert (of_fewer_rows["csv"] / "fct_campaign_performance.csv").is_file()


def test_rows_without_a_campaign_are_left_out_of_their_days(warehouse: Warehouse, tmp_path: Path) -> None:
    """As in the one file: the names of a campaign stand in the lines for Power BI."""
    database = publish(warehouse, plausible_marts(days=12))
    warehouse.query(f"delete from {database}.dim_campaign order by campaign_key limit 1")
    order(warehouse, tmp_path, "powerbi", config=ReportConfig(day_files_from_rows=1))
    expected = warehouse.query(
        f"select date, count(*) from {database}.fct_campaign_performance "
        f"where campaign_key in (select campaign_key from {database}.dim_campaign) group by date"
    )
    written = {
        path.stem: len(read_csv(path)) for path in (tmp_path / "powerbi" / "campaign_data_powerbi").iterdir()
    }
    assert written == {str(day): rows for day, rows in expected}
    assert (
        sum(written.values())
        < warehouse.query(f"select count(*) from {database}.fct_campaign_performance")[0][0]
    )


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_metadata_has_every_file_and_its_checksum(warehouse: Warehouse, tmp_path: Path) -> None:
    publish(warehouse, plausible_marts(days=5))
    order(warehouse, tmp_path, "xlsx", "csv", "parquet", "powerbi")
    metadata = json.loads((tmp_path / "metadata.json").read_text())
    on_disk = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    listed = {entry["file"]: entry for entry in metadata["files"]}
    assert set(listed) == on_disk - {"metadata.json"}
    for name, entry in listed.items():
        assert entry["sha256"] == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
    fact = listed["parquet/fct_campaign_performance.parquet"]
    assert fact["types"]["cost"] == "decimal(28,10)"
    assert fact["rows"] == listed["csv/fct_campaign_performance.csv"]["rows"] > 0


def test_what_is_not_there_is_said_with_what_is(warehouse: Warehouse, tmp_path: Path) -> None:
    publish(warehouse, plausible_marts(days=5))
    with pytest.raises(DataError, match=r"run run-9 is not there[\s\S]*run-1, published"):
        order(warehouse, tmp_path, "csv", run_id="run-9")
    with pytest.raises(DataError, match=r"no figures from 2024-01-01 to 2024-12-31.*1 January 2023"):
        order(warehouse, tmp_path, "csv", period="2024")
    assert list(tmp_path.iterdir()) == []
