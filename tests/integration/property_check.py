"""Compares the marts that the real SQL makes of raw rows with those of the plain-Python reference."""

from pymysql.connections import Connection

from tests.integration.raw_rows import as_staging_row
from tests.integration.reference import CHANNELS, Expected, Row, expected_marts, split_reasons
from tests.integration.transformation_cases import CompiledModels, read_rows, run_models

MODELS = [
    "int_campaigns_checked",
    "quarantine_campaigns",
    "int_channels",
    "int_campaign_names",
    "int_campaigns_normalised",
    "int_campaigns_channel_filled",
    "int_campaigns_deduplicated",
    "int_campaigns_filled",
    "int_outlier_buckets",
    "int_outlier_quartiles",
    "int_campaigns_outlier_bounds",
    "int_campaigns_flagged",
    "int_campaign_months",
    "dim_campaign",
    "dim_channel",
    "fct_campaign_performance",
]
COMPARED = [
    *("cost", "impressions", "clicks", "conversions", "revenue"),
    *("ctr_pct", "conversion_rate_pct", "cpc", "cpm", "cpa", "conversion_value", "roas", "roi_pct", "profit"),
    *("superseded_rows", "is_channel_filled", "is_impressions_filled", "is_clicks_filled"),
    *("is_conversions_filled", "is_cost_outlier", "is_revenue_outlier"),
]


def check_batch(rows: list[Row], compiled: CompiledModels, connection: Connection, scratch: str) -> None:
    """Fail where a clean row, a metric or a quarantine reason differs from the reference."""
    seed = [{"spelling": spelling, "channel": channel} for spelling, channel in CHANNELS.items()]
    given = {
        "stg_campaigns": [as_staging_row(row) for row in rows],
        "channel_mapping": seed,
        "channels": [],
    }
    run_models(compiled, connection, scratch, MODELS, given)
    expected = expected_marts(rows)
    _check_quarantine(expected, read_rows(connection, f"{scratch}.quarantine_campaigns"))
    fact = read_rows(
        connection,
        f"{scratch}.fct_campaign_performance join {scratch}.dim_campaign using (campaign_key) "
        f"join {scratch}.dim_channel using (channel_key)",
    )
    actual = {(row["campaign_name"], row["channel"], row["date"]): row for row in fact}
    assert len(actual) == len(fact), "a campaign, channel and day has two rows"
    assert actual.keys() == expected.clean.keys()
    for key, row in expected.clean.items():
        differing = {
            name: (actual[key][name], row[name]) for name in COMPARED if actual[key][name] != row[name]
        }
        assert not differing, f"{key}: SQL and reference differ in {differing}"
    assert len(rows) == len(fact) + len(expected.quarantined) + sum(row["superseded_rows"] for row in fact)


def _check_quarantine(expected: Expected, quarantine: list[Row]) -> None:
    actual = {row["raw_row_id"]: split_reasons(row["quarantine_reasons"]) for row in quarantine}
    assert actual == expected.quarantined
