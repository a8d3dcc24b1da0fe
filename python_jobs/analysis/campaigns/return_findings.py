"""Sentences about campaigns and channels that certainly lose or earn money."""

from python_jobs.insights import Finding, RankedCampaign, RankedChannel
from python_jobs.language import Language

# A report that lists everything says nothing.
_MOST = 3


def losses(
    ranking: tuple[RankedCampaign, ...] | tuple[RankedChannel, ...], confidence: float, language: Language
) -> list[Finding]:
    """The campaigns, or the channels, that certainly cost more than they bring.

    The bounds are the joint ones: these few are picked out of many.
    """
    losing = [one for one in ranking if one.is_certain and one.profit < 0]
    return [
        Finding(
            "loss",
            language.text(
                "{name} costs more than it brings: {cost} cost against {revenue} revenue, a loss of {loss}; "
                "with {confidence} confidence, its ROI is between {low} and {high}.",
                name=one.campaign if isinstance(one, RankedCampaign) else one.channel,
                cost=language.compact_money(one.cost),
                revenue=language.compact_money(one.revenue),
                loss=language.compact_money(-one.profit),
                confidence=language.percent(100 * confidence, 0),
                low=language.percent(one.joint_low_pct, 0),
                high=language.percent(one.joint_high_pct, 0),
            ),
            -one.profit,
        )
        for one in losing[:_MOST]
    ]


def safest_return(
    ranking: tuple[RankedCampaign, ...], confidence: float, language: Language
) -> list[Finding]:
    """The campaign with the highest lower bound of ROI, which a few lucky orders do not lift."""
    good = [one for one in ranking if one.is_certain and one.profit > 0]
    if len(good) < 2:
        return []
    best = max(good, key=lambda one: one.joint_low_pct)
    return [
        Finding(
            "best",
            language.text(
                "{campaign} has the highest ROI that can be relied on: {roi} on {cost} cost, with "
                "{confidence} confidence at least {low}; it made {profit} profit.",
                campaign=best.campaign,
                roi=language.percent(best.roi_pct, 0),
                cost=language.compact_money(best.cost),
                confidence=language.percent(100 * confidence, 0),
                low=language.percent(best.joint_low_pct, 0),
                profit=language.compact_money(best.profit),
            ),
            best.profit,
        )
    ]
