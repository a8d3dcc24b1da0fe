"""Exploration of a publication or of the candidate; it reads aggregates only."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

import polars as pl
import sqlalchemy as sa

from python_jobs.analysis.campaigns.anomalies import find_anomalies, history_before
from python_jobs.analysis.campaigns.compared_periods import compared_periods, recent_from
from python_jobs.analysis.campaigns.months import monthly_channel_returns, monthly_returns
from python_jobs.analysis.campaigns.pareto import concentration
from python_jobs.analysis.campaigns.profit_change import profit_changes
from python_jobs.analysis.campaigns.ranking import rank_campaigns, rank_channels
from python_jobs.analysis.campaigns.running import with_running
from python_jobs.analysis.campaigns.waste import wasted_spend
from python_jobs.analysis.campaigns.waste_findings import NOTABLE_SILENCE
from python_jobs.analysis.findings import findings
from python_jobs.analysis_config import CampaignsConfig, load_analysis_config, report_language
from python_jobs.insights import Insights
from python_jobs.language import Language
from python_jobs.period import Comparison, Period
from python_jobs.settings import Layer, Settings
from python_jobs.warehouse.aggregates.aggregate_reading import read_aggregates
from python_jobs.warehouse.aggregates.campaign_returns import read_curve, read_returns
from python_jobs.warehouse.aggregates.channel_days import (
    SilentDays,
    read_available,
    read_channel_days,
    read_silent_days,
)
from python_jobs.warehouse.aggregates.fact_shape import ROI_MONTHS
from python_jobs.warehouse.aggregates.mart_aggregates import MartAggregates
from python_jobs.warehouse.connections import Account, engine_for

# The analyst may read neither the candidate nor what was replaced.
_READERS: dict[Layer, Account] = {"build": "transformer", "marts": "analyst", "previous": "publisher"}


@dataclass(frozen=True)
class Exploration:
    """The aggregates of a publication or a period of it, and what stands out in them."""

    aggregates: MartAggregates
    insights: Insights

    @property
    def findings(self) -> tuple[str, ...]:
        """The sentences, the one with the most money at stake first."""
        return tuple(finding.sentence for finding in self.insights.findings)


def explore(
    settings: Settings,
    *,
    layer: Layer = "build",
    period: Period | None = None,
    comparison: Comparison | None = None,
) -> Exploration:
    """Aggregate the marts in a database and find what stands out.

    Args:
        layer: ``build`` for the candidate, ``marts``, or ``previous``.
        period: only these days; None for all that there are.
        comparison: what profit is compared with. None compares a period with the one before, and everything's
            last four weeks with the four before.
    """
    config = load_analysis_config(settings)
    language = report_language(config.report)
    database = settings.database(layer)
    engine = engine_for(settings, _READERS[layer])
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            months = _roi_months(connection, settings) if layer == "build" and period is None else None

            def silent_days(through: sa.Connection) -> SilentDays:
                return read_silent_days(through, database, period, NOTABLE_SILENCE, months)

            with _beside(silent_days, engine, connection, layer) as silent:
                aggregates = read_aggregates(connection, database, period, months)
                insights = _insights(
                    connection, database, aggregates, silent, period, comparison, config.campaigns, language
                )
    finally:
        engine.dispose()
    return Exploration(aggregates, insights)


def _roi_months(connection: sa.Connection, settings: Settings) -> str | None:
    """What dbt counted of the candidate, month by month, unless it was made without dbt."""
    staging = settings.database("staging")
    there = sa.inspect(connection).has_table(ROI_MONTHS, schema=staging)
    return f"{staging}.{ROI_MONTHS}" if there else None


@contextmanager
def _beside(
    read: Callable[[sa.Connection], SilentDays], engine: sa.Engine, connection: sa.Connection, layer: Layer
) -> Iterator[Callable[[], SilentDays]]:
    """What reads of the candidate, which nobody changes, beside all else.

    What is published may change; it is read in one snapshot.
    """
    if layer != "build":
        yield partial(read, connection)
        return

    def read_beside() -> SilentDays:
        with engine.connect() as other:
            return read(other)

    with ThreadPoolExecutor(max_workers=1) as thread:
        yield thread.submit(read_beside).result


def _insights(
    connection: sa.Connection,
    database: str,
    aggregates: MartAggregates,
    read_silent: Callable[[], SilentDays],
    period: Period | None,
    comparison: Comparison | None,
    config: CampaignsConfig,
    language: Language,
) -> Insights:
    first, last = aggregates.totals.select("first_date", "last_date").row(0)
    shown = period or (None if first is None else Period(first, last))
    returns = read_returns(connection, database, period, last and recent_from(last))
    returns = with_running(returns, last)
    silent = read_silent()
    history = read_channel_days(connection, database, _with_history(period, comparison, config))
    if shown is None or history.is_empty():
        return Insights(
            findings=findings(aggregates, Insights(), history, silent, config.confidence, language)
        )
    days = history.filter(pl.col("date").is_between(shown.first, shown.last))
    available = shown if period is None else read_available(connection, database)
    compared = compared_periods(available, period, comparison)
    insights = Insights(
        ranking=rank_campaigns(returns, config, language),
        channels=rank_channels(days, config, language),
        concentration=concentration(
            read_curve(connection, database, period, "cost"),
            read_curve(connection, database, period, "profit"),
            int(aggregates.totals["campaigns"][0]),
        ),
        profit_changes=profit_changes(history, *compared) if compared else (),
        compared_with=compared[0].in_words(language) if compared else "",
        compared_period=compared[0] if compared else None,
        changed_period=compared[1] if compared else None,
        is_compared_whole=compared is None or all(map(available.covers, compared)),
        anomalies=find_anomalies(history, shown, config),
        waste=wasted_spend(returns, config),
        months=monthly_returns(days, shown),
        channel_months=monthly_channel_returns(days, shown),
    )
    found = findings(
        aggregates, insights, history, silent, config.confidence, language, is_whole=period is None
    )
    return replace(insights, findings=found)


def _with_history(
    period: Period | None, comparison: Comparison | None, config: CampaignsConfig
) -> Period | None:
    """The days of a period, and those before that it is compared with."""
    if period is None:
        return None
    before = period.compared(comparison or "previous")
    return Period(min(before.first, history_before(period, config)), period.last)
