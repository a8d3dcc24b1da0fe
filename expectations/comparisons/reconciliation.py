"""The marts against the raw rows of the batches they are built of: nothing lost, doubled or changed.

The models are asked only which raw rows they kept and set aside; what those rows hold is read from raw. What
no publication has been audited with is looked at: the batches since, and the days of campaigns or the
customers that they touch.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from expectations.comparisons.verdict import result
from expectations.standing_audit import StandingAudit
from python_jobs.settings import Settings
from python_jobs.warehouse.aggregates.hash_join import SELECT, WITHOUT_INDEX
from python_jobs.warehouse.quality_results import QualityResult

COMPARISON = "reconciliation with raw"

# Raw amounts have 15 decimals and the marts' 10, so that a row may differ by half of the tenth.
_ROUNDING = 0.5e-10


@dataclass(frozen=True)
class _Kind:
    """One kind of raw row, the mart that holds it, and the columns that must add up.

    ``days`` is the table of the days whose rows are compared, and ``batches`` what restricts the load batches
    to those that brought them. ``made_of`` are marts: where they are as published, the comparison of then
    stands. ``key`` finds the clean rows of the mart's.
    """

    table: str
    mart: str
    measures: tuple[str, ...]
    days: str | None = None
    batches: str = ""
    made_of: frozenset[str] = frozenset()
    key: str = ""


_KINDS = (
    _Kind(
        "campaigns",
        "fct_campaign_performance",
        ("cost", "impressions", "clicks", "conversions", "revenue"),
        "int_days_unaudited",
        "and batch_id in (select taken.batch_id from {staging}.ledger_batches as taken "
        "inner join {staging}.ledger_state as state on state.unaudited_since < taken.step)",
    ),
    _Kind(
        "customers",
        "dim_customer",
        ("sessions", "transactions", "revenue"),
        made_of=frozenset({"dim_customer"}),
        key="customer_key",
    ),
)


def reconcile(
    connection: sa.Connection, settings: Settings, standing: StandingAudit
) -> tuple[QualityResult, ...]:
    """Compare by sums. The account reads raw, staging and build; 6 s for two million rows on MariaDB."""
    audited = standing.audited_batches(COMPARISON)
    return tuple(
        one
        for kind in _KINDS
        for one in standing.of(COMPARISON, kind.made_of, f"{kind.table}: ")
        or _reconcile(connection, settings, kind, frozenset() if kind.days else audited)
    )


def _reconcile(
    connection: sa.Connection, settings: Settings, kind: _Kind, audited: frozenset[int]
) -> list[QualityResult]:
    staging, build = settings.database("staging"), settings.database("build")
    raw = f"{settings.database('raw')}.{kind.table}"
    # What was loaded since the build began is in the next one; what was withdrawn since must not be in this.
    batches = (
        f"{settings.database('raw')}.load_batches where table_name = '{kind.table}' and status = 'loaded' "
        f"and batch_id in (select built.batch_id from {staging}.stg_load_batches as built)"
    )
    some_batches = f"{batches} {kind.batches.format(staging=staging)}"
    if audited:
        some_batches += f" and batch_id not in ({_listed(audited)})"
    # Their numbers: of a subquery MariaDB would weed out duplicates, row by row. With the 0, which no batch
    # has: for one number alone MySQL takes the index unasked, and finds each row of a big batch by it.
    numbers = connection.execute(sa.text(f"select batch_id from {some_batches}")).scalars()
    new = _listed((0, *numbers))
    loaded = f"rows_._batch_id in ({new})"
    sums = ", ".join(f"coalesce(sum(rows_.{name}), 0) as {name}" for name in kind.measures)
    clean = f"{staging}.int_{kind.table}_deduplicated"
    # Each row is looked up in raw, or where all of it is compared, found in one scan.
    select, joined_raw = "select", f"inner join {raw} as rows_"
    kept_days = kept_batches = mart_part = ""
    if kind.days:
        kept_days = f"inner join {staging}.{kind.days} as days on days.date = kept.date"
        mart_part = f"inner join {staging}.{kind.days} as days on days.date_key = rows_.date_key"
    elif audited:
        kept_batches = f"where kept.batch_id in ({new})"
        mart_part = f"inner join {clean} as kept on kept.{kind.key} = rows_.{kind.key} {kept_batches}"
    else:
        select, joined_raw = SELECT, f"straight_join {raw} as rows_ {WITHOUT_INDEX}"

    recorded = _row(
        connection,
        f"select (select coalesce(sum(rows_loaded), 0) from {batches}) as in_all, "
        f"(select coalesce(sum(rows_loaded), 0) from {some_batches}) as row_count",
    )
    came = _row(connection, f"select count(*) as row_count from {raw} as rows_ where {loaded}")
    # The suite of mart_data_quality holds its clean rows to those of the mart, which takes a scan.
    whole = _row(
        connection,
        f"select rows_clean, rows_superseded, (select count(*) from {staging}.quarantine_{kind.table}) "
        f"as rows_quarantined from {build}.mart_data_quality where table_name = '{kind.table}'",
    )
    kept = _row(
        connection,
        f"{select} count(*) as row_count, {sums} from {clean} as kept "
        f"{kept_days} {joined_raw} on kept.raw_row_id = rows_._row_id {kept_batches}",
    )
    mart = _row(
        connection,
        f"select count(*) as row_count, {sums} from {build}.{kind.mart} as rows_ {mart_part}",
    )
    parts = (whole["rows_clean"], whole["rows_quarantined"], whole["rows_superseded"])
    results = [
        _agrees(
            f"{kind.table}: rows recorded",
            f"Raw has as many rows of {kind.table} as the loaded batches brought.",
            recorded["row_count"],
            came["row_count"],
        ),
        _agrees(
            f"{kind.table}: rows",
            f"Every raw row of {kind.table} is clean, quarantined, or superseded by a later one.",
            recorded["in_all"],
            sum(parts),
            "{} clean, {} quarantined, {} superseded".format(*(f"{int(part):,}" for part in parts)),
        ),
        _agrees(
            f"{kind.table}: rows kept",
            f"{kind.mart} has as many rows as were kept of raw.",
            kept["row_count"],
            mart["row_count"],
        ),
        *(
            _agrees(
                f"{kind.table}: {name}",
                f"The sum of {name} in {kind.mart} is that of the raw rows which were kept.",
                kept[name],
                mart[name],
                tolerance=_ROUNDING * int(mart["row_count"]),
            )
            for name in kind.measures
        ),
    ]
    if kind.days:
        newest = _row(
            connection,
            f"select (select max(rows_.date) from {raw} as rows_ where {loaded} and rows_._row_id not in "
            f"(select raw_row_id from {staging}.quarantine_{kind.table})) as in_raw, "
            f"(select max(rows_.date) from {build}.{kind.mart} as rows_ {mart_part}) as in_mart",
        )
        results.append(
            _agrees(
                f"{kind.table}: newest date",
                f"The newest day of {kind.mart} is that of the raw rows which were not quarantined.",
                newest["in_raw"],
                newest["in_mart"],
            )
        )
    return results


def _agrees(
    name: str, description: str, raw: Any, found: Any, parts: str | None = None, tolerance: float = 0
) -> QualityResult:
    same = raw == found or (tolerance > 0 and abs(raw - found) <= tolerance)
    observed = f"{_text(raw)} in raw, {_text(found)} in the candidate"
    return result(
        COMPARISON,
        name,
        description,
        "passed" if same else "failed",
        f"{observed} ({parts})" if parts else observed,
    )


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{round(value, 6).normalize():,f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _row(connection: sa.Connection, query: str) -> sa.RowMapping:
    return connection.execute(sa.text(query)).mappings().one()
