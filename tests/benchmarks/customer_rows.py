"""Raw customer rows for the benchmarks: three groups that overlap, any number, the same for the same seed."""

from collections.abc import Iterator

import numpy as np
import polars as pl

_CHUNK_ROWS = 250_000
_GENDERS = ("female", "male", "F", "M", "diverse")
_COUNTRIES = ("Germany", "United Kingdom", "France", "Spain", "Italy", "Poland")
_MISSING = 0.01
_IMPOSSIBLE = 0.006  # a third each: no id, too old, negative revenue


def customer_frames(rows: int, seed: int) -> Iterator[pl.DataFrame]:
    """Yield chunks of so many rows with the columns of ``<prefix>_raw.customers``; each customer once."""
    for first in range(0, rows, _CHUNK_ROWS):
        yield _frame(first, min(_CHUNK_ROWS, rows - first), np.random.default_rng([seed, 2, first]))


def _frame(first: int, rows: int, random: np.random.Generator) -> pl.DataFrame:
    group = random.choice(3, rows, p=(0.15, 0.45, 0.40))  # loyal, looking around, new
    eager = random.lognormal(0, 0.35, rows)
    transactions = random.poisson(np.array((14.0, 1.5, 0.8))[group] * eager)
    revenue = transactions * 70 * random.lognormal(0, 0.3, rows)
    seconds = np.array((410, 320, 150))[group] * random.lognormal(0, 0.35, rows)
    pages = 1 + np.array((7.5, 8.5, 3.0))[group] * random.lognormal(0, 0.3, rows)
    fate = pl.Series((random.random(rows) * 3 / _IMPOSSIBLE).clip(0, 4).astype(np.int64))

    def unless_missing(column: str) -> pl.Expr:
        return pl.when(pl.Series(random.random(rows) >= _MISSING)).then(column).alias(column)

    return pl.DataFrame(
        {
            "customer_id": "U" + pl.Series(np.arange(first, first + rows)).cast(pl.String).str.zfill(8),
            "age": np.clip(random.normal(np.array((46, 32, 35))[group], 11), 18, 88).astype(np.int64),
            "gender": pl.Series(_GENDERS).gather(random.integers(0, len(_GENDERS), rows)),
            "country": pl.Series(_COUNTRIES).gather(random.integers(0, len(_COUNTRIES), rows)),
            "sessions": 1 + random.poisson(np.array((40.0, 22.0, 4.0))[group] * eager),
            "avg_session_duration": seconds.round(1),
            "pages_per_session": pages.round(2),
            "transactions": transactions,
            "revenue": revenue.round(2),
        }
    ).select(
        pl.when(fate != 0).then("customer_id").alias("customer_id"),
        pl.when(fate == 1).then(212).otherwise(unless_missing("age")).alias("age"),
        unless_missing("gender"),
        unless_missing("country"),
        "sessions",
        unless_missing("avg_session_duration"),
        unless_missing("pages_per_session"),
        "transactions",
        pl.when(fate == 2).then(-1 - pl.col("revenue")).otherwise("revenue").alias("revenue"),
    )
