"""What moved profit between two periods: by effect as a waterfall, and by channel."""

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from python_jobs.insights import ProfitChange
from python_jobs.reporting.charts.base import Chart, Context
from python_jobs.reporting.charts.palette import FAINT, GAIN, GREY, INK, LOSS
from python_jobs.reporting.charts.paper import blank_figure, label, line_of_zero, name_rows, ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SHOWN = 10


def make(context: Context) -> Chart | None:
    """None without two periods to compare."""
    changes = context.data.insights.profit_changes
    if not changes:
        return None
    language = context.language
    subtitle = language.text(
        "Profit, {currency}. Left: by effect, all channels together; right: by channel",
        currency=language.currency,
    )
    steps = (
        (language.text("Clicks"), sum(change.volume for change in changes)),
        (language.text("Cost per click"), sum(change.price for change in changes)),
        (language.text("Conversion rate"), sum(change.conversion for change in changes)),
        (language.text("Value per conversion"), sum(change.value for change in changes)),
    )
    before, after = sum(change.before for change in changes), sum(change.after for change in changes)
    title = _title(before, after, max(steps, key=lambda step: abs(step[1])), context)
    channels = _by_channel(changes, context)

    def draw() -> "Figure":
        figure = blank_figure(title, subtitle, height=max(2.9, 1.2 + 0.28 * len(channels)))
        left, right = figure.subplots(1, 2, width_ratios=(1.15, 1))
        _waterfall(left, before, after, steps, context)
        _bars(right, channels, context)
        return figure

    alt = language.text(
        "By effect: {effects}. By channel: {channels}.",
        effects="; ".join(f"{name} {_signed(amount, context)}" for name, amount in steps),
        channels="; ".join(f"{name} {_signed(amount, context)}" for name, amount, _ in channels),
    )
    return Chart("profit_change", title, subtitle, alt, draw)


def _title(before: float, after: float, strongest: tuple[str, float], context: Context) -> str:
    language = context.language
    values = {
        "period": context.data.insights.compared_with,
        "before": language.compact_money(before),
        "after": language.compact_money(after),
        "effect": strongest[0],
        "amount": _signed(strongest[1], context),
    }
    if not context.data.insights.is_compared_whole:
        return language.text(
            "Profit was {before} ({period}) and is {after}; figures of some days are missing", **values
        )
    if round(after - before, 2) == 0:
        return language.text("Profit is the same as that of {period}, {before}", **values)
    if after > before:
        return language.text(
            "Profit rose from {before} ({period}) to {after}; the strongest effect: {effect}, {amount}",
            **values,
        )
    return language.text(
        "Profit fell from {before} ({period}) to {after}; the strongest effect: {effect}, {amount}", **values
    )


def _by_channel(changes: Sequence[ProfitChange], context: Context) -> list[tuple[str, float, str]]:
    """Name, change and colour; the smallest changes of many channels are one bar."""
    ordered = sorted(changes, key=lambda change: abs(change.change), reverse=True)
    shown = [
        (change.channel, change.change, context.colours.get(change.channel, GREY))
        for change in ordered[:_SHOWN]
    ]
    rest = ordered[_SHOWN:]
    if rest:
        name = context.language.plural("{number} other channel", "{number} other channels", len(rest))
        shown.append((name, sum(change.change for change in rest), FAINT))
    return shown


def _waterfall(
    axes: "Axes", before: float, after: float, steps: Sequence[tuple[str, float]], context: Context
) -> None:
    language = context.language
    levels = list(accumulate((amount for _, amount in steps), initial=before))
    names = [language.text("Before"), *(name for name, _ in steps), language.text("After")]
    starts = [0.0, *levels[:-1], 0.0]
    sizes = [before, *(amount for _, amount in steps), after]
    colours = [GREY, *(GAIN if amount >= 0 else LOSS for _, amount in steps), GREY]
    places = range(len(names))
    axes.barh(places, sizes, left=starts, color=colours, height=0.66)
    # From bar to bar, where the next one starts.
    axes.vlines(levels, [place + 0.33 for place in places[:-1]], [place + 0.67 for place in places[:-1]],
                color=FAINT, linewidth=1)  # fmt: skip
    ends = [max(start, start + size) for start, size in zip(starts, sizes, strict=True)]
    totals = [language.compact_money(size) for size in sizes]
    texts = [totals[0], *(_signed(amount, context) for _, amount in steps), totals[-1]]
    _finish(axes, names, list(zip(ends, texts, strict=True)), context)


def _bars(axes: "Axes", channels: Sequence[tuple[str, float, str]], context: Context) -> None:
    amounts = [amount for _, amount, _ in channels]
    axes.barh(range(len(channels)), amounts, color=[colour for *_, colour in channels], height=0.66)
    texts = [(amount, _signed(amount, context)) for amount in amounts]
    _finish(axes, [label(name, 20) for name, *_ in channels], texts, context)


def _finish(axes: "Axes", names: list[str], texts: Sequence[tuple[float, str]], context: Context) -> None:
    name_rows(axes, names)
    line_of_zero(axes, vertical=True)
    # Right of bar and line, also of a loss: left of it are the names.
    for place, (end, text) in enumerate(texts):
        axes.annotate(text, (max(end, 0), place), xytext=(4, 0), textcoords="offset points", va="center",
                      fontsize=8.5, color=INK)  # fmt: skip
    low, high = axes.get_xlim()
    axes.set_xlim(low, high + 0.36 * (high - low))
    axes.locator_params(axis="x", nbins=4)
    axes.xaxis.set_major_formatter(ticks(context.language.compact_money))


def _signed(amount: float, context: Context) -> str:
    text = context.language.compact_money(abs(amount))
    return f"+{text}" if amount > 0 else f"−{text}" if amount < 0 else text
