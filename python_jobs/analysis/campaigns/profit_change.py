"""What moved profit between two periods, by channel: volume, price, conversion and value.

With clicks K, cost per click c, conversions per click r and revenue per conversion v,

    profit = K * r * v - K * c.

Each effect is what its factor changes, averaged over all orders in which the factors can change one after
the other: the Shapley value, as in Shorrocks (2013), Decomposition procedures for distributional analysis,
Journal of Economic Inequality 11, 99-126. So no order is preferred, and the effects add up to the change
exactly. With 0 for before and 1 for after, the effect of volume on revenue is, for instance,

    (K1 - K0) * (r0 * v0 / 3 + (r0 * v1 + r1 * v0) / 6 + r1 * v1 / 3).

A ratio that one period lacks is that of the other, so that a channel that is new or has ended differs by
volume alone. What the product then does not explain is revenue without conversions (value), conversions
without clicks (conversion) or cost without clicks (price).
"""

from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from python_jobs.insights import ProfitChange
from python_jobs.period import Period

_SUMS = ("clicks", "conversions", "cost", "revenue")


@dataclass(frozen=True)
class Funnel:
    """Sums of one channel and period; fractions, so that nothing is rounded."""

    clicks: Fraction = Fraction(0)
    conversions: Fraction = Fraction(0)
    cost: Fraction = Fraction(0)
    revenue: Fraction = Fraction(0)


@dataclass(frozen=True)
class Effects:
    """How much of the change of profit each factor makes; together all of it."""

    volume: Fraction
    price: Fraction
    conversion: Fraction
    value: Fraction


def effects(before: Funnel, after: Funnel) -> Effects:
    """Split the change of profit into its four effects."""
    clicks = (before.clicks, after.clicks)
    price = _ratios((before.cost, before.clicks), (after.cost, after.clicks))
    rate = _ratios((before.conversions, before.clicks), (after.conversions, after.clicks))
    value = _ratios((before.revenue, before.conversions), (after.revenue, after.conversions))

    by_volume = _third(clicks, rate, value) - _half(clicks, price)
    by_price = -_half(price, clicks)
    by_conversion = _third(rate, clicks, value)
    by_value = _third(value, clicks, rate)
    for sign, funnel, k, c, r, v in zip((-1, 1), (before, after), clicks, price, rate, value, strict=True):
        by_price -= sign * (funnel.cost - k * c)
        unexplained = sign * (funnel.revenue - k * r * v)
        if funnel.conversions:
            by_conversion += unexplained
        else:
            by_value += unexplained
    return Effects(by_volume, by_price, by_conversion, by_value)


def _ratios(before: tuple[Fraction, Fraction], after: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
    defined = [numerator / denominator for numerator, denominator in (before, after) if denominator]
    if not defined:
        return Fraction(0), Fraction(0)
    first = defined[0] if before[1] else defined[-1]
    return first, defined[-1] if after[1] else defined[0]


def _half(changing: tuple[Fraction, Fraction], other: tuple[Fraction, Fraction]) -> Fraction:
    """Effect of one of two factors."""
    return (changing[1] - changing[0]) * (other[0] + other[1]) / 2


def _third(
    changing: tuple[Fraction, Fraction], one: tuple[Fraction, Fraction], other: tuple[Fraction, Fraction]
) -> Fraction:
    """Effect of one of three factors."""
    ends = one[0] * other[0] + one[1] * other[1]
    between = one[0] * other[1] + one[1] * other[0]
    return (changing[1] - changing[0]) * (2 * ends + between) / 6


def profit_changes(days: pl.DataFrame, before: Period, after: Period) -> tuple[ProfitChange, ...]:
    """The changes of each channel with figures in one of the periods, largest first.

    Args:
        days: as read by ``read_channel_days``; both periods are in it.
    """
    earlier, later = _funnels(days, before), _funnels(days, after)
    channels = sorted(earlier.keys() | later.keys())
    changes = (_change(name, earlier.get(name, Funnel()), later.get(name, Funnel())) for name in channels)
    return tuple(sorted(changes, key=lambda change: -abs(change.change)))


def _funnels(days: pl.DataFrame, period: Period) -> dict[str, Funnel]:
    inside = days.filter(pl.col("date").is_between(period.first, period.last))
    sums = inside.group_by("channel").agg(pl.col(_SUMS).sum())
    return {
        row["channel"]: Funnel(**{name: Fraction(row[name]) for name in _SUMS})
        for row in sums.iter_rows(named=True)
    }


def _change(channel: str, before: Funnel, after: Funnel) -> ProfitChange:
    split = effects(before, after)
    return ProfitChange(
        channel=channel,
        before=float(before.revenue - before.cost),
        after=float(after.revenue - after.cost),
        volume=float(split.volume),
        price=float(split.price),
        conversion=float(split.conversion),
        value=float(split.value),
    )
