"""Segments that stand: the same customers, segmented in the same way, would get the ones they have.

A day brings campaigns; customers come seldom. While none of their batches came or went, the published
segments are the candidate's, too, and the run has the model of the run before.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from python_jobs.analysis.model_registry import library_versions, model_folder, read_model, take_over_model
from python_jobs.analysis.segment_tables import SEGMENT_TABLES
from python_jobs.analysis_config import SegmentationConfig
from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import Settings
from python_jobs.source_digest import digest_of
from python_jobs.warehouse.publishing.content_marks import PREFIX, content_marks
from python_jobs.warehouse.publishing.published_copies import take_over_published
from python_jobs.warehouse.publishing.published_layers import layer_snapshot

_SEGMENTS = "customer_segments"


@dataclass(frozen=True)
class MadeOf:
    """What the segments of a candidate are made of; ``source`` is None where that is not known.

    It is not of customers that somebody has built by hand.
    """

    source: str | None

    def mark(self, run_id: str) -> str:
        """The mark of segments that a run found; empty for none. Another run might number them otherwise."""
        return f"{PREFIX}{self.source} in run {run_id}" if self.source else ""

    def is_of(self, mark: str) -> bool:
        """Whether segments with that mark were made of the same."""
        return self.source is not None and mark.startswith(f"{PREFIX}{self.source} ")


def made_of(engine: sa.Engine, database: str, config: SegmentationConfig) -> MadeOf:
    """Customers, configuration, code and libraries, in short.

    Args:
        database: the candidate's, with ``dim_customer``.
    """
    with engine.connect() as connection:
        customers = content_marks(connection, database).get("dim_customer")
    if customers is None:
        return MadeOf(None)
    code = digest_of(PROJECT_ROOT, [PROJECT_ROOT / "python_jobs" / "analysis"])
    parts = (customers, config.model_dump_json(), code, json.dumps(library_versions()))
    return MadeOf(hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32])


def keep_segments(settings: Settings, run_id: str, source: MadeOf) -> dict[str, Any] | None:
    """Give the candidate the published segments if they are made of the same; what the run's model says.

    None where they are not, or the files of the model that made them are gone; nothing was changed then.
    """
    # While the snapshot is held, nobody can publish something else or roll back.
    with layer_snapshot(settings, "marts") as (connection, publication):
        marks = content_marks(connection, settings.database("marts"))
        if publication is None or not source.is_of(marks.get(_SEGMENTS, "")):
            return None
        try:
            model = read_model(model_folder(settings.outputs / publication.run_id))
        except (OSError, ValueError):
            return None
        take_over_published(settings, SEGMENT_TABLES)
        return take_over_model(settings, publication.run_id, model, run_id)
