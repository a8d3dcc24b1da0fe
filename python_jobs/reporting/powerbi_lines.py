"""The four classic files for Power BI: their columns and where they come from."""

from collections.abc import Sequence
from dataclasses import dataclass

from python_jobs.metrics import METRICS
from python_jobs.period import Period
from python_jobs.warehouse.csv_lines import Column
from python_jobs.warehouse.period_marts import FACT, mart

_MEASURES = ("cost", "impressions", "clicks", "conversions", "revenue")
_METRICS = tuple(metric.name for metric in METRICS)
_FLAGS = (
    "is_cost_outlier",
    "is_revenue_outlier",
    "is_impressions_filled",
    "is_clicks_filled",
    "is_conversions_filled",
    "is_channel_filled",
)
_TABLES = (
    FACT,
    "dim_campaign",
    "dim_channel",
    "dim_customer",
    "customer_segments",
    "mart_channel_summary",
)


@dataclass(frozen=True)
class Export:
    """A file: its columns and what they are selected from, with ``{names}`` of tables in it."""

    file_name: str
    columns: tuple[Column, ...]
    tables: str

    def source(self, database: str, period: Period | None = None) -> str:
        """What to select from, in a publication or a period of it."""
        return self.tables.format_map({table: mart(database, table, period) for table in _TABLES})


def _numbers(table: str, names: Sequence[str]) -> tuple[Column, ...]:
    return tuple(Column(name, f"{table}.{name}") for name in names)


def _texts(table: str, names: Sequence[str]) -> tuple[Column, ...]:
    return tuple(Column(name, f"{table}.{name}", is_text=True) for name in names)


_CAMPAIGN = Column("campaign_name", "dim_campaign.campaign_label", is_text=True)
_OUTCOME = Column(
    "outcome",
    f"case when {FACT}.roi_pct is null then 'undefined' when {FACT}.profit < 0 then 'loss' "
    f"when {FACT}.profit = 0 then 'break-even' else 'profit' end",
    is_text=True,
)
_FACT_WITH_NAMES = (
    "{fct_campaign_performance} "
    "join {dim_campaign} on dim_campaign.campaign_key = fct_campaign_performance.campaign_key "
    "join {dim_channel} on dim_channel.channel_key = fct_campaign_performance.channel_key"
)

EXPORTS: tuple[Export, ...] = (
    Export(
        "campaign_data_powerbi.csv",
        (
            Column("date", f"{FACT}.date"),
            _CAMPAIGN,
            *_texts("dim_campaign", ["campaign_id"]),
            *_texts("dim_channel", ["channel"]),
            *_numbers(FACT, (*_MEASURES, *_METRICS, *_FLAGS, "campaign_key", "channel_key", "date_key")),
        ),
        _FACT_WITH_NAMES,
    ),
    Export(
        "channel_performance_powerbi.csv",
        (
            *_texts("mart_channel_summary", ["channel"]),
            *_numbers("mart_channel_summary", ("campaigns", "days_active", *_MEASURES, *_METRICS)),
            *_numbers("mart_channel_summary", ("mean_ctr_pct", "mean_roas", "mean_roi_pct")),
            *_numbers(
                "mart_channel_summary", ("cost_share_pct", "revenue_share_pct", "roi_rank", "channel_key")
            ),
        ),
        "{mart_channel_summary} "
        "order by mart_channel_summary.roi_rank is null, mart_channel_summary.roi_rank",
    ),
    Export(
        "customer_segments_powerbi.csv",
        (
            *_texts("dim_customer", ["customer_id"]),
            *_numbers("customer_segments", ["segment"]),
            *_texts("customer_segments", ["segment_name"]),
            *_numbers("dim_customer", ["age"]),
            *_texts("dim_customer", ["gender", "country"]),
            *_numbers(
                "dim_customer", ("sessions", "avg_session_duration", "pages_per_session", "transactions")
            ),
            *_numbers("dim_customer", ("revenue", "customer_key")),
        ),
        "{dim_customer} "
        "left join {customer_segments} on customer_segments.customer_key = dim_customer.customer_key",
    ),
    Export(
        "roi_analysis_powerbi.csv",
        (
            Column("date", f"{FACT}.date"),
            _CAMPAIGN,
            *_texts("dim_channel", ["channel"]),
            *_numbers(FACT, ("cost", "revenue", "profit", "roas", "roi_pct")),
            _OUTCOME,
        ),
        _FACT_WITH_NAMES,
    ),
)
