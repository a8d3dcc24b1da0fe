"""Names for segments from what sets them apart, e.g. ``High value, frequent``."""

from collections.abc import Mapping, Sequence

# Words for far above and far below the average customer, in the order of their use for equal distances.
TRAITS: Mapping[str, tuple[str, str]] = {
    "transactions": ("frequent", "occasional"),
    "sessions": ("engaged", "rarely visiting"),
    "avg_session_duration": ("long visits", "short visits"),
    "pages_per_session": ("browsing", "few pages"),
    "age": ("older", "younger"),
}
VALUES = ("High value", "Mid value", "Low value", "No revenue")
# In standard deviations of all customers: below this a segment does not differ visibly.
VISIBLE = 0.2
NOISE_NAME = "Unlike the others"
SINGLE_NAME = "All customers"


def segment_names(
    distances: Sequence[Mapping[str, float]], revenue_ratios: Sequence[float | None]
) -> list[str]:
    """A unique name of at most 64 characters for each segment.

    Args:
        distances: per segment and feature, how many standard deviations its mean lies above the mean of all.
        revenue_ratios: per segment, its mean revenue over the mean of all; None when there is no revenue.
    """
    if len(distances) == 1:
        return [SINGLE_NAME]
    names: list[str] = []
    for distance, revenue_ratio in zip(distances, revenue_ratios, strict=True):
        names.append(_first_unused(_candidates(distance, revenue_ratio), names))
    return names


def _candidates(distance: Mapping[str, float], revenue_ratio: float | None) -> list[str]:
    """Ever longer names: the value, then the traits from the most to the least distinguishing."""
    traits = sorted(
        (name for name in TRAITS if abs(distance.get(name, 0)) >= VISIBLE),
        key=lambda name: -abs(distance[name]),
    )
    words = [TRAITS[name][0 if distance[name] > 0 else 1] for name in traits] or ["average"]
    value = _value(revenue_ratio)
    return [", ".join([value, *words[:length]]) for length in range(1, len(words) + 1)]


def _value(revenue_ratio: float | None) -> str:
    high, middle, low, none = VALUES
    if revenue_ratio is None:
        return none
    return high if revenue_ratio >= 1.25 else low if revenue_ratio <= 0.75 else middle


def _first_unused(candidates: list[str], used: list[str]) -> str:
    for name in candidates:
        if name not in used and len(name) <= 64:
            return name
    number = 2
    while f"{candidates[0]} {number}" in used:
        number += 1
    return f"{candidates[0]} {number}"
