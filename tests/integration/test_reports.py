"""Reports of a publication on a real server: every number equals that of SQL."""

import csv
import hashlib
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from python_jobs.analysis_config import ReportConfig
from python_jobs.errors import DataError
from python_jobs.reporting.write import write_reports
from python_jobs.warehouse.connections import engine_for
from tests.conftest import Warehouse
from tests.fixtures.marts import Marts, create_marts, plausible_marts

CSV_TABLES = {
    "campaign_data_powerbi.csv": "fct_campaign_performance",
    "channel_performance_powerbi.csv": "mart_channel_summary",
    "customer_segments_powerbi.csv": "dim_customer",
    "roi_analysis_powerbi.csv": "fct_campaign_performance",
}


def publish(warehouse: Warehouse, marts: Marts, run_id: str = "run-1") -> str:
    database = warehouse.settings.database("marts")
    create_marts(engine_for(warehouse.settings, "publisher"), database, marts, run_id)
    return database


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_pdf_and_page_say_what_sql_says(warehouse: Warehouse, tmp_path: Path) -> None:
    database = publish(warehouse, plausible_marts(days=60))
    files = write_reports(
        warehouse.settings, "run-1", tmp_path, ReportConfig(), ["A finding."], formats=["pdf", "html"]
    )
    cost, revenue, roi, cpa = warehouse.query(
        "select sum(cost), sum(revenue), 100 * cast(sum(revenue) - sum(cost) as decimal(38,10)) / sum(cost), "
        f"cast(sum(cost) as decimal(38,10)) / sum(conversions) from {database}.fct_campaign_performance"
    )[0]
    expected = [
        f"${cost:,.2f}",
        f"${revenue:,.2f}",
        f"${revenue - cost:,.2f}",
        f"{roi:,.2f} %",
        f"${cpa:,.2f}",
    ]
    channels = warehouse.query(f"select channel, cost, revenue, roi_pct from {database}.mart_channel_summary")
    expected += [text for name, spent, earned, roi_pct in channels
                 for text in (name, f"${spent:,.2f}", f"${earned:,.2f}", f"{roi_pct:,.2f} %")]  # fmt: skip
    on_paper = " ".join(page.extract_text() for page in PdfReader(files["pdf"]).pages)
    for text in (on_paper, files["html"].read_text(encoding="utf-8")):
        flat = re.sub(r"\s+", " ", text)
        assert [figure for figure in expected if figure not in flat] == []
    assert len(list(files["figures"].glob("*.png"))) >= 7


def test_the_csv_files_hold_every_row_and_the_sums_of_sql(warehouse: Warehouse, tmp_path: Path) -> None:
    database = publish(warehouse, plausible_marts(days=20, customers=60))
    files = write_reports(warehouse.settings, "run-1", tmp_path, ReportConfig(), formats=["powerbi"])
    for name, table in CSV_TABLES.items():
        rows = rows_of(files[name])
        assert [(len(rows),)] == warehouse.query(f"select count(*) from {database}.{table}"), name
        measures = {"cost", "clicks", "revenue", "profit"} & set(rows[0])
        for measure in measures:
            summed = warehouse.query(f"select sum({measure}) from {database}.{table}")[0][0]
            assert sum(Decimal(row[measure]) for row in rows) == summed, (name, measure)
    segments = {
        (row["customer_id"], row["segment"]) for row in rows_of(files["customer_segments_powerbi.csv"])
    }
    assert segments == {
        (customer, str(segment))
        for customer, segment in warehouse.query(
            f"select customer_id, segment from {database}.customer_segments"
        )
    }


def test_the_metadata_describes_the_files(warehouse: Warehouse, tmp_path: Path) -> None:
    publish(warehouse, plausible_marts(days=5), run_id="run-7")
    files = write_reports(warehouse.settings, "run-7", tmp_path, ReportConfig(), formats=["powerbi"])
    metadata = json.loads(files["powerbi_metadata.json"].read_text())
    assert metadata["run_id"] == "run-7"
    assert metadata["period"] == {"first_date": "2023-01-01", "last_date": "2023-01-05"}
    assert [entry["file"] for entry in metadata["files"]] == list(CSV_TABLES)
    for entry in metadata["files"]:
        content = files[entry["file"]].read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert content.startswith(",".join(entry["columns"]).encode() + b"\r\n")


ODD_NAMES = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", 'say "hi", ok', "two\r\nlines", "back\\slash", "春节 🎉"]


def test_odd_names_come_back_whole_and_formulas_as_text(warehouse: Warehouse, tmp_path: Path) -> None:
    publish(
        warehouse,
        Marts([(name, "a,b", date(2024, 1, 1), 10.0, 100, 5, 0, 2.5) for name in ODD_NAMES]),
    )
    files = write_reports(warehouse.settings, "run-1", tmp_path, ReportConfig(), formats=["powerbi"])
    rows = rows_of(files["campaign_data_powerbi.csv"])
    expected = {f"'{name}" if name[0] in "=+-@\t\r" else name for name in ODD_NAMES}
    assert {row["campaign_name"] for row in rows} == expected
    assert {row["channel"] for row in rows} == {"a,b"}
    # A negative number is no formula, and what is undefined is an empty cell, not 0.
    assert {(Decimal(row["profit"]), row["cpa"]) for row in rows} == {(Decimal("-7.5"), "")}


def test_before_the_first_publication_the_user_is_told_what_to_run(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match="mca run"):
        write_reports(warehouse.settings, "run-1", tmp_path, ReportConfig())
