"""How many campaigns make most of the spend and of the profit: Pareto curves."""

from itertools import accumulate

import polars as pl

from python_jobs.insights import Concentration, ParetoPoint


def concentration(spend: pl.DataFrame, profit: pl.DataFrame, campaigns: int) -> Concentration | None:
    """The curves of two rankings as read by ``read_curve``; None without cost and without profit.

    Args:
        campaigns: how many there are, those without cost or profit too.
    """
    if spend.is_empty() and profit.is_empty():
        return None
    return Concentration(pareto_curve(spend), pareto_curve(profit), campaigns)


def pareto_curve(ranking: pl.DataFrame) -> tuple[ParetoPoint, ...]:
    """Shares of the sum, from ``campaigns`` (so far) and ``amount`` (of those since the row before)."""
    so_far = list(accumulate(ranking["amount"].to_list()))
    return tuple(
        ParetoPoint(campaigns, 100 * amount / so_far[-1])
        for campaigns, amount in zip(ranking["campaigns"].to_list(), so_far, strict=True)
    )


def reaching(curve: tuple[ParetoPoint, ...], share_pct: float) -> ParetoPoint | None:
    """The first point of a curve with at least a share of the whole."""
    return next((point for point in curve if point.share_pct >= share_pct), None)
