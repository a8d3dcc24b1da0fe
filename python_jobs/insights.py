"""What the analysis of campaigns finds, as data that reports show; neither of the two imports the other."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from python_jobs.period import Period


@dataclass(frozen=True)
class Finding:
    """One sentence that its numbers carry.

    Attributes:
        at_stake: the money that it is about, to order by; 0 for a mere description.
    """

    kind: str
    sentence: str
    at_stake: float


@dataclass(frozen=True)
class RankedCampaign:
    """ROI of one campaign in percent, with its interval.

    Attributes:
        is_certain: whether it may be called good or bad: its joint interval is on one side of break-even.
        reason: why it may not, e.g. too few conversions; empty if it may.
        joint_low_pct, joint_high_pct: bounds that hold for all campaigns together with the same confidence,
            so that the best and the worst of many may be picked by them.
        is_running: whether it had cost in the last four weeks; else there is nothing to do about it.
        roas: revenue / cost.
    """

    campaign: str
    cost: float
    revenue: float
    profit: float
    conversions: int
    roi_pct: float
    roi_low_pct: float
    roi_high_pct: float
    is_certain: bool
    reason: str = ""
    joint_low_pct: float = 0.0
    joint_high_pct: float = 0.0
    is_running: bool = True

    @property
    def roas(self) -> float:
        """Revenue for each unit of cost."""
        return self.revenue / self.cost


@dataclass(frozen=True)
class RankedChannel:
    """ROI of one channel in percent, with its interval; as :class:`RankedCampaign`."""

    channel: str
    cost: float
    revenue: float
    profit: float
    conversions: int
    roi_pct: float
    roi_low_pct: float
    roi_high_pct: float
    is_certain: bool
    reason: str = ""
    joint_low_pct: float = 0.0
    joint_high_pct: float = 0.0


@dataclass(frozen=True)
class MonthlyReturn:
    """Sums and ratios of one month; the ratios are None without cost.

    Attributes:
        month: its first day.
        channel: empty for all channels together.
        is_whole: whether the period has all days of the month.
    """

    month: date
    channel: str
    cost: float
    revenue: float
    roi_pct: float | None
    roas: float | None
    is_whole: bool


@dataclass(frozen=True)
class ParetoPoint:
    """The first ``campaigns`` of a ranking together have ``share_pct`` of the whole; ``campaigns`` from 1."""

    campaigns: int
    share_pct: float


@dataclass(frozen=True)
class Concentration:
    """Pareto curves of spend and of profit (of campaigns that made one), at most 200 points each."""

    spend: tuple[ParetoPoint, ...]
    profit: tuple[ParetoPoint, ...]
    campaigns: int


@dataclass(frozen=True)
class ProfitChange:
    """Why one channel's profit changed between two periods: the four effects add up to ``change`` exactly.

    volume: more or fewer clicks. price: cost per click. conversion: conversions per click.
    value: revenue per conversion.
    """

    channel: str
    before: float
    after: float
    volume: float
    price: float
    conversion: float
    value: float

    @property
    def change(self) -> float:
        """After minus before."""
        return self.after - self.before


@dataclass(frozen=True)
class Anomaly:
    """A day on which a channel's figure was far from the same weekday's before (robust z-score)."""

    date: date
    channel: str
    measure: Literal["cost", "revenue", "clicks", "conversions"]
    value: float
    expected: float
    score: float


@dataclass(frozen=True)
class Waste:
    """Cost of a campaign that brought no conversion in the whole period.

    Attributes:
        expected_conversions: what the same cost brings at its channels' cost per conversion.
        is_running: as of :class:`RankedCampaign`.
    """

    campaign: str
    cost: float
    clicks: int
    expected_conversions: float = 0.0
    is_running: bool = True


@dataclass(frozen=True)
class Insights:
    """All of it; each tuple is ordered by the money at stake, most first (months: by month)."""

    findings: tuple[Finding, ...] = ()
    ranking: tuple[RankedCampaign, ...] = ()
    concentration: Concentration | None = None
    profit_changes: tuple[ProfitChange, ...] = ()
    compared_with: str = ""
    """The earlier period of ``profit_changes`` in words; empty without one."""
    anomalies: tuple[Anomaly, ...] = ()
    waste: tuple[Waste, ...] = ()
    channels: tuple[RankedChannel, ...] = ()
    months: tuple[MonthlyReturn, ...] = ()
    """All channels together, by month."""
    channel_months: tuple[MonthlyReturn, ...] = ()
    """By month and channel."""
    changed_period: Period | None = None
    """The later period of ``profit_changes``; None without one."""
    compared_period: Period | None = None
    """The earlier period of ``profit_changes``; None without one."""
    is_compared_whole: bool = True
    """Whether figures reach from end to end of both periods: else a day that is missing looks like a loss."""
