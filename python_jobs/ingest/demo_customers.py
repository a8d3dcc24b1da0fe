"""Demo customers in four groups that overlap, as real ones do, with blanks and impossible rows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from python_jobs.ingest.demo_economics import Floats, Integers

_CHUNK_ROWS = 250_000
_BLANK_SHARE = 0.01
_IMPOSSIBLE_SHARE = 0.006
_GENDERS = ("female", "male", "F", "M", "Female", "Male", "diverse")
_GENDER_WEIGHTS = (0.42, 0.37, 0.06, 0.05, 0.04, 0.04, 0.02)
_COUNTRIES = ("Germany", "United Kingdom", "France", "Netherlands", "Spain", "Italy", "Poland", "Sweden")
_COUNTRY_WEIGHTS = (0.31, 0.22, 0.13, 0.09, 0.08, 0.07, 0.06, 0.04)


@dataclass(frozen=True)
class CustomerGroup:
    """Averages of one group: share of customers, years, visits, seconds, pages, orders, euros per order."""

    share: float
    age: float
    sessions: float
    seconds: float
    pages: float
    transactions: float
    order_value: float


_GROUPS = (
    CustomerGroup(0.12, 46, 42, 410, 7.5, 14.0, 105),  # loyal
    CustomerGroup(0.38, 41, 13, 240, 4.5, 3.0, 68),  # occasional
    CustomerGroup(0.30, 31, 26, 330, 9.0, 0.6, 52),  # browsing, hardly buying
    CustomerGroup(0.20, 34, 4, 150, 3.2, 1.0, 58),  # new
)


def customer_chunks(customers: int, seed: int) -> Iterator[pl.DataFrame]:
    """Yield rows of the customer file, every field as text, groups mixed."""
    for first in range(0, customers, _CHUNK_ROWS):
        random = np.random.default_rng([seed, 3, first])
        rows = _clean_rows(first, min(_CHUNK_ROWS, customers - first), random)
        yield _with_dirt(rows, random)


def _clean_rows(first: int, rows: int, random: np.random.Generator) -> pl.DataFrame:
    group = random.choice(len(_GROUPS), rows, p=[each.share for each in _GROUPS])

    def of_group(attribute: str) -> Floats:
        return np.asarray(np.array([getattr(each, attribute) for each in _GROUPS], dtype=np.float64)[group])

    # A customer's own eagerness shifts visits and orders together: this is what makes the groups overlap.
    eagerness = random.lognormal(0, 0.35, rows)
    age = np.clip(random.normal(of_group("age"), 11), 18, 88).astype(np.int64)
    sessions = 1 + random.poisson(of_group("sessions") * eagerness)
    transactions = random.poisson(of_group("transactions") * eagerness)
    seconds = of_group("seconds") * random.lognormal(0, 0.35, rows)
    pages = 1 + of_group("pages") * random.lognormal(0, 0.3, rows)
    revenue = transactions * of_group("order_value") * random.lognormal(0, 0.3, rows)
    return pl.DataFrame(
        {
            "customer_id": "CU"
            + pl.Series(np.arange(first + 1, first + rows + 1)).cast(pl.String).str.zfill(7),
            "age": age,
            "gender": pl.Series(_GENDERS).gather(random.choice(len(_GENDERS), rows, p=_GENDER_WEIGHTS)),
            "country": pl.Series(_COUNTRIES).gather(random.choice(len(_COUNTRIES), rows, p=_COUNTRY_WEIGHTS)),
            "sessions": sessions,
            "avg_session_duration": seconds.round(1),
            "pages_per_session": pages.round(2),
            "transactions": transactions,
            "revenue": revenue.round(2),
        }
    )


def _with_dirt(rows: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    texts = {column.name: column for column in rows.cast(pl.String)}

    def some(share: float) -> Integers:
        return np.nonzero(random.random(rows.height) < share)[0]

    for column in ("age", "gender", "country", "avg_session_duration", "pages_per_session"):
        texts[column] = texts[column].scatter(some(_BLANK_SHARE), "")
    no_id, too_old, negative = np.array_split(random.permutation(some(_IMPOSSIBLE_SHARE)), 3)
    texts["customer_id"] = texts["customer_id"].scatter(no_id, "")
    texts["age"] = texts["age"].scatter(too_old, "212")
    texts["revenue"] = texts["revenue"].scatter(
        negative, "-" + (rows["revenue"].gather(negative) + 1).round(2).cast(pl.String)
    )
    return pl.DataFrame(list(texts.values()))
