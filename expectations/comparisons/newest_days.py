"""New and restated days against the days before them: cents for euros, a day doubled, a missing source.

Totals swing with season and launches, so that only a large factor stops them. What a click costs and what a
conversion brings hardly swing: there a smaller factor stops, in a channel or campaign that moves the day too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from expectations.comparisons.daily_figures import RATIOS, TOTALS, Days, Figures, total
from expectations.comparisons.usual_range import judge, usual_before
from expectations.comparisons.verdict import outcome_of, result
from python_jobs.audit_config import NewestDaysConfig
from python_jobs.warehouse.quality_results import Outcome, QualityResult

COMPARISON = "newest days"

# Returns and totals also fall for good reasons (campaigns end, conversions come late); these two do not.
_NEVER_FALL = ("cost per click", "revenue per conversion")
# Money that a ratio puts in doubt, by which a group's weight in its day is measured.
_MONEY = {"return on ad spend": "revenue", "cost per click": "cost", "revenue per conversion": "revenue"}
_NAMES = {"rows": "number of rows"}
# The same few figures in many rows are a flat rate; a file loaded twice has many figures, each twice.
_TWIN_FIGURES = 5


@dataclass(frozen=True)
class Unusual:
    """One figure of a day, or of a channel or campaign on that day, that is not like the days before."""

    date: date
    of: str
    figure: str
    found: float
    usual: float
    outcome: Outcome

    def as_row(self) -> dict[str, object]:
        """The figure for people."""
        figures = {"found": f"{self.found:,.2f}", "usual": f"{self.usual:,.2f}"}
        return {"date": self.date, "of": self.of, "figure": self.figure, **figures, "outcome": self.outcome}


@dataclass(frozen=True)
class NewestDays:
    """``days`` are judged, by ``channels`` and ``campaigns``, whose days before are given too."""

    days: Sequence[date]
    channels: Mapping[str, Days]
    campaigns: Mapping[str, Days]
    twins: Mapping[date, tuple[int, int]]


def judge_newest_days(newest: NewestDays, config: NewestDaysConfig) -> tuple[QualityResult, ...]:
    """One outcome per figure, one for what is missing and one for rows that come twice."""
    whole = total(newest.channels)
    results = [
        _result(
            name,
            f"The {_NAMES.get(name, name)} of each new day is like that of the days before.",
            _unusual_totals(name, figure, whole, newest.days, config),
            newest.days,
        )
        for name, figure in TOTALS.items()
    ]
    results += [
        _result(
            name,
            f"The {name} of each new day, its channels and campaigns is like that of the days before.",
            _unusual_ratios(name, figure, whole, newest, config),
            newest.days,
        )
        for name, figure in RATIOS.items()
    ]
    return (*results, _missing(newest, config), _twins(newest, whole, config))


def least_large(whole: Days, days: Sequence[date], config: NewestDaysConfig) -> Figures | None:
    """Cost and revenue from which a campaign can move one of the days; None if no day has a history."""
    usual = {}
    for name, figure in TOTALS.items():
        found = (usual_before(_series(figure, whole), day, days, config) for day in days)
        usual[name] = [one.median for one in found if one is not None]
    if not usual["cost"] and not usual["revenue"]:
        return None
    cost, revenue = (
        config.moves_the_day * min(usual[name], default=float("1e30")) for name in ("cost", "revenue")
    )
    return Figures(cost=cost, revenue=revenue)


def _unusual_totals(
    name: str, figure: Callable[[Figures], float], whole: Days, days: Sequence[date], config: NewestDaysConfig
) -> list[Unusual]:
    series, unusual = _series(figure, whole), []
    for day in days:
        usual = usual_before(series, day, days, config)
        if usual is None:
            continue
        value = series.get(day, 0.0)
        outcome = judge(value, usual, config.rows if name == "rows" else config.totals, config.deviations)
        if outcome == "failed" and value < usual.median:
            outcome = "warned"
        if outcome != "passed":
            unusual.append(Unusual(day, "the day", name, value, usual.median, outcome))
    return unusual


def _unusual_ratios(
    name: str,
    figure: Callable[[Figures], float | None],
    whole: Days,
    newest: NewestDays,
    config: NewestDaysConfig,
) -> list[Unusual]:
    unusual = []
    groups = [
        ("the day", whole),
        *((f"channel {channel}", days) for channel, days in newest.channels.items()),
        *((f"campaign {campaign}", days) for campaign, days in newest.campaigns.items()),
    ]
    for of, group in groups:
        series = _series(figure, group)
        for day in newest.days:
            usual = usual_before(series, day, newest.days, config) if day in series else None
            if usual is None:
                continue
            outcome = judge(series[day], usual, config.ratios, config.deviations)
            if outcome == "failed" and series[day] < usual.median and name not in _NEVER_FALL:
                outcome = "warned"
            if of != "the day" and outcome != "passed":
                # A small group strays further: it is mentioned where a whole day would stop.
                moves = _moves(_MONEY[name], group, whole, day, newest.days, config)
                outcome = "passed" if outcome == "warned" else "failed" if moves else "warned"
            if outcome != "passed":
                unusual.append(Unusual(day, of, name, series[day], usual.median, outcome))
    return unusual


def _moves(
    money: str, group: Days, whole: Days, day: date, days: Sequence[date], config: NewestDaysConfig
) -> bool:
    """Whether the group's money is so far from its usual that the whole day is another one."""
    figure = TOTALS[money]
    usual_day = usual_before(_series(figure, whole), day, days, config)
    usual_group = usual_before(_series(figure, group), day, days, config)
    if usual_day is None:
        return False
    change = abs(figure(group[day]) - (usual_group.median if usual_group else 0.0))
    return change >= config.moves_the_day * usual_day.median


def _missing(newest: NewestDays, config: NewestDaysConfig) -> QualityResult:
    """Channels that usually have rows and now have none, and whole days without any."""
    gone: list[dict[str, object]] = []
    present = {day for series in newest.channels.values() for day in series}
    for day in _calendar(newest, present):
        before = [day - timedelta(days=number) for number in range(1, config.history_days + 1)]
        usable = [other for other in before if other in present and other not in newest.days]
        if len(usable) < config.minimum_days:
            continue
        if day not in present:
            reach = (usable[0] - usable[-1]).days + 1
            if len(usable) >= config.usually_there * reach:
                gone.append({"date": day, "missing": "every channel"})
            continue
        gone += [
            {"date": day, "missing": f"channel {channel}"}
            for channel, series in sorted(newest.channels.items())
            if day not in series
            and sum(other in series for other in usable) >= config.usually_there * len(usable)
        ]
    return result(
        COMPARISON,
        "nothing missing",
        "Every channel that usually has rows has some on each new day.",
        "warned" if gone else "passed",
        f"{gone[0]['missing']} on {gone[0]['date']}, {len(gone)} in all" if gone else _looked(newest.days),
        gone,
    )


def _calendar(newest: NewestDays, present: set[date]) -> list[date]:
    """The days looked at and the empty ones among and right before them."""
    if not newest.days:
        return []
    first, last = min(newest.days), max(newest.days)
    earlier = max((day for day in present if day < first), default=first)
    span = [earlier + timedelta(days=number) for number in range(1, (last - earlier).days + 1)]
    return [day for day in span if day in newest.days or day not in present]


def _twins(newest: NewestDays, whole: Days, config: NewestDaysConfig) -> QualityResult:
    shares = {
        day: alike / whole[day].rows
        for day, (alike, figures) in newest.twins.items()
        if figures >= _TWIN_FIGURES and day in whole
    }
    worst = max(shares.values(), default=0.0)
    return result(
        COMPARISON,
        "rows that come twice",
        "Hardly any rows of a new day equal another in every figure: a file loaded under two names does.",
        outcome_of(worst, config.twin_rows),
        f"at most {worst:.1%} of a day's rows" if shares else _looked(newest.days),
        [{"date": day, "rows alike": newest.twins[day][0], "share": f"{shares[day]:.1%}"} for day in shares],
    )


def _result(name: str, description: str, unusual: list[Unusual], days: Sequence[date]) -> QualityResult:
    worst: Outcome = "passed"
    if unusual:
        worst = "failed" if any(one.outcome == "failed" for one in unusual) else "warned"
    ordered = sorted(unusual, key=lambda one: (one.outcome != "failed", -one.date.toordinal()))
    observed = _looked(days)
    if ordered:
        first = ordered[0]
        observed = (
            f"{first.found:,.2f} on {first.date} ({first.of}), usual {first.usual:,.2f}: "
            f"{first.found / first.usual:,.2f} times"
        )
        if len(ordered) > 1:
            observed += f"; {len(ordered)} figures in all"
    return result(COMPARISON, name, description, worst, observed, [one.as_row() for one in ordered])


def _looked(days: Sequence[date]) -> str:
    if not days:
        return "no day is new or restated"
    return f"{len(days)} new or restated days, {min(days)} to {max(days)}"


def _series(figure: Callable[[Figures], float | None], days: Days) -> dict[date, float]:
    values = ((day, figure(figures)) for day, figures in days.items())
    return {day: value for day, value in values if value is not None}
