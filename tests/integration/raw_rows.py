"""Random dirty raw rows for the property tests: few names, days and channels, so that rows collide."""

import datetime
import json
from decimal import Decimal

from hypothesis import strategies as st

from tests.integration.reference import UNPARSED, Row

NAMES = [
    "Summer Sale",
    "summer sale",
    " SUMMER\tsale ",
    "Été",
    "été ",
    "ete",
    "🎉 Party",
    "O'Brien\\",
    "b-1",
    "  ",
    None,
]
CHANNELS = ["email", "E-Mail", " EMAIL ", "Paid  Search", "search", "Billboard", "billboard", "  ", None]
DAYS = [datetime.date(2024, 2, 28) + datetime.timedelta(days=day) for day in range(4)]


def amounts() -> st.SearchStrategy[Decimal]:
    """Money as platforms write it: mostly small, zero at times, seldom negative, up to 6 decimals."""
    return st.one_of(
        st.just(Decimal(0)),
        st.decimals(min_value=0, max_value=1000, places=2),
        st.decimals(min_value=0, max_value=100_000_000, places=6),
        st.decimals(min_value=-10, max_value=-1, places=2),
    )


def counts() -> st.SearchStrategy[int | None]:
    """Counts, missing and negative at times, past 32 bits at times."""
    return st.one_of(
        st.none(), st.just(0), st.integers(0, 100), st.integers(0, 5_000_000_000), st.integers(-3, -1)
    )


@st.composite
def raw_rows(draw: st.DrawFn) -> Row:
    """One raw row; a field that is unparsed is NULL, as the loader leaves it."""
    row: Row = {
        "campaign_id": draw(st.sampled_from([None, "1"])),
        "campaign_name": draw(st.sampled_from(NAMES)),
        "channel": draw(st.sampled_from(CHANNELS)),
        "date": draw(st.sampled_from([*DAYS, *DAYS, None])),
        "cost": draw(st.one_of(amounts(), amounts(), st.none())),
        "impressions": draw(counts()),
        "clicks": draw(counts()),
        "conversions": draw(counts()),
        "revenue": draw(st.one_of(amounts(), amounts(), st.none())),
    }
    unparsed = draw(
        st.one_of(st.just(()), st.just(()), st.just(()), st.lists(st.sampled_from(UNPARSED), max_size=3))
    )
    for column in unparsed:
        row[column] = None
    return row | {"unparsed": dict.fromkeys(unparsed, "?!")}


def as_staging_row(row: Row) -> Row:
    """A raw row as ``stg_campaigns`` holds it."""
    return row | {
        "batch_id": 1,
        "source": "property",
        "loaded_at": "2024-03-05 06:00:00",
        "unparsed": json.dumps(row["unparsed"]) if row["unparsed"] else None,
    }
