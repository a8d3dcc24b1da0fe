"""Runs the comparisons, each with the account that may read both sides, and says which days they look at."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from expectations.comparisons import drift, newest_days, reconciliation
from expectations.comparisons.daily_figures import by_channel, by_large_campaign, total, twin_rows
from expectations.comparisons.days_to_judge import days_to_judge
from expectations.comparisons.drift import ChangedDay, changed_days, compare_with_publication
from expectations.comparisons.newest_days import NewestDays, judge_newest_days, least_large
from expectations.comparisons.quarantined_share import quarantined_share
from expectations.comparisons.reconciliation import reconcile
from expectations.comparisons.verdict import accepted, result
from expectations.gate_result import TableResult
from expectations.standing_audit import NOTHING_STANDS, StandingAudit
from python_jobs.audit_config import AuditConfig, NewestDaysConfig
from python_jobs.dbt_variables import dbt_variable
from python_jobs.settings import Layer, Settings
from python_jobs.timed_parts import timed
from python_jobs.warehouse.connections import Account, engine_for
from python_jobs.warehouse.publishing.publication_row import read_publication_row
from python_jobs.warehouse.publishing.publisher import publisher
from python_jobs.warehouse.quality_results import QualityResult
from python_jobs.warehouse.transient_errors import is_transient


def compare(
    settings: Settings,
    config: AuditConfig,
    accept_drift: str | None = None,
    standing: StandingAudit = NOTHING_STANDS,
    variables: Mapping[str, Any] | None = None,
) -> list[TableResult]:
    """Compare the candidate with raw and with the last publication, and its newest days with those before.

    The transformer reads raw, staging and build. The published marts it may not read; the publisher may, and
    the build too. So no account gets a right for this.

    Args:
        accept_drift: why drift and unusual days are right this time; what would fail is then only noted.
        standing: results of what need not be looked at again.
        variables: dbt variables that the candidate was built by, where they differ from dbt_project.yml.

    Raises:
        sqlalchemy.exc.OperationalError: the server cannot be reached; a retry may heal it.
    """
    with publisher(settings) as connection:
        first_ever = read_publication_row(connection, settings, "marts") is None
    changed: list[ChangedDay] = []
    most_quarantined = Decimal(str(dbt_variable("max_quarantined_share", variables or {})))

    def against_publication(connection: sa.Connection) -> Sequence[QualityResult]:
        if first_ever:
            return [result(drift.COMPARISON, "publication", "Nothing is published yet.", "passed", None)]
        changed.extend(changed_days(connection, settings))
        return compare_with_publication(connection, settings, config.drift, changed)

    def against_days_before(connection: sa.Connection) -> Sequence[QualityResult]:
        days = _days_to_look_at(connection, settings, config.newest_days, changed, first_ever=first_ever)
        return _newest_days(connection, settings, config.newest_days, days)

    def against_raw(connection: sa.Connection) -> Sequence[QualityResult]:
        share = quarantined_share(connection, settings, reconciliation.COMPARISON, most_quarantined)
        return (*reconcile(connection, settings, standing), share)

    tables = [
        _compare(settings, "transformer", reconciliation.COMPARISON, against_raw),
        _compare(settings, "publisher", drift.COMPARISON, against_publication),
        _compare(settings, "publisher", newest_days.COMPARISON, against_days_before),
    ]
    if accept_drift is not None:
        tables[1:] = [
            TableResult(table.table, tuple(accepted(one, accept_drift) for one in table.results))
            for table in tables[1:]
        ]
    return tables


def _compare(
    settings: Settings,
    account: Account,
    comparison: str,
    look: Callable[[sa.Connection], Sequence[QualityResult]],
) -> TableResult:
    """A comparison that raises is a check that could not be carried out, and no verdict on the data."""
    engine = engine_for(settings, account)
    try:
        with engine.connect() as connection, timed("comparison", comparison):
            return TableResult(comparison, tuple(look(connection)))
    except sa.exc.DBAPIError as error:
        if is_transient(error):
            raise
        reason = str(error.orig.args[-1]) if error.orig is not None and error.orig.args else str(error)
        what = f"The {comparison} can be looked at."
        return TableResult(comparison, (result(comparison, "comparison", what, "errored", reason),))
    finally:
        engine.dispose()


def _days_to_look_at(
    connection: sa.Connection,
    settings: Settings,
    config: NewestDaysConfig,
    changed: Sequence[ChangedDay],
    *,
    first_ever: bool,
) -> list[date]:
    """Days with rows that are not published or published otherwise; at first, simply the newest."""
    # Two queries of distinct days, each from the index; as one with "not in" it takes MySQL 20 s.
    there = _days_of(connection, settings, "build")
    if first_ever:
        return sorted(there, reverse=True)[: config.first_days]
    published = _days_of(connection, settings, "marts")
    return days_to_judge(there - published, there & published, [day.date for day in changed], config)


def _days_of(connection: sa.Connection, settings: Settings, layer: Layer) -> set[date]:
    query = f"select distinct date_key from {settings.database(layer)}.fct_campaign_performance"
    return {datetime.strptime(str(key), "%Y%m%d").date() for (key,) in connection.execute(sa.text(query))}


def _newest_days(
    connection: sa.Connection, settings: Settings, config: NewestDaysConfig, days: list[date]
) -> Sequence[QualityResult]:
    if not days:
        return judge_newest_days(NewestDays([], {}, {}, {}), config)
    first, last = min(days) - timedelta(days=config.history_days), max(days)
    channels = by_channel(connection, settings, first, last)
    large = least_large(total(channels), days, config)
    campaigns = by_large_campaign(connection, settings, first, last, days, large) if large else {}
    newest = NewestDays(days, channels, campaigns, twin_rows(connection, settings, days))
    return judge_newest_days(newest, config)
