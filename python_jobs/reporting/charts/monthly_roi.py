"""ROI and ROAS of every month."""

from typing import TYPE_CHECKING, Any

from python_jobs.insights import MonthlyReturn
from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.palette import GAIN, LOSS
from python_jobs.reporting.charts.paper import line_of_zero, paper_figure, percent_ticks, ticks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Five years: more bars are thinner than their gaps.
_SHOWN = 60


def make(context: Context) -> Chart | None:
    """Bars of ROI with a second scale of ROAS, which is the same figure in another unit."""
    language = context.language
    months = context.data.insights.months[-_SHOWN:]
    defined = [month for month in months if month.roi_pct is not None]
    whole = [month for month in defined if month.is_whole]
    if len(defined) < 2:
        return None
    title = _title(whole, context)
    subtitle = language.text("ROI per month in percent of the cost (left), ROAS (right)")
    if len(whole) < len(defined):
        subtitle = language.text(
            "ROI per month in percent of the cost (left), ROAS (right); pale: not all days of the month"
        )
    if len(months) < len(context.data.insights.months):
        subtitle += language.text(" (the last {months} months)", months=language.count(_SHOWN))

    def draw() -> "Figure":
        figure, axes = paper_figure(title, subtitle, height=3.1)
        for place, month in enumerate(months):
            if month.roi_pct is not None:
                axes.bar(place, month.roi_pct, width=0.78, color=GAIN if month.roi_pct >= 0 else LOSS,
                         alpha=1.0 if month.is_whole else 0.4)  # fmt: skip
        line_of_zero(axes)
        step = -(-len(months) // 10)
        marked = range((len(months) - 1) % step, len(months), step)
        axes.set_xticks(marked, [language.month(months[place].month) for place in marked])
        axes.tick_params(axis="x", pad=7)  # below the figures of the scales
        axes.set_xlim(-0.6, len(months) - 0.4)
        axes.yaxis.set_major_formatter(percent_ticks(language))
        axes.set_ylabel(language.text("ROI"))
        axes.grid(axis="x", visible=False)
        right = axes.secondary_yaxis("right", functions=(_roas_of, _roi_of))
        right.set_ylabel(language.text("ROAS"))
        right.yaxis.set_major_formatter(ticks(language.ratio))
        right.spines[:].set_visible(False)
        return figure

    alt = language.text("Bars: {bars}.", bars="; ".join(
        f"{language.month(month.month)} {language.percent(month.roi_pct, 1)}" for month in months
    ))  # fmt: skip
    return Chart("monthly_roi", title, subtitle, alt, draw)


def _title(whole: list[MonthlyReturn], context: Context) -> str:
    language = context.language
    if len(whole) < 2:
        return language.text("ROI by month")
    best, worst = max(whole, key=_roi), min(whole, key=_roi)
    if round(_roi(best), 1) == round(_roi(worst), 1):
        return language.text("ROI was the same in every month, {roi}", roi=language.percent(_roi(best), 1))
    return language.text(
        "ROI by month: highest in {best} ({best_roi}), lowest in {worst} ({worst_roi})",
        best=language.month(best.month),
        best_roi=language.percent(best.roi_pct, 1),
        worst=language.month(worst.month),
        worst_roi=language.percent(worst.roi_pct, 1),
    )


def _roi(month: MonthlyReturn) -> float:
    return month.roi_pct or 0.0


def _roas_of(roi_pct: Any) -> Any:
    return 1 + roi_pct / 100


def _roi_of(roas: Any) -> Any:
    return 100 * (roas - 1)
