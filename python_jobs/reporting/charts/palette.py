"""Colours that people with colour-vision deficiencies can tell apart (Okabe and Ito, 2008)."""

from collections.abc import Sequence

BLUE, ORANGE, GREEN, VERMILION = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, YELLOW, VIOLET = "#CC79A7", "#56B4E9", "#B8A800", "#5D3A9B"
GREY = "#8C8C8C"
REVENUE, COST = BLUE, VERMILION
GAIN, LOSS = BLUE, VERMILION
INK, TEXT, MUTED, FAINT = "#14202b", "#3c4650", "#5a6570", "#b6bec6"
"""Of figures on bars, of axes, of subtitles, of lines that only lead the eye."""
DIVERGING: list[tuple[float, str]] = [
    (0.0, "#B35806"),
    (0.25, "#F1A340"),
    (0.5, "#F7F7F7"),
    (0.75, "#67A9CF"),
    (1.0, "#2166AC"),
]
"""Orange below, white in the middle, blue above."""
_CHANNELS = (BLUE, ORANGE, GREEN, VERMILION, PURPLE, SKY, YELLOW, VIOLET)
_SEGMENTS = (BLUE, ORANGE, GREEN, PURPLE, VERMILION, SKY, VIOLET, YELLOW, INK, GREY)


def channel_colours(channels_by_cost: Sequence[str]) -> dict[str, str]:
    """A colour per channel: the eight with the highest cost get their own, the others share grey.

    Within the eight the names decide, so that a change in cost does not repaint the report.
    """
    coloured = sorted(channels_by_cost[: len(_CHANNELS)])
    return dict.fromkeys(channels_by_cost, GREY) | dict(zip(coloured, _CHANNELS, strict=False))


def segment_colour(segment: int) -> str:
    """The colour of a segment by its number; from the eleventh on they repeat."""
    return _SEGMENTS[(segment - 1) % len(_SEGMENTS)]
