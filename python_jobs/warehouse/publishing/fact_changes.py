"""Which rows of the candidate's fact are not as published; by the ledger, without reading the others."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from python_jobs.settings import Layer, Settings
from python_jobs.warehouse.aggregates.period_marts import FACT
from python_jobs.warehouse.publishing.content_marks import fact_copies
from python_jobs.warehouse.publishing.publication_row import Publication
from python_jobs.warehouse.publishing.publisher import publisher

FACT_KEY = ("date_key", "campaign_key", "channel_key")
"""In the order of the primary key, in which the rows lie."""
OUTLIER_FLAGS = ("is_cost_outlier", "is_revenue_outlier")
"""What may be another on a row of a day that nothing came for: each depends on a quartile of all rows."""

_BOUNDS = ("cost_lower", "cost_upper", "revenue_lower", "revenue_upper")
_COMPARED: tuple[Layer, Layer] = ("build", "marts")
_DATE_KEY = "cast(date_format(date, '%Y%m%d') as signed)"
# Rows that are replaced one by one; beyond that it is quicker to read everything.
_MOST_FLAGGED = 5_000
_MOST_RENAMED = 20_000
_KEYS_AT_ONCE = 1_000

_Key = tuple[int, int, int]


@dataclass(frozen=True)
class FactChanges:
    """What differs between the candidate's fact and the published one.

    Attributes:
        days: keys (yyyymmdd) of days of which any row may be new, gone or another, ascending.
        flagged: SQL conditions that hold for rows of other days whose outlier flags may be others.
        renamed: likewise, for rows whose campaign or channel is called otherwise.
        kept_rows: how many rows are published of the other days, and still there.
    """

    days: tuple[int, ...]
    flagged: tuple[str, ...]
    renamed: tuple[str, ...]
    kept_rows: int


@dataclass(frozen=True)
class _Copy:
    """What the ledger says of one of the copies of the fact that take turns."""

    step: int
    bounds: Mapping[str, object]


def fact_changes(
    connection: sa.Connection,
    settings: Settings,
    publication: Publication,
    names: Mapping[str, Sequence[str]],
) -> FactChanges | None:
    """Compare the candidate with what is published; None where that is unknown or most of it is new.

    Args:
        connection: of the transformer, who may read the ledger.
        publication: what is published.
        names: of dimensions, columns that stand beside the fact's: where they differ, so does the fact.
    """
    with publisher(settings) as published:
        now, before = (
            _known(connection, settings, fact_copies(published, settings.database(layer)).get(FACT))
            for layer in _COMPARED
        )
        if now is None or before is None:
            return None
        days = _days_since(connection, settings, before.step)
        flagged = [
            key for key in _between(connection, settings, before.bounds, now.bounds) if key[0] not in days
        ]
        renamed = {_key(table): _renamed(published, settings, table, names[table]) for table in names}
        renamed_rows = sum(_rows_of(published, settings, *entries) for entries in renamed.items())
        if (
            len(flagged) > _MOST_FLAGGED
            or renamed_rows > _MOST_RENAMED
            or 2 * len(days) > _number_of_days(connection, settings)
        ):
            return None
        kept = publication.fact_rows - _rows_of(published, settings, "date_key", days)
    others = f"and date_key not in ({_listed(days)})"
    return FactChanges(
        days=tuple(sorted(days)),
        flagged=tuple(_any_of(some) for some in _parts(flagged)),
        renamed=tuple(f"{column} in ({_listed(keys)}) {others}" for column, keys in renamed.items() if keys),
        kept_rows=kept,
    )


def _known(connection: sa.Connection, settings: Settings, copy: str | None) -> _Copy | None:
    ledger = settings.database("staging")
    query = sa.text(f"select step, {', '.join(_BOUNDS)} from {ledger}.ledger_copies where copy = :copy")
    row = connection.execute(query, {"copy": copy}).mappings().one_or_none()
    if row is None or any(row[name] is None for name in _BOUNDS):
        return None
    return _Copy(int(row["step"]), {name: row[name] for name in _BOUNDS})


def _days_since(connection: sa.Connection, settings: Settings, step: int) -> set[int]:
    ledger = settings.database("staging")
    query = sa.text(f"select {_DATE_KEY} from {ledger}.ledger_days where step > :step")
    return set(connection.execute(query, {"step": step}).scalars())


def _number_of_days(connection: sa.Connection, settings: Settings) -> int:
    query = sa.text(f"select count(*) from {settings.database('staging')}.ledger_days")
    return int(connection.execute(query).scalar_one())


def _renamed(connection: sa.Connection, settings: Settings, table: str, columns: Sequence[str]) -> list[int]:
    """The keys of a dimension's entries whose columns are not as published."""
    build, marts, key = settings.database("build"), settings.database("marts"), _key(table)
    same = " and ".join(f"now.{column} <=> published.{column}" for column in columns)
    query = (
        f"select now.{key} from {build}.{table} as now "
        f"inner join {marts}.{table} as published on published.{key} = now.{key} where not ({same})"
    )
    return [int(found) for found in connection.execute(sa.text(query)).scalars()]


def _key(table: str) -> str:
    return table.removeprefix("dim_") + "_key"


def _between(
    connection: sa.Connection, settings: Settings, before: Mapping[str, object], now: Mapping[str, object]
) -> list[_Key]:
    """Keys of rows between the bounds of before and of now, as macros/outlier_flags.sql finds them."""
    found: set[_Key] = set()
    for name in _BOUNDS:
        if before[name] == now[name]:
            continue
        measure, _ = name.split("_")
        query = sa.text(
            f"select {_DATE_KEY}, campaign_key, channel_key "
            f"from {settings.database('staging')}.int_campaigns_deduplicated "
            f"where {measure} between least(:before, :now) and greatest(:before, :now) "
            f"limit {_MOST_FLAGGED + 1}"
        )
        rows = connection.execute(query, {"before": before[name], "now": now[name]})
        found |= {(int(day), int(campaign), int(channel)) for day, campaign, channel in rows}
    return sorted(found)


def _rows_of(connection: sa.Connection, settings: Settings, column: str, keys: Collection[int]) -> int:
    """How many published rows have one of the keys."""
    fact = f"{settings.database('marts')}.{FACT}"
    query = sa.text(f"select count(*) from {fact} where {column} in ({_listed(keys)})")
    return int(connection.execute(query).scalar_one())


def _listed(keys: Collection[int]) -> str:
    return ", ".join(map(str, sorted(keys))) or "0"


def _parts(keys: Sequence[_Key]) -> Iterator[Sequence[_Key]]:
    """So many that a server still looks each of them up."""
    return (keys[first : first + _KEYS_AT_ONCE] for first in range(0, len(keys), _KEYS_AT_ONCE))


def _any_of(keys: Sequence[_Key]) -> str:
    return " or ".join(
        "(" + " and ".join(f"{name} = {value}" for name, value in zip(FACT_KEY, key, strict=True)) + ")"
        for key in keys
    )
