"""Which batches the published customers are made of: they have been audited, and what came since has not."""

import json

import sqlalchemy as sa

from python_jobs.settings import Settings
from python_jobs.warehouse.publishing.content_marks import content_marks
from python_jobs.warehouse.publishing.ledger_session import ledger_session

_CUSTOMERS = "dim_customer"


def published_mark(connection: sa.Connection, settings: Settings) -> str:
    """The mark of the published customers, by which the ledger knows them; empty where they have none.

    Args:
        connection: of the publisher, who may read what is published.
    """
    return content_marks(connection, settings.database("marts")).get(_CUSTOMERS, "")


def published_batches(connection: sa.Connection, settings: Settings) -> frozenset[int]:
    """Those batches, as the ledger has noted them (macros/ledger/customers.sql).

    None where it has not, or where one of them was withdrawn: older rows stand for its customers again.

    Args:
        connection: as of ``published_mark``.
    """
    mark = published_mark(connection, settings)
    if not mark:
        return frozenset()
    staging, raw = settings.database("staging"), settings.database("raw")
    there = sa.text(
        "select count(*) from information_schema.tables "
        "where table_schema = :staging and table_name = 'ledger_customers'"
    )
    noted = sa.text(f"select batches from {staging}.ledger_customers where table_name = :mark")
    loaded = f"select batch_id from {raw}.load_batches where table_name = 'customers' and status = 'loaded'"
    with ledger_session(settings) as ledger:
        if not ledger.scalar(there, {"staging": staging}):
            return frozenset()
        batches = frozenset(map(int, json.loads(ledger.scalar(noted, {"mark": mark}) or "[]")))
        return batches if batches <= set(ledger.exec_driver_sql(loaded).scalars()) else frozenset()
