"""Published customers under an earlier model: which segment each would have, beside the one it has."""

from dataclasses import dataclass

import polars as pl
import sqlalchemy as sa

from python_jobs.analysis.model_registry import model_of
from python_jobs.analysis.segment_tables import read_customers
from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for


@dataclass(frozen=True)
class Rescoring:
    """``customers``: ``customer_key``, ``segment``, ``segment_name`` by the model, ``published_segment``."""

    run_id: str
    names: dict[int, str]
    customers: pl.DataFrame

    @property
    def differing_pct(self) -> float | None:
        """Share of the customers whose published segment is another, in percent; None without customers."""
        differs = self.customers["segment"] != self.customers["published_segment"]
        return None if differs.is_empty() else 100 * int(differs.sum()) / len(differs)


def score_published(settings: Settings, run_id: str) -> Rescoring:
    """Give the published customers the segments of a run's model; nothing that is published changes.

    Raises:
        DataError: the run has no model, or one that cannot score other customers.
    """
    model = model_of(settings, run_id)
    marts = settings.database("marts")
    engine = engine_for(settings, "analyst")
    try:
        customers = read_customers(engine, marts)
        query = f"select customer_key, segment from {marts}.customer_segments"
        with engine.connect() as connection:
            rows = [tuple(row) for row in connection.execute(sa.text(query))]
    finally:
        engine.dispose()
    published = pl.DataFrame(
        rows, schema={"customer_key": pl.Int64, "published_segment": pl.Int64}, orient="row"
    )
    scored = customers.select("customer_key").with_columns(segment=pl.Series(model.segment_of(customers)))
    names = pl.col("segment").replace_strict(model.names, return_dtype=pl.String)
    return Rescoring(
        run_id,
        model.names,
        scored.with_columns(segment_name=names).join(published, on="customer_key", how="left"),
    )
