"""A run on the terminal: a line per stage while it goes on, and the summary at its end."""

from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.status import Status
from rich.table import Table
from rich.text import Text

from python_jobs.analysis_config import ReportConfig, report_language
from python_jobs.formatting import count, percent, ratio
from python_jobs.language import Language
from python_jobs.printable import printable
from python_jobs.warehouse.runs.run_records import RunRecord

# Longer names would fill the window with lines.
_LONGEST_NAME = 40


class TerminalWatch:
    """Shows the stage under way with a spinner, and each finished stage as a line that stays."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.status: Status | None = None

    def started(self, stage: str) -> None:
        """Show the stage as the one under way."""
        self.status = self.console.status(stage)
        self.status.start()

    def advanced(self, stage: str, done: int, total: int, what: str) -> None:
        """Show how far the stage is."""
        if self.status:
            self.status.update(f"{stage}  {done} of {total}  [dim]{what[:60]}[/]")

    def finished(self, stage: str, seconds: float, outcome: str) -> None:
        """Leave a line about the stage."""
        self._leave(f"[green]✓[/] {stage:<28} {seconds:6.1f} s   {outcome}")

    def failed(self, stage: str, seconds: float, status: str) -> None:
        """Leave a line about the stage; the error itself is printed at the end."""
        self._leave(f"[red]✗[/] {stage:<28} {seconds:6.1f} s   {status}")

    def noted(self, text: str) -> None:
        """Leave a line; a spinner goes on below it."""
        self.console.print(f"  {printable(text)}", highlight=False, markup=False, soft_wrap=True)

    def _leave(self, line: str) -> None:
        if self.status:
            self.status.stop()
        self.console.print(line, highlight=False, soft_wrap=True)


def print_summary(console: Console, record: RunRecord, config: ReportConfig, published: str) -> None:
    """Print totals, channels by ROI, segments, quality and where the files are; if unchanged, only where."""
    if record.unchanged_since is not None:
        since = datetime.fromisoformat(record.unchanged_since.finished_at)
        console.print(
            f"Nothing changed since run {record.unchanged_since.run_id} ({since:%Y-%m-%d %H:%M} UTC): "
            "its figures stand. To build all the same: mca run --force",
            highlight=False,
            soft_wrap=True,
        )
        _print_places(console, record, published)
        return
    money = report_language(config)
    totals = record.totals
    console.print()
    console.print(
        f"[bold]{money.compact_money(totals['cost'])}[/] spent, "
        f"[bold]{money.compact_money(totals['revenue'])}[/] revenue, "
        f"[bold]{money.compact_money(totals['profit'])}[/] profit: "
        f"ROI [bold]{percent(totals['roi_pct'])}[/], ROAS [bold]{ratio(totals['roas'])}[/], "
        f"CTR [bold]{percent(totals['ctr_pct'])}[/]",
        highlight=False,
    )
    console.print(
        f"{count(totals['campaigns'])} campaigns on {count(totals['channels'])} channels, "
        f"{totals['first_date']} to {totals['last_date']}",
        highlight=False,
    )
    for table in (_channels(record, money), _segments(record, money), _quality(record)):
        console.print()
        console.print(table)
    for warning in record.warnings:
        console.print("[yellow]![/]", Text(printable(warning)), highlight=False)
    console.print()
    _print_places(console, record, published)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for number, column in enumerate(columns):
        # A narrow window breaks the name and never cuts a figure.
        is_name = number == 0
        table.add_column(column, justify="left" if is_name else "right", no_wrap=not is_name)
    return table


def _channels(record: RunRecord, money: Language) -> Table:
    table = _table("Channels by ROI", "Channel", "Cost", "Revenue", "Profit", "ROI", "ROAS", "CTR")
    for channel in record.channels:
        table.add_row(
            Text(printable(channel["channel"], _LONGEST_NAME)),
            money.whole_money(channel["cost"]),
            money.whole_money(channel["revenue"]),
            money.whole_money(channel["profit"]),
            percent(channel["roi_pct"]),
            ratio(channel["roas"]),
            percent(channel["ctr_pct"]),
        )
    return table


def _segments(record: RunRecord, money: Language) -> Table:
    table = _table("Customer segments", "Segment", "Customers", "Share", "Revenue share", "Mean revenue")
    for segment in record.segments:
        table.add_row(
            Text(f"{segment['segment']}  {segment['name']}"),
            count(segment["customers"]),
            percent(segment["customer_share_pct"], 1),
            percent(segment["revenue_share_pct"], 1),
            money.money(segment["mean_revenue"]),
        )
    return table


def _quality(record: RunRecord) -> Table:
    table = _table(
        "Data quality", "Rows of", "In", "Clean", "Quarantined", "Superseded", "Complete", "Filled cells"
    )
    for name, figures in record.quality.items():
        table.add_row(
            name,
            count(figures["rows_in"]),
            count(figures["rows_clean"]),
            count(figures["rows_quarantined"]),
            count(figures["rows_superseded"]),
            percent(figures["completeness_pct"], 1),
            count(figures["filled_cells"]),
        )
    return table


def _print_places(console: Console, record: RunRecord, published: str) -> None:
    folder = Path(record.outputs["pdf"]).parent
    run_id = record.unchanged_since.run_id if record.unchanged_since else record.run_id
    console.print(f"Published   {published}, run {run_id}", highlight=False)
    console.print(f"PDF         {record.outputs['pdf']}", highlight=False, markup=False, soft_wrap=True)
    console.print(f"Page        {record.outputs['html']}", highlight=False, markup=False, soft_wrap=True)
    console.print(f"Audit       {record.outputs['audit']}", highlight=False, markup=False, soft_wrap=True)
    console.print(f"Data docs   {record.outputs['data_docs']}", highlight=False, markup=False, soft_wrap=True)
    console.print(f"All files   {folder}", highlight=False, markup=False, soft_wrap=True)
