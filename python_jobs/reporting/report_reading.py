"""Reads what the reports say from the published marts: aggregates only, never the fact itself."""

import json
from datetime import datetime, timezone

import polars as pl
import sqlalchemy as sa

from python_jobs.errors import DataError
from python_jobs.features import FEATURES
from python_jobs.insights import Insights
from python_jobs.language import Language
from python_jobs.period import Comparison, Period
from python_jobs.reporting.coverage import covered, is_compared_whole, partial_figures, period_in_words
from python_jobs.reporting.report_data import SCORE_COLUMNS, ReportData, no_scores
from python_jobs.reporting.segment_map import read_segment_map
from python_jobs.reporting.segment_stability import read_segment_stability
from python_jobs.settings import Layer, Settings
from python_jobs.warehouse.aggregates.aggregate_reading import read_aggregates, read_before
from python_jobs.warehouse.aggregates.mart_aggregates import MartAggregates
from python_jobs.warehouse.aggregates.metric_frames import Columns
from python_jobs.warehouse.aggregates.query_frame import frame
from python_jobs.warehouse.publishing.publication_row import Publication
from python_jobs.warehouse.publishing.published_layers import candidate_snapshot, layer_snapshot

_PROFILE_COLUMNS: Columns = {
    "segment": pl.Int64,
    "segment_name": pl.String,
    "customers": pl.Int64,
    "customer_share_pct": pl.Float64,
    "revenue_share_pct": pl.Float64,
    **{f"mean_{name}": pl.Float64 for name in FEATURES},
}


def read_report_data(
    settings: Settings,
    layer: Layer = "marts",
    period: Period | None = None,
    comparison: Comparison | None = None,
    insights: Insights | None = None,
    language: Language | None = None,
    aggregates: MartAggregates | None = None,
) -> ReportData:
    """Read a publication in one consistent snapshot.

    Args:
        layer: ``marts``, or ``previous`` for the publication before.
        period: only these days; None for all that there are.
        comparison: which earlier period to read beside it.
        insights: what the analysis of the same publication and period found.
        language: of the sentences in ``is_partial``.
        aggregates: of the same publication and period, if they have been read already.

    Raises:
        DataError: nothing has been published yet, or not one day of the period has figures.
    """
    language = language or Language()
    with layer_snapshot(settings, layer) as (connection, publication):
        if publication is None:
            raise DataError(
                f"Nothing has been published in {settings.database(layer)} yet. Run the pipeline first: "
                "mca run"
            )
        database = settings.database(layer)
        available = covered(publication.first_date, publication.last_date)
        shown = period or available
        compared = shown.compared(comparison) if shown and comparison else None
        marts = aggregates or read_aggregates(connection, database, period)
        _require_figures(marts, publication, period, language)
        before = read_before(connection, database, compared) if compared else None
        first, last = marts.totals.select("first_date", "last_date").row(0)
        return ReportData(
            run_id=publication.run_id,
            published_at=publication.published_at,
            first_date=first,
            last_date=last,
            marts=marts,
            profiles=_profiles(connection, database),
            available=available,
            period=period,
            before=before if before is not None and before.totals["fact_rows"][0] else None,
            before_period=compared,
            is_partial=partial_figures(available, period, compared, language),
            is_compared_whole=is_compared_whole(available, shown, compared),
            insights=insights or Insights(),
            scores=read_scores(settings, publication.run_id),
            segment_map=read_segment_map(settings, publication.run_id),
            segment_stability=read_segment_stability(settings, publication.run_id),
        )


def read_candidate_data(
    settings: Settings, run_id: str, aggregates: MartAggregates, insights: Insights
) -> ReportData:
    """What the report of a run will be made of once its candidate is published; ``published_at`` is now."""
    first, last = aggregates.totals.select("first_date", "last_date").row(0)
    with candidate_snapshot(settings) as marts:
        profiles = _profiles(marts.connection, marts.database)
    return ReportData(
        run_id=run_id,
        published_at=datetime.now(timezone.utc).replace(tzinfo=None),
        first_date=first,
        last_date=last,
        marts=aggregates,
        profiles=profiles,
        insights=insights,
        scores=read_scores(settings, run_id),
        segment_map=read_segment_map(settings, run_id),
        segment_stability=read_segment_stability(settings, run_id),
    )


def _require_figures(
    marts: MartAggregates, publication: Publication, period: Period | None, language: Language
) -> None:
    if period is None or marts.totals["fact_rows"][0]:
        return
    available = covered(publication.first_date, publication.last_date)
    raise DataError(
        f"There are no figures from {period.first} to {period.last}. The publication of run "
        f"{publication.run_id} has {period_in_words(available, language)}."
    )


def _profiles(connection: sa.Connection, database: str) -> pl.DataFrame:
    return frame(
        connection, f"select {{columns}} from {database}.segment_profiles order by segment", _PROFILE_COLUMNS
    )


def read_scores(settings: Settings, run_id: str) -> pl.DataFrame:
    """The segmentation's table of scores (``k``, ``inertia``, ``silhouette``, ...) from the run's model.

    Empty when the run registered no model.
    """
    path = settings.outputs / run_id / "model" / "model.json"
    try:
        model = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return no_scores()
    return pl.DataFrame(model["scores"], schema=dict(SCORE_COLUMNS))
