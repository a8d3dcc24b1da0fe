"""Everything the reports say about one publication, without what reads it: who draws needs no more."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import polars as pl

from python_jobs.insights import Insights
from python_jobs.language import Language
from python_jobs.period import Period
from python_jobs.reporting.coverage import covered, period_in_words
from python_jobs.reporting.segment_map import SegmentMap
from python_jobs.reporting.segment_stability import SegmentStability
from python_jobs.warehouse.aggregates.mart_aggregates import MartAggregates
from python_jobs.warehouse.aggregates.metric_frames import Columns

SCORE_COLUMNS: Columns = {
    "k": pl.Int64,
    "inertia": pl.Float64,
    "silhouette": pl.Float64,
    "davies_bouldin": pl.Float64,
    "calinski_harabasz": pl.Float64,
}


def no_scores() -> pl.DataFrame:
    """What :func:`~python_jobs.reporting.report_reading.read_scores` gives where there are none."""
    return pl.DataFrame(schema=dict(SCORE_COLUMNS))


@dataclass(frozen=True)
class ReportData:
    """One publication, or a period of it.

    run_id, published_at: of the publication. first_date, last_date: the days with figures; None without any.
    marts: the aggregates. profiles: the rows of ``segment_profiles``, most valuable segment first.
    available: from the first to the last day of the publication, whatever the period; None without any.
    period: the days that the report is about; None for all that there are.
    before_period: what it is compared with. before: its aggregates, of which only totals, daily figures and
        channels are read; None also where no day of it has figures.
    is_partial: sentences about days without figures in either period; empty where nothing is missing.
    is_compared_whole: whether figures reach from end to end of both periods; else neither is called better.
    scores: the segmentation's table of k; empty where it searched for none. segment_map,
        segment_stability: None without a model.
    """

    run_id: str
    published_at: datetime
    first_date: date | None
    last_date: date | None
    marts: MartAggregates
    profiles: pl.DataFrame
    available: Period | None = None
    period: Period | None = None
    before: MartAggregates | None = None
    before_period: Period | None = None
    is_partial: str = ""
    is_compared_whole: bool = True
    insights: Insights = field(default_factory=Insights)
    scores: pl.DataFrame = field(default_factory=no_scores)
    segment_map: SegmentMap | None = None
    segment_stability: SegmentStability | None = None

    @property
    def totals(self) -> dict[str, Any]:
        """The one row of ``marts.totals``."""
        return self.marts.totals.row(0, named=True)

    def period_in_words(self, language: Language) -> str:
        """The days that the report is about."""
        return period_in_words(self.period or covered(self.first_date, self.last_date), language)
