"""Published figures against a calculation of one's own from the raw files: pandas, float64."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from python_jobs.settings import ServerKind, Settings
from tests.e2e.conftest import TwoRuns
from tests.e2e.installed import Mca

MEASURES = ["cost", "impressions", "clicks", "conversions", "revenue"]
METRICS = [
    "ctr_pct", "conversion_rate_pct", "cpc", "cpm", "cpa", "conversion_value", "roas", "roi_pct", "profit"
]  # fmt: skip
BLANKS = {"na", "n/a", "null", "none", "nan", "-", "?"}
SIX_DECIMALS = {"rtol": 1e-12, "atol": 5e-7}


def with_metrics(sums: pd.DataFrame) -> pd.DataFrame:
    """The metrics of METRICS.md from sums; undefined ones are NaN."""
    cost, impressions, clicks, conversions, revenue = (sums[measure].astype(float) for measure in MEASURES)

    def ratio(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
        return numerator / denominator.where(denominator != 0)

    return sums.assign(
        ctr_pct=100 * ratio(clicks, impressions),
        conversion_rate_pct=100 * ratio(conversions, clicks),
        cpc=ratio(cost, clicks),
        cpm=1000 * ratio(cost, impressions),
        cpa=ratio(cost, conversions),
        conversion_value=ratio(revenue, conversions),
        roas=ratio(revenue, cost),
        roi_pct=100 * ratio(revenue - cost, cost),
        profit=revenue - cost,
    )


def assert_same(published: pd.DataFrame, expected: pd.DataFrame, columns: list[str]) -> None:
    """Equal to six decimals, row by row of the index, undefined where undefined."""
    assert sorted(published.index) == sorted(expected.index)
    for column in columns:
        np.testing.assert_allclose(
            published[column].astype(float).sort_index(),
            expected[column].astype(float).sort_index(),
            err_msg=column,
            **SIX_DECIMALS,
        )


def outliers(values: pd.Series) -> int:
    """How many values lie outside 1.5 interquartile ranges; quartiles interpolated as pandas does."""
    low, high = values.quantile(0.25), values.quantile(0.75)
    margin = 1.5 * (high - low)
    return int(((values < low - margin) | (values > high + margin)).sum())


def clean_demo(files: list[Path]) -> pd.DataFrame:
    """The demo's campaign rows by METRICS.md. In them every date and number is written plainly or missing."""
    text = pd.concat(
        [pd.read_csv(file, dtype=str, keep_default_na=False) for file in files], ignore_index=True
    )
    rows = text.apply(lambda column: column.str.strip().str.replace(r"\s+", " ", regex=True))
    rows = rows.mask(rows.apply(lambda column: column.str.lower().isin(BLANKS)), "")
    written = rows[MEASURES] != ""
    for measure in MEASURES:
        rows[measure] = pd.to_numeric(rows[measure], errors="coerce")
    unreadable = written & rows[MEASURES].isna()
    date = pd.to_datetime(rows["date"], format="%Y-%m-%d", errors="coerce")
    rejected = (
        unreadable.any(axis=1)
        | date.isna()
        | (rows["campaign_name"] == "")
        | rows[["cost", "revenue"]].isna().any(axis=1)
        | (rows[MEASURES] < 0).any(axis=1)
        | (rows["clicks"] > rows["impressions"])
    )
    mapping = pd.read_csv(
        Path(__file__).parents[2] / "dbt_project" / "seeds" / "channel_mapping.csv", dtype=str
    )
    channels = dict(zip(mapping.iloc[:, 0].str.lower(), mapping.iloc[:, 1], strict=True))
    rows["channel"] = rows["channel"].str.lower().map(channels).fillna("Unknown")
    rows["campaign_name"] = rows["campaign_name"].str.lower()
    rows["date"] = date
    kept = rows[~rejected].drop_duplicates(["campaign_name", "channel", "date"], keep="last")
    return kept.fillna({"impressions": 0, "clicks": 0, "conversions": 0})


def test_demo_marts_equal_a_calculation_from_the_files(two_runs: TwoRuns) -> None:
    clean = clean_demo(two_runs.files[:2])
    for mart, key in (("mart_campaign_summary", "campaign_name"), ("mart_channel_summary", "channel")):
        expected = with_metrics(clean.groupby(key)[MEASURES].sum())
        assert_same(two_runs.mca.frame(mart).set_index(key), expected, MEASURES + METRICS)
    daily = two_runs.mca.frame("mart_daily_summary")
    daily = daily.assign(date=pd.to_datetime(daily["date"])).set_index("date")
    expected = with_metrics(clean.groupby("date")[MEASURES].sum().asfreq("D", fill_value=0))
    assert_same(daily, expected, MEASURES)
    fact = two_runs.mca.frame("fct_campaign_performance")
    assert len(fact) == len(clean)
    for measure in ("cost", "revenue"):
        assert fact[f"is_{measure}_outlier"].sum() == outliers(clean[measure]), measure


@pytest.mark.real_data
def test_february_2021_without_customers_equals_its_published_figures(
    kind: ServerKind, server_home: Callable[[ServerKind], Settings], real_data: Callable[[str], Path]
) -> None:
    expected = json.loads(real_data("campaigns_feb2021/expected.json").read_text())
    file = real_data("campaigns_feb2021/Marketing.csv")
    mca = Mca(server_home(kind).model_copy(update={"database_prefix": "february"}))
    assert "campaigns_feb2021" in mca.succeeds("ingest", file)
    mca.succeeds("run", "--without-prefect")

    fact = mca.frame("fct_campaign_performance")
    assert len(fact) == expected["total"]["rows"] == 308
    assert fact["cpa"].isna().sum() == 19
    totals = with_metrics(fact[MEASURES].sum().to_frame().T)
    assert_same(totals, pd.DataFrame([expected["total"]]), MEASURES + METRICS)

    campaigns = mca.frame("mart_campaign_summary").set_index("campaign_name")
    assert len(campaigns) == 11
    by_campaign = pd.DataFrame.from_dict(expected["campaign"], orient="index")
    assert_same(campaigns, by_campaign.rename(index=str.lower), MEASURES + METRICS)

    channels = mca.frame("mart_channel_summary").set_index("channel")
    by_channel = pd.DataFrame.from_dict(expected["channel"], orient="index")
    in_seed = {"social": "Social Media", "search": "Paid Search", "influencer": "Influencer"}
    assert_same(channels, by_channel.rename(index=in_seed), MEASURES + METRICS)

    raw = pd.read_csv(file)
    assert fact["is_cost_outlier"].sum() == outliers(raw["mark_spent"])
    assert fact["is_revenue_outlier"].sum() == outliers(raw["revenue"])


@pytest.mark.real_data
def test_facebook_2017_and_customers_8000_lose_no_row(
    any_kind: ServerKind, server_home: Callable[[ServerKind], Settings], real_data: Callable[[str], Path]
) -> None:
    file, customer_file = real_data("facebook_ads_2017/ads.csv"), real_data("customers_8000/customers.csv")
    mca = Mca(server_home(any_kind).model_copy(update={"database_prefix": "facebook"}))
    mca.succeeds("run", "--without-prefect", file, customer_file)

    raw, fact = pd.read_csv(file), mca.frame("fct_campaign_performance")
    assert len(fact) == len(raw) == 1143
    assert mca.frame("mart_data_quality").set_index("table_name").loc["campaigns", "rows_quarantined"] == 0
    # View-through conversions are kept: 218 ads have more conversions of any kind than clicks.
    assert (raw["Total_Conversion"] > raw["Clicks"]).sum() == 218
    more_than_clicks = (raw["Approved_Conversion"] > raw["Clicks"]).sum()
    assert (fact["conversions"] > fact["clicks"]).sum() == more_than_clicks > 0
    without_clicks = fact[(fact["clicks"] == 0) & (fact["cost"].astype(float) == 0)]
    assert len(without_clicks) == 207
    assert without_clicks["cpc"].isna().all()
    assert float(fact["cost"].astype(float).sum()) == pytest.approx(raw["Spent"].sum(), abs=1e-6)

    customers, raw = mca.frame("dim_customer"), pd.read_csv(customer_file)
    assert len(customers) == len(mca.frame("customer_segments")) == len(raw) == 8000
    minutes = raw.set_index(raw["CustomerID"].astype(str))["TimeOnSite"].sort_index()
    seconds = customers.set_index("customer_id")["avg_session_duration"].sort_index()
    np.testing.assert_allclose(seconds.astype(float), 60 * minutes.fillna(0), **SIX_DECIMALS)
