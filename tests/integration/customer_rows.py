"""Random dirty raw customers for the property tests: few ids and values, so that rows collide."""

import json
from decimal import Decimal

from hypothesis import strategies as st

from tests.integration.customer_reference import COLUMNS
from tests.integration.reference import Row

IDS = ["C1", "c1", " C1 ", "C\t2", "C 2", "Ü", "U", "  ", None]
GENDERS = ["f", " Female ", "M", "m", "agender", "a|b", "-", "  ", None]
COUNTRIES = ["DE", "germany", "Atlantis", "b|c", "c", " ", None]


def counts() -> st.SearchStrategy[int | None]:
    """Mostly small counts, missing and negative at times."""
    return st.one_of(st.none(), st.integers(0, 3), st.integers(0, 5_000_000_000), st.just(-1))


def decimals() -> st.SearchStrategy[Decimal | None]:
    """Durations, pages and money: zero, some places, missing and negative at times."""
    return st.one_of(
        st.none(), st.just(Decimal(0)), st.decimals(0, 1000, places=6), st.just(Decimal("-0.01"))
    )


@st.composite
def raw_customers(draw: st.DrawFn) -> Row:
    """One raw row; a field that is unparsed is NULL, as the loader leaves it."""
    row: Row = {
        "batch_id": draw(st.sampled_from([1, 2])),
        "customer_id": draw(st.sampled_from(IDS)),
        "age": draw(st.sampled_from([None, 0, 40, 40, 41, 120, 121, -1])),
        "gender": draw(st.sampled_from(GENDERS)),
        "country": draw(st.sampled_from(COUNTRIES)),
        "sessions": draw(counts()),
        "avg_session_duration": draw(decimals()),
        "pages_per_session": draw(decimals()),
        "transactions": draw(counts()),
        "revenue": draw(decimals()),
    }
    unparsed = draw(
        st.one_of(st.just(()), st.just(()), st.just(()), st.lists(st.sampled_from(COLUMNS), max_size=3))
    )
    for column in unparsed:
        row[column] = None
    return row | {"unparsed": dict.fromkeys(unparsed, "?!")}


def customer_batches() -> st.SearchStrategy[list[Row]]:
    """Rows of two batches in the order of their loading, some of them exact copies of others."""
    rows = st.lists(raw_customers(), min_size=1, max_size=25)
    copies = st.lists(st.integers(0, 24), max_size=5)
    return st.tuples(rows, copies).map(
        lambda drawn: [*drawn[0], *(drawn[0][place % len(drawn[0])] for place in drawn[1])]
    )


def as_staging_row(row: Row) -> Row:
    """A raw row as ``stg_customers`` holds it: there the id has lost its white space."""
    return row | {
        "customer_id": " ".join((row["customer_id"] or "").split()) or None,
        "source": "property",
        "loaded_at": "2024-03-05 06:00:00",
        "unparsed": json.dumps(row["unparsed"], sort_keys=True) if row["unparsed"] else None,
    }
