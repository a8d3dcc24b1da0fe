"""Exploration of the candidate marts; it runs beside the segmentation and reads aggregates only."""

from dataclasses import dataclass

from python_jobs.analysis.findings import findings
from python_jobs.analysis_config import load_analysis_config, report_language
from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.mart_aggregates import MartAggregates, read_aggregates


@dataclass(frozen=True)
class Exploration:
    """The aggregates of the candidate and what stands out in them, as sentences that carry their numbers."""

    aggregates: MartAggregates
    findings: tuple[str, ...]


def explore(settings: Settings) -> Exploration:
    """Aggregate ``<prefix>_build`` with the transformer account (the analyst may not read it)."""
    report = load_analysis_config(settings).report
    engine = engine_for(settings, "transformer")
    try:
        with engine.connect() as connection:
            aggregates = read_aggregates(connection, settings.database("build"))
    finally:
        engine.dispose()
    language = report_language(report)
    return Exploration(aggregates, findings(aggregates, language))
