"""Days on which a channel's figure was far from the same weekday's before: a robust z-score.

What a day is expected to bring is the median of the same weekday in the last weeks, times how much the days
of those weeks were above or below theirs (median again): so the autumn's growth is no anomaly. How far days
usually are from that is the median of their deviations, times 1.4826 to compare it with a standard deviation:
the modified z-score of Iglewicz and Hoaglin (1993), How to detect and handle outliers. The deviations of all
weekdays are taken together, because eight of them alone would make a scale that itself is noise. It is never
smaller than what chance does to a count, 1 / sqrt(expected) by Poisson, which also is the scale where most
days are equal.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

import numpy as np
import polars as pl
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from python_jobs.analysis_config import CampaignsConfig
from python_jobs.insights import Anomaly
from python_jobs.period import Period

Floats = NDArray[np.float64]
Measure = Literal["cost", "revenue", "clicks", "conversions"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
# Whose chance makes a measure uncertain, and what one of it is worth: both are counts with money beside them.
_COUNT_OF: dict[Measure, Measure] = {
    "cost": "clicks", "clicks": "clicks", "revenue": "conversions", "conversions": "conversions"
}  # fmt: skip
_MONEY_OF: dict[Measure, Measure] = {
    "cost": "cost", "clicks": "cost", "revenue": "revenue", "conversions": "revenue"
}  # fmt: skip
_MAD_TO_DEVIATION = 1.4826
# With fewer days before it, nobody knows what is usual.
_FEWEST_WEEKS, _FEWEST_DAYS = 4, 14


def history_before(period: Period, config: CampaignsConfig) -> date:
    """The first day that counts for a period's first: it is compared with weeks, and they with theirs."""
    return _monday(period.first) - timedelta(weeks=2 * config.anomaly_weeks)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def find_anomalies(days: pl.DataFrame, period: Period, config: CampaignsConfig) -> tuple[Anomaly, ...]:
    """Unusual days of a period, by the money that they differ by, most first.

    Args:
        days: as read by ``read_channel_days``, by day, with the days before the period. Days without figures
            are not judged.
    """
    found: list[tuple[float, Anomaly]] = []
    for (channel,), rows in days.group_by(["channel"], maintain_order=True):
        found += _of_channel(str(channel), rows, period, config)
    found.sort(key=lambda one: (-one[0], one[1].date, one[1].channel, one[1].measure))
    return tuple(anomaly for _, anomaly in found)


def money_of(anomaly: Anomaly, days: pl.DataFrame) -> float:
    """What an anomaly differs by in money: of counts, at the channel's money for each of them."""
    rows = days.filter(pl.col("channel") == anomaly.channel)
    return _worth(rows, anomaly.measure) * abs(anomaly.value - anomaly.expected)


def _of_channel(
    channel: str, rows: pl.DataFrame, period: Period, config: CampaignsConfig
) -> list[tuple[float, Anomaly]]:
    first = _monday(rows["date"].to_list()[0])
    place = (rows["date"] - first).dt.total_days().to_numpy()
    grids = {measure: _weeks(rows[measure].cast(pl.Float64).to_numpy(), place) for measure in MEASURES}
    usual = {measure: _usual(grid, config.anomaly_weeks) for measure, grid in grids.items()}
    found = []
    for measure in MEASURES:
        count, own = usual[_COUNT_OF[measure]].expected, usual[measure]
        with np.errstate(divide="ignore", invalid="ignore"):
            scores = own.deviation / np.fmax(own.spread, 1 / np.sqrt(count))
            unusual = (np.abs(scores) >= config.anomaly_score) & (count >= config.anomaly_min_count)
        worth = _worth(rows, measure)
        for week, weekday in np.argwhere(unusual):
            day = first + timedelta(days=int(7 * week + weekday))
            if period.first <= day <= period.last:
                value, expected = (
                    float(figures[week, weekday]) for figures in (grids[measure], own.expected)
                )
                anomaly = Anomaly(day, channel, measure, value, expected, float(scores[week, weekday]))
                found.append((worth * abs(value - expected), anomaly))
    return found


def _worth(rows: pl.DataFrame, measure: Measure) -> float:
    total = float(rows[measure].sum())
    return float(rows[_MONEY_OF[measure]].sum()) / total if total else 0.0


def _weeks(values: Floats, place: NDArray[np.int64]) -> Floats:
    """Days in rows of seven; NaN where there are no figures."""
    grid = np.full(7 * (int(place[-1]) // 7 + 1), np.nan)
    grid[place] = values
    return grid.reshape(-1, 7)


def _before(grid: Floats, weeks: int) -> Floats:
    """For each week the ``weeks`` before it: (week, weekday, week before)."""
    padded = np.vstack([np.full((weeks, 7), np.nan), grid[:-1]])
    return sliding_window_view(padded, weeks, axis=0)


@dataclass(frozen=True)
class _Usual:
    """What days are expected to bring (week, weekday), NaN where nobody knows.

    deviation: of each day from that. spread: how far the days of the weeks before were from it; (week, 1).
    """

    expected: Floats
    deviation: Floats
    spread: Floats


def _usual(grid: Floats, weeks: int) -> _Usual:
    with np.errstate(divide="ignore", invalid="ignore"):
        weekday = _median(_before(grid, weeks), _FEWEST_WEEKS)
        ratio = np.where(weekday > 0, grid / weekday, np.nan)
        ratios_before = _before(ratio, weeks).reshape(len(grid), -1)
        trend = _median(ratios_before, _FEWEST_DAYS)[:, None]
        spread = _median(np.abs(_deviation(ratios_before / trend)), _FEWEST_DAYS)[:, None]
        return _Usual(weekday * trend, _deviation(ratio / trend), _MAD_TO_DEVIATION * spread)


def _deviation(ratio: Floats) -> Floats:
    """How far a ratio is from 1, in both directions alike.

    Figures scatter further up than down. The logarithm makes an excess comparable, because days multiply; of
    a shortfall of counts it would make too much, so that takes the root.
    """
    return np.where(ratio > 1, np.log(ratio), 2 * (np.sqrt(ratio) - 1))


def _median(values: Floats, fewest: int) -> Floats:
    """Median over the last axis, NaN where fewer values are known; sorting puts NaN last."""
    ordered = np.sort(values, axis=-1)
    known = np.sum(~np.isnan(values), axis=-1)
    middle = np.maximum(known - 1, 0)
    low = np.take_along_axis(ordered, (middle // 2)[..., None], -1)[..., 0]
    high = np.take_along_axis(ordered, ((middle + 1) // 2)[..., None], -1)[..., 0]
    return np.where(known >= fewest, (low + high) / 2, np.nan)
