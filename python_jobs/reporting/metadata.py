"""What a report was made from, and which files it consists of, as JSON for programs."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from python_jobs.period import Period
from python_jobs.project import PROJECT_ROOT
from python_jobs.reporting.report import Report, Written, WrittenFile
from python_jobs.source_digest import digest_of

FILE_NAME = "metadata.json"
_BLOCK_BYTES = 1 << 20
# What decides how a row is written.
_ROWS_MADE_BY = ("python_jobs/reporting", "python_jobs/warehouse/rows")


def write_metadata(report: Report, written: Sequence[Written]) -> Path:
    """Write ``metadata.json`` beside the files of a report, as the last of them: with it, it is complete."""
    tables = {table.path: table for one in written for table in one.tables}
    parts = {table.path / part.name for table in tables.values() for part in table.parts}
    files = {file for one in written for path in one.shown.values() for file in _files(path)}
    content = publication_facts(report) | {
        "figures": _days(report.data.first_date, report.data.last_date),
        "asked_for": _period(report.data.period),
        "compared_with": _period(report.data.before_period),
        "partial": report.data.is_partial or None,
        "currency": report.language.currency,
        "made_by": made_by(),
        "files": [
            described(tables[file], report.folder) if file in tables else _file(file, report.folder)
            for file in sorted(files - parts | tables.keys())
        ],
    }
    path = report.folder / FILE_NAME
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def made_by() -> str:
    """A digest of the code that writes rows: what another version wrote is not gone on from."""
    return digest_of(PROJECT_ROOT, (PROJECT_ROOT / name for name in _ROWS_MADE_BY))


def publication_facts(report: Report) -> dict[str, Any]:
    """Which publication it is, and when the report was written."""
    return {
        "run_id": report.data.run_id,
        "published_at": report.data.published_at.replace(tzinfo=timezone.utc).isoformat(timespec="seconds"),
        "generated_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }


def described(table: WrittenFile, folder: Path) -> dict[str, Any]:
    """A file of rows, or a folder with one for each day: number, checksums and schema."""
    days = [_file(table.path / part.name, folder, part.sha256) | {"rows": part.rows} for part in table.parts]
    schema = {"columns": [name for name, _ in table.columns], "types": dict(table.columns)}
    if not days:
        return _file(table.path, folder, table.sha256) | {"rows": table.rows} | schema
    return {
        "file": table.path.relative_to(folder).as_posix(),
        "bytes": sum(day["bytes"] for day in days),
        "rows": table.rows,
        **schema,
        "days": days,
    }


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]


def _file(path: Path, folder: Path, sha256: str | None = None) -> dict[str, Any]:
    return {
        "file": path.relative_to(folder).as_posix(),
        "bytes": path.stat().st_size,
        "sha256": sha256 or _sha256(path),
    }


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _period(period: Period | None) -> dict[str, str | None] | None:
    return None if period is None else _days(period.first, period.last)


def _days(first: object, last: object) -> dict[str, str | None]:
    return {"first_date": str(first) if first else None, "last_date": str(last) if last else None}
