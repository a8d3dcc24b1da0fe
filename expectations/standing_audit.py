"""What need not be audited again: tables that are, row by row, what is published, and was audited then.

Their results are taken over from that audit, warnings too. What might befall a table in place is found within
four weeks of daily runs: on a day of its own, each is looked at whatever it is said to be.
"""

from dataclasses import dataclass, replace
from zlib import crc32

import sqlalchemy as sa

from expectations.days_in_turn import TURNS
from python_jobs.settings import Settings
from python_jobs.warehouse.publishing.content_marks import unchanged_marts
from python_jobs.warehouse.publishing.publication_row import read_publication_row
from python_jobs.warehouse.publishing.published_customers import published_batches
from python_jobs.warehouse.publishing.publisher import publisher
from python_jobs.warehouse.quality_results import QualityResult, read_quality_results

_FOUND_BY = "(found by run"


@dataclass(frozen=True)
class StandingAudit:
    """``marts`` of the candidate that are as published, and ``results`` of the run that published them.

    ``day``: today's number, which decides what is looked at in any case. ``batches``: those of customers that
    what is published was made of.
    """

    run_id: str = ""
    marts: frozenset[str] = frozenset()
    results: tuple[QualityResult, ...] = ()
    day: int = 0
    batches: frozenset[int] = frozenset()

    def of(self, table: str, made_of: frozenset[str], about: str = "") -> tuple[QualityResult, ...]:
        """The results of a table or comparison; none where it has to be looked at.

        Args:
            made_of: the marts by whose marks it can be told that it has the same rows; none if it cannot.
            about: what the names of the expectations begin with.
        """
        if not made_of or not made_of <= self.marts or _is_due(table, self.day):
            return ()
        return tuple(
            _found_before(result, self.run_id)
            for result in self.results
            if result.table_name == table and result.expectation.startswith(about)
        )

    def audited_batches(self, table: str) -> frozenset[int]:
        """The batches of customers that need not be looked at in a comparison; none if it has its turn."""
        return frozenset() if _is_due(table, self.day) else self.batches


NOTHING_STANDS = StandingAudit()


def standing_audit(settings: Settings) -> StandingAudit:
    """What stands of the audit of what is published."""
    with publisher(settings) as connection:
        published = read_publication_row(connection, settings, "marts")
        day = int(connection.scalar(sa.text("select to_days(utc_date())")) or 0)
        if published is None:
            return NOTHING_STANDS
        return StandingAudit(
            published.run_id,
            unchanged_marts(connection, settings),
            read_quality_results(connection, settings, published.run_id),
            day,
            published_batches(connection, settings),
        )


def _is_due(table: str, day: int) -> bool:
    """Whether a table or comparison has its turn; not all of them on one day, which would last the longer."""
    return (day + crc32(table.encode())) % TURNS == 0


def _found_before(result: QualityResult, run_id: str) -> QualityResult:
    """Say which run has looked; of results that it had taken over itself, it has said so."""
    observed = result.observed or ""
    if _FOUND_BY in observed:
        return result
    return replace(result, observed=f"{observed} {_FOUND_BY} {run_id})".lstrip())
