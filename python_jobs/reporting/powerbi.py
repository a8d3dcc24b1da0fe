"""The four CSV files for Power BI and their metadata, streamed so that memory stays flat."""

# ruff: noqa: S608  (the only thing put into SQL is the database name, which settings.py restricts)

import csv
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, BinaryIO

import sqlalchemy as sa

from python_jobs.metrics import METRICS
from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for

CHUNK_ROWS = 20_000
# What a spreadsheet takes for the start of a formula (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Export:
    """A file: its query (``{marts}`` stands for the database) and the columns that hold free text."""

    file_name: str
    query: str
    text_columns: frozenset[str]


_METRIC_COLUMNS = ", ".join(f"fact.{metric.name}" for metric in METRICS)
EXPORTS: tuple[Export, ...] = (
    Export(
        "campaign_data_powerbi.csv",
        "select fact.date, campaign.campaign_label as campaign_name, campaign.campaign_id, channel.channel, "
        f"fact.cost, fact.impressions, fact.clicks, fact.conversions, fact.revenue, "
        f"{_METRIC_COLUMNS}, "
        "fact.is_cost_outlier, fact.is_revenue_outlier, fact.is_impressions_filled, fact.is_clicks_filled, "
        "fact.is_conversions_filled, fact.is_channel_filled, fact.campaign_key, fact.channel_key, "
        "fact.date_key "
        "from {marts}.fct_campaign_performance as fact "
        "join {marts}.dim_campaign as campaign on campaign.campaign_key = fact.campaign_key "
        "join {marts}.dim_channel as channel on channel.channel_key = fact.channel_key",
        frozenset({"campaign_name", "campaign_id", "channel"}),
    ),
    Export(
        "channel_performance_powerbi.csv",
        "select channel.* from {marts}.mart_channel_summary as channel order by roi_rank is null, roi_rank",
        frozenset({"channel"}),
    ),
    Export(
        "customer_segments_powerbi.csv",
        "select customer.customer_id, segment.segment, segment.segment_name, customer.age, customer.gender, "
        "customer.country, customer.sessions, customer.avg_session_duration, customer.pages_per_session, "
        "customer.transactions, customer.revenue, customer.customer_key "
        "from {marts}.dim_customer as customer "
        "left join {marts}.customer_segments as segment on segment.customer_key = customer.customer_key",
        frozenset({"customer_id", "segment_name", "gender", "country"}),
    ),
    Export(
        "roi_analysis_powerbi.csv",
        "select fact.date, campaign.campaign_label as campaign_name, channel.channel, fact.cost, "
        "fact.revenue, fact.profit, fact.roas, fact.roi_pct, "
        "case when fact.roi_pct is null then 'undefined' when fact.profit < 0 then 'loss' "
        "when fact.profit = 0 then 'break-even' else 'profit' end as outcome "
        "from {marts}.fct_campaign_performance as fact "
        "join {marts}.dim_campaign as campaign on campaign.campaign_key = fact.campaign_key "
        "join {marts}.dim_channel as channel on channel.channel_key = fact.channel_key",
        frozenset({"campaign_name", "channel", "outcome"}),
    ),
)


def write_powerbi_files(settings: Settings, run_id: str, folder: Path) -> dict[str, Path]:
    """Write the CSV files (RFC 4180, UTF-8, NULL as an empty cell) and ``powerbi_metadata.json``.

    All are read in one snapshot, so that they agree with each other. Returns the paths by file name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    database = settings.database("marts")
    engine = engine_for(settings, "analyst")
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            connection.execute(sa.text("start transaction with consistent snapshot"))
            query = f"select first_date, last_date from {database}.publication"
            first_date, last_date = connection.execute(sa.text(query)).one()
            files = [_write(connection, database, export, folder / export.file_name) for export in EXPORTS]
    finally:
        engine.dispose()
    metadata = {
        "run_id": run_id,
        "generated_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "period": {"first_date": _iso(first_date), "last_date": _iso(last_date)},
        "encoding": "utf-8",
        "null": "an empty cell",
        "files": files,
    }
    path = folder / "powerbi_metadata.json"
    path.write_text(json.dumps(metadata, indent=2) + "\n", encoding="utf-8")
    return {export.file_name: folder / export.file_name for export in EXPORTS} | {path.name: path}


def _iso(day: Any) -> str | None:
    return None if day is None else str(day)


def _write(connection: sa.Connection, database: str, export: Export, path: Path) -> dict[str, Any]:
    result = connection.execution_options(stream_results=True, max_row_buffer=CHUNK_ROWS).execute(
        sa.text(export.query.format(marts=database))
    )
    columns = list(result.keys())
    text = [index for index, name in enumerate(columns) if name in export.text_columns]
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(columns)
        for chunk in result.partitions(CHUNK_ROWS):
            writer.writerows(safe_rows(chunk, text))
            rows += len(chunk)
    with path.open("rb") as written:
        checksum = _sha256(written)
    return {"file": path.name, "rows": rows, "sha256": checksum, "columns": columns}


def safe_rows(rows: Iterable[Sequence[Any]], text: Sequence[int]) -> Iterator[list[Any]]:
    """The rows with the cells of the given text columns made safe for spreadsheets."""
    for row in rows:
        cells = list(row)
        for index in text:
            cells[index] = neutralised(cells[index])
        yield cells


def neutralised(cell: Any) -> Any:
    """A text with an apostrophe before it if a spreadsheet would run it as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()
