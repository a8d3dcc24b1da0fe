"""The content of the executive summary for paper: sentences and tables, without any layout."""

from collections.abc import Sequence
from dataclasses import dataclass

from python_jobs.language import Language
from python_jobs.reporting.actions import actions
from python_jobs.reporting.charts.base import Chart
from python_jobs.reporting.insight_tables import (
    anomaly_table,
    campaign_tables,
    profit_change_table,
    waste_table,
)
from python_jobs.reporting.key_figures import KeyFigure, compared_in_words, key_figures
from python_jobs.reporting.report_data import ReportData
from python_jobs.reporting.tables import (
    Table,
    channel_table,
    definition_table,
    quality_table,
    segment_table,
)
from python_jobs.reporting.verdict import verdict


@dataclass(frozen=True)
class Summary:
    """Everything that is printed.

    compared: what the arrows of the key figures mean; empty without any. is_partial: sentences about days
    without figures; empty where nothing is missing. profit_changes, anomalies, waste: None where the analysis
    found none.
    """

    language: Language
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
    compared: str = ""
    is_partial: str = ""
    actions: tuple[str, ...] = ()
    profit_changes: Table | None = None
    anomalies: Table | None = None
    waste: Table | None = None


def make_summary(
    data: ReportData, title: str, language: Language, charts: tuple[Chart, ...], findings: Sequence[str]
) -> Summary:
    """Put the content together.

    Args:
        findings: sentences from the exploration of the same data, used where ``data.insights`` has none.
    """
    sentences = tuple(finding.sentence for finding in data.insights.findings) or tuple(findings)
    return Summary(
        language=language,
        title=title,
        period=data.period_in_words(language),
        run_id=data.run_id,
        published=language.text(
            "{day}, {time} UTC",
            day=language.short_day(data.published_at.date()),
            time=f"{data.published_at:%H:%M}",
        ),
        verdict=verdict(data, language),
        findings=sentences,
        key_figures=key_figures(data, language),
        channels=channel_table(data, language),
        campaigns=campaign_tables(data, language),
        segments=segment_table(data, language),
        quality=quality_table(data, language),
        definitions=definition_table(language),
        charts=charts,
        notes=_notes(language),
        compared=compared_in_words(data, language),
        is_partial=data.is_partial,
        actions=actions(data.insights, language),
        profit_changes=profit_change_table(data.insights, language),
        anomalies=anomaly_table(data.insights, language),
        waste=waste_table(data.insights, language),
    )


def _notes(language: Language) -> tuple[str, ...]:
    return (
        language.text(
            "Amounts in {currency}. A ratio of a total is the ratio of the sums. {undefined}: undefined, "
            "because what it is divided by is 0.",
            currency=language.currency,
            undefined=language.undefined,
        ),
    )
