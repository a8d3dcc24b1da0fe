"""What the demo shop looks like: channels with their economics, campaign names, season and week."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class ChannelEconomics:
    """Averages of one channel. Amounts in euros, rates as fractions, impressions per campaign and day."""

    channel: str
    spellings: tuple[str, ...]
    themes: tuple[str, ...]
    impressions: float
    click_rate: float
    cost_per_click: float
    conversion_rate: float
    order_value: float


# ROAS by these averages: search 3.5, social 2.0, display 0.7, e-mail 19, push 4.8, video 0.8, affiliate 3.2.
CHANNELS = (
    ChannelEconomics(
        "Paid Search",
        ("paid search", "PPC", "Google Ads", "search "),
        ("Brand Search", "Generic Search", "Shopping Search", "Competitor Search", "Category Search"),
        9_000, 0.040, 0.85, 0.038, 78,
    ),
    ChannelEconomics(
        "Social Media",
        ("social", "Facebook", "SOCIAL MEDIA", "Paid Social"),
        ("Lookalike Audience", "Social Retargeting", "Style Stories", "Outlet Sale", "New Arrivals"),
        40_000, 0.011, 0.62, 0.019, 64,
    ),
    ChannelEconomics(
        "Display",
        ("display", "Display Ads", " banner"),
        ("Awareness Banner", "Display Retargeting", "Partner Banner", "Home Page Takeover"),
        120_000, 0.0025, 0.48, 0.0045, 70,
    ),
    ChannelEconomics(
        "Email",
        ("email", "E-Mail", "newsletter"),
        ("Newsletter Weekly", "Cart Reminder", "Win Back", "Loyalty Club", "Birthday Voucher"),
        6_000, 0.032, 0.09, 0.026, 66,
    ),
    ChannelEconomics(
        "Mobile Push",
        ("mobile", "push", "Mobile  Push"),
        ("App Flash Deal", "App Welcome", "Back In Stock Push", "Price Drop Push"),
        8_000, 0.018, 0.12, 0.012, 48,
    ),
    ChannelEconomics(
        "Video",
        ("video", "YouTube", "Online Video"),
        ("Brand Film", "How To Wear It", "Product Teaser", "Unboxing Series"),
        45_000, 0.0045, 0.90, 0.008, 85,
    ),
    ChannelEconomics(
        "Affiliate",
        ("affiliate", "Affiliates", "partner"),
        ("Voucher Partners", "Cashback Partners", "Blogger Network", "Price Comparison"),
        7_000, 0.021, 0.70, 0.031, 72,
    ),
)  # fmt: skip

MARKETS = ("DE", "UK", "FR", "NL", "ES", "IT", "PL", "SE")

# Monday to Sunday: people shop on Sunday evening and hardly on Friday and Saturday.
_WEEKDAY = np.array([1.06, 1.02, 1.00, 0.99, 0.92, 0.88, 1.13])
# January to December: sale in January, a quiet summer, presents from November on.
_MONTH = np.array([0.97, 0.88, 0.94, 0.98, 1.02, 0.96, 0.88, 0.87, 1.00, 1.06, 1.28, 1.36])
_BLACK_WEEK = 1.6
_GROWTH_PER_YEAR = 0.12


def campaign_name(index: int) -> str:
    """Name of the n-th campaign, unique: theme and market, with a number once those are used up."""
    themes = channel_of(index).themes
    round_number, market = divmod(index // len(CHANNELS), len(MARKETS))
    number, theme = divmod(round_number, len(themes))
    # The theme moves on with the market as well, so that a small demo does not show one theme eight times.
    name = f"{themes[(theme + market) % len(themes)]} {MARKETS[market]}"
    return name if number == 0 else f"{name} {number + 1}"


def channel_of(index: int) -> ChannelEconomics:
    """Channel of the n-th campaign."""
    return CHANNELS[index % len(CHANNELS)]


def demand(first: date, days: int) -> Floats:
    """Demand of each day relative to an average one: month, weekday, the week of Black Friday and growth."""
    calendar = [first + timedelta(days=day) for day in range(days)]
    months = np.array([day.month - 1 for day in calendar])
    weekdays = np.array([day.weekday() for day in calendar])
    black_week = np.array([day.month == 11 and 22 <= day.day <= 30 for day in calendar])
    growth = (1 + _GROWTH_PER_YEAR) ** (np.arange(days) / 365)
    relative: Floats = _MONTH[months] * _WEEKDAY[weekdays] * np.where(black_week, _BLACK_WEEK, 1.0) * growth
    return relative
