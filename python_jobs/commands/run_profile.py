"""Where the time of a run went, on the terminal; the run's record keeps all of it."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from python_jobs.printable import printable
from python_jobs.warehouse.runs.run_records import RunRecord

# Of the parts of each step; the others are told together.
_SHOWN = 12


def print_profile(console: Console, record: RunRecord) -> None:
    """A table of the steps and the longest parts of each: models, tests, checks, formats.

    Parts may run beside each other, so that theirs can be more seconds than the step's.
    """
    table = Table(box=None, pad_edge=False, title="Where the time went", title_justify="left")
    table.title_style = "bold"
    for name in ("Step", "Part"):
        table.add_column(name, overflow="fold")
    table.add_column("Seconds", justify="right", no_wrap=True)
    for stage in sorted(record.stages, key=lambda stage: -stage.seconds):
        table.add_row(Text(stage.name), "", f"[bold]{stage.seconds:,.2f}[/]")
        parts = sorted(stage.parts, key=lambda part: -part.seconds)
        for part in parts[:_SHOWN]:
            table.add_row("", Text(printable(f"{part.kind} {part.name}")), f"{part.seconds:,.2f}")
        if rest := parts[_SHOWN:]:
            table.add_row("", f"{len(rest)} others", f"{sum(part.seconds for part in rest):,.2f}")
    console.print()
    console.print(table)
    in_steps = sum(stage.seconds for stage in record.stages)
    whole = (record.finished_at - record.started_at).total_seconds()
    console.print(f"The run took {whole:,.2f} s, its steps {in_steps:,.2f} s.", highlight=False)
