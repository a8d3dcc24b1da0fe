"""What to do, each as a sentence with the numbers that carry it; nothing is advised on too little data."""

from python_jobs.insights import Insights, RankedCampaign
from python_jobs.language import Language

_ACTIONS = 5


def actions(insights: Insights, language: Language) -> tuple[str, ...]:
    """Up to five things to do, the most money at stake first, with campaigns that still run.

    Bounds of ROI are the joint ones, as in the findings: these few campaigns are picked out of many.
    """
    advice = [*_stop(insights, language), *_cut(insights, language), *_raise(insights, language)]
    ordered = sorted(advice, key=lambda item: item[0], reverse=True)
    return tuple(sentence for _, sentence in ordered[:_ACTIONS])


def _advisable(insights: Insights) -> list[RankedCampaign]:
    return [campaign for campaign in insights.ranking if campaign.is_certain and campaign.is_running]


def _stop(insights: Insights, language: Language) -> list[tuple[float, str]]:
    return [
        (
            waste.cost,
            language.text(
                "Stop or rework {campaign}: it cost {cost} and brought no conversion, where {expected} "
                "were to be expected.",
                campaign=waste.campaign,
                cost=language.compact_money(waste.cost),
                expected=language.compact(waste.expected_conversions),
            ),
        )
        for waste in [one for one in insights.waste if one.is_running][:2]
    ]


def _cut(insights: Insights, language: Language) -> list[tuple[float, str]]:
    losing = sorted(
        (c for c in _advisable(insights) if c.joint_high_pct < 0 and c.profit < 0),
        key=lambda campaign: campaign.profit,
    )
    return [
        (
            -campaign.profit,
            language.text(
                "Cut the cost of {campaign} or its price per click: on {cost} it lost {loss}, and its ROI is "
                "below zero beyond chance ({low} to {high}).",
                campaign=campaign.campaign,
                cost=language.compact_money(campaign.cost),
                loss=language.compact_money(-campaign.profit),
                low=language.percent(campaign.joint_low_pct, 0),
                high=language.percent(campaign.joint_high_pct, 0),
            ),
        )
        for campaign in losing[:2]
    ]


def _raise(insights: Insights, language: Language) -> list[tuple[float, str]]:
    # A budget has room where the return is high and the cost still below that of the middle campaign.
    costs = sorted(campaign.cost for campaign in insights.ranking)
    middle = costs[len(costs) // 2] if costs else 0.0
    earning = sorted(
        (c for c in _advisable(insights) if c.joint_low_pct > 0 and c.cost < middle),
        key=lambda campaign: campaign.joint_low_pct,
        reverse=True,
    )
    return [
        (
            campaign.profit,
            language.text(
                "Try a larger budget for {campaign}, in small steps: its ROI is {roi} on {cost}, at "
                "least {low} in all likelihood.",
                campaign=campaign.campaign,
                cost=language.compact_money(campaign.cost),
                roi=language.percent(campaign.roi_pct, 0),
                low=language.percent(campaign.joint_low_pct, 0),
            ),
        )
        for campaign in earning[:2]
    ]
