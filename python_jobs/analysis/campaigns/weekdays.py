"""The best and the worst weekday by ROI, where they differ by more than the weeks' own ups and downs."""

from dataclasses import dataclass
from typing import Any

import polars as pl
from scipy.special import stdtrit

# Fewer of each weekday are chance rather than habit.
_FEWEST_WEEKS = 8
# Any two of seven weekdays might have been the best and the worst.
_PAIRS = 21


@dataclass(frozen=True)
class WeekdayReturn:
    """Sums of one weekday, 1 = Monday; ``roi_pct`` is that of the sums."""

    weekday: int
    cost: float
    roi_pct: float


def best_and_worst_weekday(
    daily: pl.DataFrame, confidence: float
) -> tuple[WeekdayReturn, WeekdayReturn] | None:
    """The two, if their ROIs differ beyond chance; None if not, or where there are too few weeks to tell.

    The error of each ROI is that of a ratio of sums over the weekday's days: Cochran (1977), chapter 6.

    Args:
        daily: one row per day: ``date``, ``cost``, ``revenue``.
    """
    by_weekday = (
        daily.group_by(pl.col("date").dt.weekday().alias("weekday"))
        .agg(
            pl.len().cast(pl.Int64).alias("days"),
            pl.col("cost", "revenue").sum(),
            (pl.col("revenue") - pl.col("cost") * pl.col("revenue").sum() / pl.col("cost").sum())
            .pow(2)
            .sum()
            .alias("residual_squares"),
        )
        .filter((pl.col("cost") > 0) & (pl.col("days") >= _FEWEST_WEEKS))
        .sort("weekday")
    )
    if len(by_weekday) < 7:
        return None
    weekdays = sorted(by_weekday.iter_rows(named=True), key=lambda row: row["revenue"] / row["cost"])
    worst, best = weekdays[0], weekdays[-1]
    difference = best["revenue"] / best["cost"] - worst["revenue"] / worst["cost"]
    fewest = min(row["days"] for row in weekdays)
    bound = float(stdtrit(fewest - 1, 1 - (1 - confidence) / 2 / _PAIRS))
    if difference <= bound * (_error_squared(best) + _error_squared(worst)) ** 0.5:
        return None
    return _return(best), _return(worst)


def _error_squared(row: dict[str, Any]) -> float:
    return float(row["residual_squares"] * row["days"] / (row["days"] - 1) / row["cost"] ** 2)


def _return(row: dict[str, Any]) -> WeekdayReturn:
    return WeekdayReturn(row["weekday"], row["cost"], 100 * (row["revenue"] / row["cost"] - 1))
