"""How much of each batch was quarantined: before ``mca publish`` nobody need have run dbt's tests."""

from decimal import Decimal

import sqlalchemy as sa

from expectations.comparisons.verdict import result
from python_jobs.settings import Settings
from python_jobs.warehouse.quality_results import QualityResult


def quarantined_share(
    connection: sa.Connection, settings: Settings, comparison: str, most: Decimal
) -> QualityResult:
    """Fail where more of a batch was quarantined, as assert_quarantined_share_is_within_limit.sql does.

    Of customers the quarantined rows are counted, of campaigns their numbers are kept by batch.

    Args:
        comparison: among whose results this is one.
        most: the share, exact, since dbt compares with a decimal number too.
    """
    staging = settings.database("staging")
    query = (
        "select 'campaigns' as kind, batch_id, rows_quarantined, rows_in "
        f"from {staging}.int_campaign_batches where rows_quarantined > :most * rows_in "
        "union all select 'customers', counted.batch_id, quarantined.row_count, counted.rows_in "
        f"from {staging}.int_customer_batches as counted "
        "inner join (select batch_id, count(*) as row_count "
        f"from {staging}.quarantine_customers group by batch_id) as quarantined "
        "on counted.batch_id = quarantined.batch_id "
        "where quarantined.row_count > :most * counted.rows_in"
    )
    found = connection.execute(sa.text(query), {"most": most}).all()
    told = [f"{out:,} of {all_:,} rows of batch {batch} ({kind})" for kind, batch, out, all_ in found]
    return result(
        comparison,
        "quarantined share",
        f"Of no batch more than {float(100 * most):g} % is quarantined: else its file or mapping is wrong.",
        "failed" if found else "passed",
        "; ".join([*told[:3], *([f"{len(told)} batches in all"] if len(told) > 3 else [])]) or None,
        [
            {"table": kind, "batch": batch, "rows": all_, "quarantined": out}
            for kind, batch, out, all_ in found
        ],
    )
