"""Sentences about cost that brought no conversion."""

from python_jobs.insights import Finding, Waste
from python_jobs.language import Language
from python_jobs.warehouse.aggregates.channel_days import SilentDays

# Days vary more than a Poisson process: on the demo data, silent days cost 6 % more than chance explains.
NOTABLE_SILENCE = 1.25
"""How many times what chance explains days without a conversion must cost to be told of."""
_SILENCE_DEVIATIONS = 5


def wasted(campaigns: tuple[Waste, ...], language: Language) -> list[Finding]:
    """Campaigns without a conversion."""
    if not campaigns:
        return []
    first, cost = campaigns[0], sum(waste.cost for waste in campaigns)
    if len(campaigns) == 1:
        sentence = language.text(
            "{campaign} cost {cost} and brought no conversion; for that, its channels bring {expected}.",
            campaign=first.campaign,
            cost=language.compact_money(cost),
            expected=language.decimal(first.expected_conversions, 1),
        )
    else:
        sentence = language.text(
            "{number} campaigns cost {cost} together and brought no conversion; the most expensive is "
            "{campaign} with {first_cost}, for which its channels bring {expected} conversions.",
            number=language.count(len(campaigns)),
            cost=language.compact_money(cost),
            campaign=first.campaign,
            first_cost=language.compact_money(first.cost),
            expected=language.decimal(first.expected_conversions, 1),
        )
    return [Finding("waste", sentence, cost)]


def silent_days(silent: SilentDays, language: Language) -> list[Finding]:
    """Days without a conversion, where they cost clearly more than chance explains."""
    if silent.variance is None or silent.cost <= NOTABLE_SILENCE * silent.by_chance:
        return []
    if silent.cost <= silent.by_chance + _SILENCE_DEVIATIONS * silent.variance**0.5:
        return []
    sentence = language.text(
        "{cost} went to days on which campaigns that otherwise convert had no conversion; at their usual "
        "rates, chance explains {by_chance} of it.",
        cost=language.compact_money(silent.cost),
        by_chance=language.compact_money(silent.by_chance),
    )
    return [Finding("silent_days", sentence, silent.cost - silent.by_chance)]
