"""What there is to tell about a run that has ended: nothing, if it is like the one before it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from python_jobs.alerts.alert import Alert, shortened
from python_jobs.alerts.sameness import failures_before, is_told_again, new_warnings, same_failures
from python_jobs.formatting import plural
from python_jobs.operations_config import AlertEvent, AlertsConfig
from python_jobs.warehouse.runs.run_history import MOST_RUNS, PastRun


@dataclass(frozen=True)
class Context:
    """What an alert says besides its news: facts, as label and text, and commands to look further."""

    facts: tuple[tuple[str, str], ...]
    commands: tuple[str, ...]


def failure_alert(
    run: PastRun,
    earlier: Sequence[PastRun],
    config: AlertsConfig,
    context: Callable[[], Context],
) -> Alert | None:
    """The alert for a run that failed or was interrupted; None if the same was told not long ago.

    Args:
        earlier: The runs before it, newest first.
        context: Finds out what users see and the like; asked only when there is something to tell.
    """
    same = same_failures(run, earlier)
    if same and not is_told_again(run, same[0], config):
        return None
    headline = f"the run {'was interrupted' if run.status == 'interrupted' else 'failed'}{_place(run)}"
    if same:
        count = (
            f"for the {_ordinal(len(same) + 1)} time"
            if len(same) < MOST_RUNS
            else f"more than {MOST_RUNS} times"
        )
        headline = f"again, {count} since {_minute(same[-1].started_at)}: {headline}"
    found = context()
    return Alert(
        events=("failure",),
        headline=headline[0].upper() + headline[1:],
        why=shortened([*(run.error or "").splitlines(), *_killed_before(earlier)]),
        facts=found.facts,
        commands=found.commands,
        run_id=run.run_id,
    )


def success_alert(
    run: PastRun,
    earlier: Sequence[PastRun],
    config: AlertsConfig,
    context: Callable[[], Context],
    *,
    was_told_stale: bool,
    expects_fresh_data: bool,
) -> Alert | None:
    """The alert for a run that published; None if all is as it was at the last success.

    Args:
        earlier: The runs before it, newest first.
        context: As for a failure.
        was_told_stale: Whether it was told that no run had published for too long.
        expects_fresh_data: False for the demo, whose newest date never changes.
    """
    last_good = next((past for past in earlier if past.succeeded), None)
    fresh = new_warnings(run.warnings, last_good)
    stale = expects_fresh_data and is_stale(run, config)
    was_stale = last_good is not None and expects_fresh_data and is_stale(last_good, config)
    news: list[tuple[AlertEvent, str]] = []
    # Data that always comes four days late has a new date each day, and is the same problem.
    if stale and not was_stale:
        news.append(("stale", f"the newest data is of {run.last_date}, {_days_old(run)} days old"))
    if fresh:
        news.append(("warning", f"published with {plural(len(fresh), 'new warning')}"))
    news += [("recovery", text) for text in _recoveries(run, earlier, last_good, was_told_stale)]
    if was_stale and not stale:
        news.append(("recovery", f"the data is fresh again, up to {run.last_date}"))
    if not news:
        return None
    headline = "; ".join(text for _, text in news)
    known = len(run.warnings) - len(fresh)
    as_before = [f"{plural(known, 'warning')} more, as before"] if known else []
    found = context()
    return Alert(
        events=tuple(dict.fromkeys(event for event, _ in news)),
        headline=headline[0].upper() + headline[1:],
        why=shortened(
            [
                *fresh,
                *_killed_before(earlier),
                *as_before,
            ]
        ),
        facts=found.facts,
        commands=found.commands if {event for event, _ in news} != {"recovery"} else (),
        run_id=run.run_id,
    )


def is_stale(run: PastRun, config: AlertsConfig) -> bool:
    """Whether the newest date in the marts was older than the bound when the run ended."""
    if config.stale_data_after_days is None or run.last_date is None:
        return False
    return _days_old(run) > config.stale_data_after_days


def _recoveries(
    run: PastRun, earlier: Sequence[PastRun], last_good: PastRun | None, was_told_stale: bool
) -> list[str]:
    failures = failures_before(earlier)
    if failures:
        since = _minute(failures[-1].started_at)
        return [f"runs succeed again, after {plural(len(failures), 'failure')} since {since}"]
    if was_told_stale:
        return ["runs publish again"]
    if last_good and last_good.warnings and not run.warnings:
        return ["no warnings any more"]
    return []


def _killed_before(earlier: Sequence[PastRun]) -> list[str]:
    """The runs that were killed since the last success: they could not tell it themselves."""
    return [f"Killed: {past.error or past.run_id}" for past in failures_before(earlier) if past.was_killed]


def _place(run: PastRun) -> str:
    if run.failed_step:
        return f" at the step {run.failed_step}"
    # Of a process that was killed nobody knows how far it had come.
    return "" if run.status == "interrupted" else " before its first step"


def _days_old(run: PastRun) -> int:
    assert run.last_date is not None
    return (run.finished_at.date() - date.fromisoformat(run.last_date)).days


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
