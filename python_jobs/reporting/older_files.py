"""The files of what is published now, from which those of a new publication go on, or are taken over."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from python_jobs.reporting.day_files import OlderDays
from python_jobs.reporting.metadata import FILE_NAME, made_by
from python_jobs.reporting.powerbi_lines import EXPORTS, LOOKED_UP
from python_jobs.reporting.report import WrittenPart
from python_jobs.settings import Settings
from python_jobs.warehouse.aggregates.period_marts import FACT
from python_jobs.warehouse.publishing.content_marks import unchanged_marts
from python_jobs.warehouse.publishing.fact_changes import FactChanges, fact_changes
from python_jobs.warehouse.publishing.publication_row import Publication, read_publication_row
from python_jobs.warehouse.publishing.publisher import publisher

_Said = Mapping[str, Any]  # of a file, in metadata.json

_MARTS = (FACT, "dim_customer", "customer_segments")
_FILES = {
    **{f"csv/{mart}.csv": mart for mart in _MARTS},
    **{f"parquet/{mart}.parquet": mart for mart in _MARTS},
    **{f"powerbi/{export.file_name}": export.mart for export in EXPORTS if export.mart in _MARTS},
}


@dataclass(frozen=True)
class OlderFiles:
    """The files of a report, and what has changed since.

    Attributes:
        folder: where they are.
        rows: how many rows there were of each mart.
        changes: of the fact.
        same: other marts of which each row is as it was.
        days: where the fact is written day by day, its files by their folder's name, such as
            ``csv/fct_campaign_performance``; else there are none.
        sha256: checksums of the other files, by name.
    """

    folder: Path
    rows: Mapping[str, int]
    changes: FactChanges
    same: frozenset[str]
    days: Mapping[str, OlderDays]
    sha256: Mapping[str, str]


def older_files(settings: Settings, connection: sa.Connection) -> OlderFiles | None:
    """What to go on from; None where there are no such files, or most of their rows have changed.

    Args:
        connection: of the transformer.
    """
    with publisher(settings) as published:
        publication = read_publication_row(published, settings, "marts")
        same = unchanged_marts(published, settings)
    if publication is None:
        return None
    folder = settings.outputs / publication.run_id
    described = _described(folder, publication)
    if described is None:
        return None
    changes = fact_changes(connection, settings, publication, _names_beside_the_fact())
    if changes is None:
        return None
    days = {
        name: OlderDays(folder / name, {_day(part["file"]): _part(part) for part in said["days"]})
        for name, said in described.items()
        if "days" in said
    }
    sha256 = {name: said["sha256"] for name, said in described.items() if name not in days}
    return OlderFiles(folder, publication.rows, changes, same & publication.rows.keys(), days, sha256)


def _described(folder: Path, publication: Publication) -> dict[str, _Said] | None:
    """What is said of the files, by name; None unless they are untouched and hold all of the publication.

    They are to be as this version writes them.
    """
    try:
        written = (folder / FILE_NAME).stat().st_mtime_ns
        metadata = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        if metadata["run_id"] != publication.run_id or metadata["asked_for"] is not None:
            return None
        if metadata["made_by"] != made_by():
            return None
        described: dict[str, _Said] = {file["file"]: file for file in metadata["files"]}
        used: dict[str, _Said] = {}
        for name, mart in _FILES.items():
            name_used = name if name in described else name.rpartition(".")[0]
            said = used[name_used] = described[name_used]
            files = said.get("days", [said])
            if said["rows"] != publication.rows[mart] or said["rows"] != sum(file["rows"] for file in files):
                return None
            if not all(_is_untouched(folder, file, written) for file in files):
                return None
    except (OSError, ValueError, KeyError):  # not there, or not ours
        return None
    return used


def _is_untouched(folder: Path, said: _Said, written: int) -> bool:
    found = (folder / said["file"]).stat()
    return bool(said["bytes"] == found.st_size and found.st_mtime_ns <= written)


def _day(file: str) -> int:
    return int(Path(file).stem.replace("-", ""))


def _part(said: _Said) -> WrittenPart:
    return WrittenPart(Path(said["file"]).name, said["rows"], said["sha256"])


def _names_beside_the_fact() -> dict[str, list[str]]:
    """Of the marts that are looked up for lines of the fact, the columns that stand in these."""
    columns = [column for export in EXPORTS if export.mart == FACT for column in export.columns]
    return {
        mart: sorted({column.column for column in columns if column.mart == mart})
        for mart in LOOKED_UP
        if any(column.mart == mart for column in columns)
    }
