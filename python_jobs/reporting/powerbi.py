"""Writes the files for Power BI and their metadata, streamed so that memory stays flat."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from python_jobs.reporting.powerbi_lines import EXPORTS, Export
from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for

CHUNK_ROWS = 20_000


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


def _write(connection: sa.Connection, database: str, export: Export, path: Path) -> dict[str, Any]:
    columns = [column.name for column in export.columns]
    header = f"{','.join(columns)}\r\n".encode()
    digest, rows = hashlib.sha256(header), 0
    lines = connection.execution_options(stream_results=True, max_row_buffer=CHUNK_ROWS).exec_driver_sql(
        export.query(database)
    )
    with path.open("wb") as file:
        file.write(header)
        chunks: Iterator[Sequence[str]] = lines.scalars().partitions(CHUNK_ROWS)
        for chunk in chunks:
            block = "".join(f"{line}\r\n" for line in chunk).encode()
            digest.update(block)
            file.write(block)
            rows += len(chunk)
    return {"file": path.name, "rows": rows, "sha256": digest.hexdigest(), "columns": columns}


def _iso(day: Any) -> str | None:
    return None if day is None else str(day)
