"""A load that would show wrong numbers is not published; one that only looks wrong is, with a reason."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from tests.e2e.installed import Mca


@pytest.fixture
def hundredfold(demo_files: list[Path], tmp_path: Path) -> Path:
    """The newest day of the demo once more, with its revenue in cents."""
    rows = pd.read_csv(demo_files[0], dtype=str, keep_default_na=False)
    newest = rows[rows["date"] == "2025-12-31"].copy()
    figures = newest[["cost", "impressions", "clicks", "revenue"]].apply(pd.to_numeric, errors="coerce")
    # A bad row among eight would be too many for the test that looks at the share of quarantined rows.
    good = (
        figures.notna().all(axis=1) & (figures["cost"] >= 0) & (figures["clicks"] <= figures["impressions"])
    )
    good &= newest["campaign_name"].str.contains("[a-z]", case=False) & (newest["campaign_name"] != "NA")
    assert figures["revenue"][good].sum() > 0
    newest["revenue"] = (100 * figures["revenue"]).round(2).astype(str)
    newest[good].to_csv(tmp_path / "hundredfold.csv", index=False)
    return tmp_path / "hundredfold.csv"


@pytest.fixture
def disturbed(published: Mca) -> Iterator[Mca]:
    """The publication; what a test loads is taken back at its end."""
    before = published.succeeds("batch", "list").splitlines()
    yield published
    loaded = [line for line in published.succeeds("batch", "list").splitlines() if line not in before]
    for line in loaded:
        published.succeeds("batch", "withdraw", line.split()[0])


def test_newest_day_times_100_is_not_published(disturbed: Mca, hundredfold: Path) -> None:
    before = disturbed.contents()
    message = disturbed.fails("run", "--without-prefect", hundredfold)
    assert "did not pass the gate" in message
    assert "Data failed: newest days: The revenue of each new day" in message
    assert "2025-12-31 (the day)" in message
    assert "mca batch withdraw" in message
    assert disturbed.contents() == before
    results = disturbed.frame("quality_results", "ops")
    failed = results[(results["outcome"] == "failed") & (results["table_name"] == "newest days")]
    assert "revenue" in set(failed["expectation"])
    # Of what was made of the candidate meanwhile nothing is left.
    outputs = max(disturbed.settings.outputs.glob("2*"))
    assert {path.name for path in outputs.iterdir()} == {
        "audit.html",
        "data_docs",
        "model",
        "run_record.json",
    }


@pytest.mark.nightly
def test_unusual_but_right_is_published_with_the_reason(disturbed: Mca, hundredfold: Path) -> None:
    before = disturbed.contents()
    shown = disturbed.succeeds(
        "run", "--without-prefect", "--accept-drift", "Prices are in cents now", hundredfold
    )
    assert "Accepted (Prices are in cents now)" in " ".join(shown.split())
    day = disturbed.frame("mart_daily_summary").set_index("date_key").loc[20251231]
    assert day["revenue"] > 50 * day["revenue_week_before"]
    disturbed.succeeds("publication", "rollback")
    assert disturbed.contents() == before
