"""Publications on the terminal: status, history and diff, readable at 100 columns, and the same as JSON."""

import json
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from python_jobs.formatting import count, ratio
from python_jobs.warehouse.publishing.publication_diff import Figure, PublicationDiff
from python_jobs.warehouse.publishing.publication_log import LogLine
from python_jobs.warehouse.publishing.publication_row import Publication
from python_jobs.warehouse.publishing.publication_status import PublicationStatus, in_words

_LAYERS = {"build": "Candidate", "marts": "Published", "previous": "Previous"}
WIDE = 250
"""Columns of a console that crops no figure; what is printed fits into 100 where figures are below 10M."""
_MINUTE = "%Y-%m-%d %H:%M"
_SECOND = "%Y-%m-%d %H:%M:%S"


def as_json_text(value: Any) -> str:
    """Dataclasses as JSON: times in ISO 8601, amounts as text with all their digits."""
    plain = [asdict(item) for item in value] if isinstance(value, list) else value
    return json.dumps(asdict(plain) if is_dataclass(plain) else plain, default=_plain, indent=2)  # type: ignore[arg-type]


def print_status(console: Console, state: PublicationStatus) -> None:
    """One line per layer, and the last run."""
    lines = [
        ("Published", _publication(state, state.marts)),
        ("Previous", _publication(state, state.previous)),
        ("Candidate", f"{len(state.candidate)} tables" if state.candidate else "nothing"),
        ("Last run", _last_run(state)),
    ]
    for label, text in lines:
        console.print(f"{label:<10} {text}", highlight=False, markup=False, soft_wrap=True)


def history_table(lines: list[LogLine]) -> Table:
    """Two lines per publication or rollback."""
    table = Table(box=None, pad_edge=False)
    for name in ("When (UTC)", "Event", "Run, by whom, how long"):
        table.add_column(name, no_wrap=True)
    for name in ("Rows", "Cost", "Revenue", "Newest day"):
        table.add_column(name, justify="right", no_wrap=True)
    for line in lines:
        table.add_row(
            f"{line.happened_at:{_MINUTE}}",
            line.event,
            f"{line.run_id}\n{escape(_who(line))}",
            "-" if line.fact_rows is None else count(line.fact_rows),
            "-" if line.cost is None else count(line.cost),
            "-" if line.revenue is None else count(line.revenue),
            "-" if line.newest_date is None else f"{line.newest_date}",
        )
    return table


def _who(line: LogLine) -> str:
    who = f"{line.os_user}@{line.host}" if line.os_user else "not noted"
    return who if line.run_seconds is None else f"{who}, {line.run_seconds:.0f} s"


def print_diff(console: Console, diff: PublicationDiff) -> None:
    """Rows per table, totals of the fact, and what became of the columns."""
    after, before = _LAYERS[diff.after], _LAYERS[diff.before]
    if diff.after != "build":
        console.print("There is no candidate: what is published, against the publication before it.\n")
    for title, changes in (("Rows", diff.rows), ("Totals", diff.totals)):
        table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
        table.add_column("", min_width=26)
        for name in (before, after, "Change"):
            table.add_column(name, justify="right", no_wrap=True, min_width=14)
        for change in changes:
            table.add_row(
                change.name,
                _figure(change.before),
                _figure(change.after),
                _change(change.before, change.after),
            )
        console.print(table)
        console.print()
    console.print("[bold]Columns[/]")
    for sentence in diff.schema or ("as before",):
        console.print(sentence, highlight=False, markup=False, soft_wrap=True)


def _publication(state: PublicationStatus, published: Publication | None) -> str:
    if published is None:
        return "nothing"
    return (
        f"run {published.run_id}, {published.published_at:{_MINUTE}} UTC, "
        f"{in_words(state.now - published.published_at)} ago, "
        f"{published.fact_rows:,} rows up to {published.last_date}"
    )


def _last_run(state: PublicationStatus) -> str:
    start, end = state.last_run, state.last_end
    if start is None:
        return "none"
    how = "under way" if state.is_running else "interrupted"
    lines = [
        f"run {start.run_id}, {f'{end.event} {end.happened_at:{_SECOND}} UTC' if end else how}",
        f"`{start.command}`, begun {start.happened_at:{_SECOND}} UTC by {start.os_user} on {start.host}, "
        f"process {start.pid}",
        *((end.detail or "").splitlines()[:1] if end else ()),
    ]
    return f"\n{'':11}".join(lines)


def _figure(value: Figure) -> str:
    if value is None:
        return "-"
    if isinstance(value, date):
        return value.isoformat()
    return ratio(value) if isinstance(value, Decimal) and value != int(value) else count(value)


def _change(before: Figure, after: Figure) -> str:
    if before == after:
        return "="
    if before is None or after is None:
        return "new" if before is None else "missing"
    if isinstance(before, date) or isinstance(after, date):
        days = (after - before).days if isinstance(before, date) and isinstance(after, date) else 0
        return f"{days:+} d"
    difference = Decimal(after) - Decimal(before)
    share = f" ({100 * float(difference) / float(before):+.1f} %)" if before else ""
    return f"{'+' if difference > 0 else '-'}{_figure(abs(difference))}{share}"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
