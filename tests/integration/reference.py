"""METRICS.md in plain Python, without a look at the SQL: what the marts of any raw rows must hold."""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

Row = dict[str, Any]

REQUIRED = ("campaign_name", "cost", "revenue", "date")
NUMBERS = ("cost", "impressions", "clicks", "conversions", "revenue")
UNPARSED = ("campaign_id", "campaign_name", "channel", "date", *NUMBERS)
CHANNELS = {"email": "Email", "e-mail": "Email", "search": "Paid Search", "paid search": "Paid Search"}


@dataclass(frozen=True)
class Expected:
    """Clean rows by (campaign, channel, date), and the reasons of each quarantined row by its number."""

    clean: dict[tuple[str, str, Any], Row]
    quarantined: dict[int, set[str]]
    superseded: int


def expected_marts(rows: list[Row]) -> Expected:
    """Apply the cleaning rules to raw rows in the order of their loading. Rows are numbered from 1."""
    quarantined = {number: found for number, row in enumerate(rows, 1) if (found := reasons(row))}
    valid = [row for number, row in enumerate(rows, 1) if number not in quarantined]
    names = channel_names(rows)
    groups: dict[tuple[str, str, Any], list[Row]] = {}
    for row in valid:
        channel = names.get(collapsed(row["channel"]).lower(), "Unknown")
        key = (collapsed(row["campaign_name"]).lower(), channel, row["date"])
        groups.setdefault(key, []).append(row)
    clean = {key: clean_row(group) for key, group in groups.items()}
    flag_outliers(list(clean.values()))
    return Expected(clean, quarantined, sum(len(group) - 1 for group in groups.values()))


def reasons(row: Row) -> set[str]:
    """Every reason to quarantine a row."""
    unparsed = row["unparsed"]
    found = {f"unparsed_{column}" for column in UNPARSED if column in unparsed}
    for column in REQUIRED:
        value = collapsed(row[column]) if column == "campaign_name" else row[column]
        if value in (None, "") and column not in unparsed:
            found.add(f"missing_{column}")
    found |= {f"negative_{column}" for column in NUMBERS if row[column] is not None and row[column] < 0}
    if row["clicks"] is not None and row["impressions"] is not None and row["clicks"] > row["impressions"]:
        found.add("clicks_exceed_impressions")
    return found


def collapsed(text: str | None) -> str:
    """White space collapsed to single spaces and trimmed; an empty text where there was none."""
    return " ".join((text or "").split())


def channel_names(rows: list[Row]) -> dict[str, str]:
    """The channel of each lower-case spelling: the seed's, or the first of its own spellings."""
    own: dict[str, list[str]] = {}
    for row in rows:
        if spelling := collapsed(row["channel"]):
            own.setdefault(spelling.lower(), []).append(spelling)
    return {lower: CHANNELS.get(lower, min(spellings)) for lower, spellings in own.items()}


def clean_row(group: list[Row]) -> Row:
    """The row loaded last, filled, flagged and with its metrics."""
    row = dict(group[-1])
    row["superseded_rows"] = len(group) - 1
    row["is_channel_filled"] = int(not collapsed(row["channel"]))
    for column in ("impressions", "clicks", "conversions"):
        row[f"is_{column}_filled"] = int(row[column] is None)
        row[column] = row[column] or 0
    return row | metrics(row["cost"], row["impressions"], row["clicks"], row["conversions"], row["revenue"])


def metrics(cost: Decimal, impressions: int, clicks: int, conversions: int, revenue: Decimal) -> Row:
    """The metrics of METRICS.md, rounded to 8 decimals; None where the denominator is 0."""
    return {
        "ctr_pct": ratio(100 * clicks, impressions),
        "conversion_rate_pct": ratio(100 * conversions, clicks),
        "cpc": ratio(cost, clicks),
        "cpm": ratio(1000 * cost, impressions),
        "cpa": ratio(cost, conversions),
        "conversion_value": ratio(revenue, conversions),
        "roas": ratio(revenue, cost),
        "roi_pct": ratio(100 * (revenue - cost), cost),
        "profit": revenue - cost,
    }


def ratio(numerator: Decimal | int, denominator: Decimal | int) -> Decimal | None:
    """An exact quotient, rounded half up to 8 decimals."""
    if denominator == 0:
        return None
    with localcontext() as context:
        context.prec = 60
        quotient = Decimal(numerator) / Decimal(denominator)
        return quotient.quantize(Decimal("1e-8"), rounding=ROUND_HALF_UP)


def flag_outliers(rows: list[Row]) -> None:
    """Flag cost and revenue more than 1.5 interquartile ranges outside the quartiles."""
    for column in ("cost", "revenue"):
        values = sorted(row[column] for row in rows)
        if not values:
            return
        q1, q3 = (quantile(values, Decimal(q)) for q in ("0.25", "0.75"))
        reach = Decimal("1.5") * (q3 - q1)
        for row in rows:
            row[f"is_{column}_outlier"] = int(not q1 - reach <= row[column] <= q3 + reach)


def quantile(values: list[Decimal], q: Decimal) -> Decimal:
    """The q-quantile of sorted values as NumPy interpolates it by default."""
    place = q * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])


def reason_counts(quarantined: dict[int, set[str]]) -> Counter[str]:
    """How many rows have each reason."""
    return Counter(reason for found in quarantined.values() for reason in found)


def split_reasons(text: str) -> set[str]:
    """The reasons in a comma-separated list."""
    return set(re.split(",", text))
