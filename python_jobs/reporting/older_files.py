"""The files of what is published now, from which those of a new publication go on, or are taken over."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from python_jobs.reporting.metadata import FILE_NAME, made_by
from python_jobs.reporting.powerbi_lines import EXPORTS, LOOKED_UP
from python_jobs.settings import Settings
from python_jobs.warehouse.aggregates.period_marts import FACT
from python_jobs.warehouse.publishing.content_marks import unchanged_marts
from python_jobs.warehouse.publishing.fact_changes import FactChanges, fact_changes
from python_jobs.warehouse.publishing.publication_row import Publication, read_publication_row
from python_jobs.warehouse.publishing.publisher import publisher

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
    """

    folder: Path
    rows: Mapping[str, int]
    changes: FactChanges
    same: frozenset[str]


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
    if not _are_whole(folder, publication):
        return None
    changes = fact_changes(connection, settings, publication, _names_beside_the_fact())
    if changes is None:
        return None
    return OlderFiles(folder, publication.rows, changes, same & publication.rows.keys())


def _are_whole(folder: Path, publication: Publication) -> bool:
    """Whether the files hold all rows of the publication, as this version writes them, and are untouched."""
    try:
        written = (folder / FILE_NAME).stat().st_mtime_ns
        metadata = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
        described: Mapping[str, Mapping[str, Any]] = {file["file"]: file for file in metadata["files"]}
        if metadata["run_id"] != publication.run_id or metadata["asked_for"] is not None:
            return False
        if metadata["made_by"] != made_by():
            return False
        for name, mart in _FILES.items():
            found, said = (folder / name).stat(), described[name]
            if said["rows"] != publication.rows[mart] or said["bytes"] != found.st_size:
                return False
            if found.st_mtime_ns > written:
                return False
    except (OSError, ValueError, KeyError):  # not there, or not ours
        return False
    return True


def _names_beside_the_fact() -> dict[str, list[str]]:
    """Of the marts that are looked up for lines of the fact, the columns that stand in these."""
    columns = [column for export in EXPORTS if export.mart == FACT for column in export.columns]
    return {
        mart: sorted({column.column for column in columns if column.mart == mart})
        for mart in LOOKED_UP
        if any(column.mart == mart for column in columns)
    }
