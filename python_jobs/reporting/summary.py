"""The content of the executive summary, the same for paper and page: only their layout differs."""

from collections.abc import Sequence
from dataclasses import dataclass

from python_jobs.language import Language
from python_jobs.reporting.charts.base import Chart
from python_jobs.reporting.report_data import ReportData
from python_jobs.reporting.tables import (
    KeyFigure,
    Table,
    campaign_tables,
    channel_table,
    definition_table,
    key_figures,
    quality_table,
    segment_table,
)
from python_jobs.reporting.verdict import verdict


@dataclass(frozen=True)
class Summary:
    """Everything that is printed."""

    title: str
    period: str
    run_id: str
    published: str
    verdict: tuple[str, ...]
    findings: tuple[str, ...]
    key_figures: tuple[KeyFigure, ...]
    channels: Table
    campaigns: tuple[Table, ...]
    segments: Table
    quality: Table
    definitions: Table
    charts: tuple[Chart, ...]
    notes: tuple[str, ...]


def make_summary(
    data: ReportData, title: str, language: Language, charts: tuple[Chart, ...], findings: Sequence[str]
) -> Summary:
    """Put the content together; ``findings`` are sentences from the exploration of the same data."""
    return Summary(
        title=title,
        period=data.period_in_words(language),
        run_id=data.run_id,
        published=f"{data.published_at:%Y-%m-%d %H:%M} UTC",
        verdict=verdict(data, language),
        findings=tuple(findings),
        key_figures=key_figures(data, language),
        channels=channel_table(data, language),
        campaigns=campaign_tables(data, language),
        segments=segment_table(data, language),
        quality=quality_table(data, language),
        definitions=definition_table(),
        charts=charts,
        notes=(
            f"Amounts in {language.currency}. A ratio of a total is the ratio of the sums. {language.undefined}: "
            "undefined, because what it is divided by is 0.",
        ),
    )
