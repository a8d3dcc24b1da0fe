"""A batch that was a mistake can be taken back, and its file loaded again."""

from pathlib import Path

import pytest

from python_jobs.errors import ConfigurationError
from python_jobs.ingest.batches import ingest_files
from python_jobs.ingest.withdrawal import list_batches, withdraw_batch
from tests.conftest import Warehouse


def export(folder: Path) -> Path:
    file = folder / "export.csv"
    file.write_text(
        "campaign_name,channel,cost,impressions,clicks,conversions,revenue,date\nA,email,1,2,1,0,3,2024-01-01\n"
    )
    return file


def test_withdrawn_batch_is_hidden_kept_and_loadable_again(warehouse: Warehouse, tmp_path: Path) -> None:
    settings, file = warehouse.settings, export(tmp_path)
    (first,) = ingest_files(settings, [file], None)
    withdraw_batch(settings, first.batch_id)
    (second,) = ingest_files(settings, [file], None)
    assert second.status == "loaded"
    assert [(line.batch_id, line.status) for line in list_batches(settings)] == [
        (second.batch_id, "loaded"),
        (first.batch_id, "withdrawn"),
    ]
    raw = settings.database("raw")
    assert warehouse.query(f"select count(*) from {raw}.campaigns") == [(2,)]


def test_unknown_batch_is_named(warehouse: Warehouse) -> None:
    with pytest.raises(ConfigurationError, match=r"no loaded batch 99.*mca batch list"):
        withdraw_batch(warehouse.settings, 99)
