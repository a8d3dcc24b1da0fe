"""How the audits of the last runs ended, table by table, as strips of bars for the audit page."""

from collections.abc import Sequence
from dataclasses import dataclass

from python_jobs.warehouse.quality_results import Outcome, PastAudit

# Height in parts of a strip: told apart without colour too.
_HEIGHTS: dict[Outcome, int] = {"passed": 5, "warned": 11, "failed": 18, "errored": 18}
BAR_WIDTH = 8


@dataclass(frozen=True)
class Bar:
    """One run of one table: its worst outcome, where the bar stands, and what it says when pointed at."""

    outcome: Outcome
    x: int
    height: int
    title: str


@dataclass(frozen=True)
class Strip:
    """One table over time, the oldest run first. ``summary`` is for those who do not see the bars."""

    table: str
    bars: tuple[Bar, ...]
    width: int
    summary: str


def strips(history: Sequence[PastAudit]) -> list[Strip]:
    """A strip per table, in the order of the newest run; a run that did not look at a table leaves a gap."""
    runs = list(dict.fromkeys(past.run_id for past in history))
    newest_first = [past for run in reversed(runs) for past in history if past.run_id == run]
    tables = dict.fromkeys(past.table_name for past in newest_first)
    return [_strip(table, [past for past in history if past.table_name == table], runs) for table in tables]


def _strip(table: str, audits: Sequence[PastAudit], runs: Sequence[str]) -> Strip:
    bars = tuple(_bar(past, runs.index(past.run_id)) for past in audits)
    stopped = sum(bar.outcome in ("failed", "errored") for bar in bars)
    warned = sum(bar.outcome == "warned" for bar in bars)
    summary = f"{table}: {len(bars)} runs, {stopped} stopped, {warned} with warnings, last {bars[-1].outcome}"
    return Strip(table, bars, BAR_WIDTH * len(runs), summary)


def _bar(past: PastAudit, place: int) -> Bar:
    counts: dict[Outcome, int] = {
        "errored": past.errored,
        "failed": past.failed,
        "warned": past.warned,
        "passed": past.passed,
    }
    worst: Outcome = next((outcome for outcome, count in counts.items() if count), "passed")
    said = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
    title = f"{past.checked_at:%Y-%m-%d %H:%M} UTC, run {past.run_id}: {said}"
    return Bar(worst, place * BAR_WIDTH, _HEIGHTS[worst], title)
