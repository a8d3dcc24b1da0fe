"""ROI of the campaigns that matter most with its interval: which ones may be called good or bad."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from python_jobs.insights import RankedCampaign
from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.palette import GAIN, GREY, LOSS
from python_jobs.reporting.charts.paper import line_of_zero, name_rows, paper_figure, percent_ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SHOWN = 20
# An interval that is far wider than the others is cut off, with an arrow, so that the others can be seen.
_CUT = 3.0


def make(context: Context) -> Chart | None:
    """The campaigns with the most money at stake, by ROI."""
    ranking = context.data.insights.ranking
    if len(ranking) < 2:
        return None
    language = context.language
    shown = sorted(ranking[:_SHOWN], key=lambda campaign: -campaign.roi_pct)
    title = _title(shown, len(ranking), context)
    subtitle = language.text(
        "ROI in percent and its likely range; blue: profit, orange: loss, hollow: too little data or no "
        "clear result"
    )

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=1.1 + 0.25 * len(shown))
        low, high = _span(shown)
        for place, campaign in enumerate(shown):
            colour = GREY if not campaign.is_certain else GAIN if campaign.roi_pct >= 0 else LOSS
            axes.hlines(place, max(low, campaign.roi_low_pct), min(high, campaign.roi_high_pct), color=colour,
                        linewidth=2.2)  # fmt: skip
            for end, is_cut, marker in (
                (low, campaign.roi_low_pct < low, "<"),
                (high, campaign.roi_high_pct > high, ">"),
            ):
                if is_cut:
                    axes.plot(end, place, marker=marker, color=colour, markersize=6, clip_on=False)
            axes.plot(min(high, max(low, campaign.roi_pct)), place, markersize=7, markeredgecolor=colour,
                      marker="o" if campaign.roi_pct >= 0 else "v", markeredgewidth=1.5,
                      markerfacecolor=colour if campaign.is_certain else "white")  # fmt: skip
        name_rows(axes, [campaign.campaign for campaign in shown], 36)
        line_of_zero(axes, vertical=True)
        room = 0.02 * (high - low)
        axes.set_xlim(low - room, high + room)
        axes.xaxis.set_major_formatter(percent_ticks(language))
        return figure

    alt = language.text("ROI and its likely range: {campaigns}.", campaigns="; ".join(
        f"{campaign.campaign} {language.percent(campaign.roi_pct, 0)} "
        f"({language.percent(campaign.roi_low_pct, 0)}, {language.percent(campaign.roi_high_pct, 0)})"
        for campaign in shown
    ))  # fmt: skip
    return Chart("campaign_intervals", title, subtitle, alt, draw)


def _title(shown: Sequence[RankedCampaign], total: int, context: Context) -> str:
    language = context.language
    values = {
        "shown": language.count(len(shown)),
        "earning": language.count(sum(campaign.is_certain and campaign.roi_pct >= 0 for campaign in shown)),
        "losing": language.count(sum(campaign.is_certain and campaign.roi_pct < 0 for campaign in shown)),
        "open": language.count(sum(not campaign.is_certain for campaign in shown)),
    }
    if total > len(shown):
        return language.text(
            "Of the {shown} campaigns with the most money at stake, {earning} clearly earn, {losing} "
            "clearly lose, {open} remain open",
            **values,
        )
    return language.text(
        "Of {shown} campaigns, {earning} clearly earn, {losing} clearly lose, {open} remain open", **values
    )


def _span(shown: Sequence[RankedCampaign]) -> tuple[float, float]:
    """From the lowest end to the highest, but not far beyond the values themselves."""
    highest = max(0.0, *(campaign.roi_high_pct for campaign in shown))
    typical = sorted(campaign.roi_high_pct - campaign.roi_low_pct for campaign in shown)[len(shown) // 2]
    most = max(0.0, *(campaign.roi_pct for campaign in shown if campaign.is_certain), 0.0) + _CUT * typical
    return min(0.0, *(campaign.roi_low_pct for campaign in shown)), max(min(highest, most), 1.0)
