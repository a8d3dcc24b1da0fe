"""Which batches the published customers are made of: they have been audited, and what came since has not."""

import json

import sqlalchemy as sa

from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.publishing.content_marks import content_marks
from python_jobs.warehouse.publishing.publisher import publisher

_CUSTOMERS = "dim_customer"


def published_mark(settings: Settings) -> str:
    """The mark of the published customers, by which the ledger knows them; empty where they have none."""
    with publisher(settings) as connection:
        return content_marks(connection, settings.database("marts")).get(_CUSTOMERS, "")


def published_batches(settings: Settings) -> frozenset[int]:
    """Those batches, as the ledger has noted them (macros/ledger/customers.sql); none where it has not."""
    mark = published_mark(settings)
    if not mark:
        return frozenset()
    staging = settings.database("staging")
    there = sa.text(
        "select count(*) from information_schema.tables "
        "where table_schema = :staging and table_name = 'ledger_customers'"
    )
    noted = sa.text(f"select batches from {staging}.ledger_customers where table_name = :mark")
    engine = engine_for(settings, "transformer")
    try:
        with engine.connect() as connection:
            if not connection.scalar(there, {"staging": staging}):
                return frozenset()
            return frozenset(map(int, json.loads(connection.scalar(noted, {"mark": mark}) or "[]")))
    finally:
        engine.dispose()
