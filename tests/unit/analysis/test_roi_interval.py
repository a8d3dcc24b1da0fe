"""The interval of ROI: known values, and how often it holds the truth in simulations."""

import numpy as np
import polars as pl
import pytest

from python_jobs.analysis.campaigns.roi_interval import revenue_interval, roi_interval, spread_of


@pytest.mark.parametrize(
    ("conversions", "low", "high"),
    # Garwood's exact Poisson intervals of 95 %, as printed in tables, e.g. Ulm (1990), Am J Epidemiol 131.
    [(0, 0.0, 3.689), (1, 0.0253, 5.572), (3, 0.6187, 8.767), (10, 4.795, 18.39), (50, 37.11, 65.92)],
)
def test_of_equal_values_it_is_the_exact_poisson_interval(conversions: int, low: float, high: float) -> None:
    counted, value = np.array([float(conversions)]), 20.0
    found = revenue_interval(counted * value, counted * value**2, np.array([value]), 0.95)
    assert [float(bound[0]) / value for bound in found] == pytest.approx([low, high], rel=1e-3)


@pytest.mark.parametrize(("days", "conversions"), [(7, 10), (28, 10), (28, 100), (90, 1000)])
def test_95_of_100_intervals_hold_the_true_roi(days: int, conversions: int) -> None:
    random = np.random.default_rng(5)
    campaigns, roas = 1000, 1.3
    cost = random.lognormal(0, 0.4, (campaigns, days))
    bought = random.poisson(cost * conversions / cost.mean() / days)
    baskets = np.exp(random.normal(-0.125, 0.5, (campaigns, days)) / np.sqrt(np.maximum(bought, 1)))
    # The mean of n baskets has a mean of its own, so that the expected revenue per conversion is 1.
    baskets /= np.exp(-0.125 / np.sqrt(np.maximum(bought, 1)) + 0.125 / np.maximum(bought, 1))
    rows = pl.DataFrame(
        {
            "campaign": np.repeat(np.arange(campaigns), days),
            "cost": (cost * conversions / cost.mean() / days / roas).ravel(),
            "clicks": bought.ravel(),
            "conversions": bought.ravel(),
            "revenue": (bought * baskets).ravel(),
        }
    )
    low, high = roi_interval(spread_of(rows, "campaign"), 0.95)
    held = np.mean((low <= 100 * (roas - 1)) & (100 * (roas - 1) <= high))
    assert 0.93 <= held <= 0.99


def test_without_a_conversion_it_says_what_could_still_come() -> None:
    rows = pl.DataFrame(
        {
            "campaign": ["quiet", "usual"],
            "cost": [100.0, 1000.0],
            "clicks": [10, 100],
            "conversions": [0, 50],
            "revenue": [0.0, 2000.0],
        }
    )
    spread = spread_of(rows, "campaign").filter(pl.col("campaign") == "quiet")
    low, high = roi_interval(spread, 0.95)
    # Up to 3.689 conversions are likely, each as valuable as the others are.
    assert (low[0], high[0]) == (pytest.approx(-100), pytest.approx(100 * (3.689 * 40 / 100 - 1), abs=0.1))
