"""An alert: what happened, why, what users see now, and the command to look further; and its plain text."""

from dataclasses import dataclass

from python_jobs.operations_config import AlertEvent
from python_jobs.printable import printable

# A dbt build with a broken source can fail 60 tests; the first ones say it, the record has all.
MOST_LINES = 12
LONGEST_LINE = 300


@dataclass(frozen=True)
class Alert:
    """One message to the operator.

    Attributes:
        events: What it is about; a channel that wants any of them gets it.
        headline: One sentence without a full stop; also the subject of the mail.
        why: The first lines of the reason, or each warning, made safe and short by ``shortened``.
        facts: Label and text each, in the order in which they are read.
        commands: What to type, on the host and in the folder that the facts name, to look further.
        run_id: The run that it is about, if any.
    """

    events: tuple[AlertEvent, ...]
    headline: str
    why: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    commands: tuple[str, ...]
    run_id: str | None = None

    @property
    def is_good_news(self) -> bool:
        """Whether nothing is left to do: the most urgent event is none."""
        return self.events[0] == "recovery"


def shortened(lines: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """The first lines, each safe to show and of a length that can be read, and how many are left out."""
    kept = [printable(line, LONGEST_LINE) for line in lines if line.strip()]
    if len(kept) > MOST_LINES:
        kept = [*kept[: MOST_LINES - 1], f"and {len(kept) - MOST_LINES + 1} more lines"]
    return tuple(kept)


def plain_text(alert: Alert) -> str:
    """The whole message for a mail, a log, or a chat that knows no layout."""
    width = max((len(label) for label, _ in alert.facts), default=0) + 1
    paragraphs = [
        [f"{printable(alert.headline, LONGEST_LINE)}."],
        [f"  {line}" for line in alert.why],
        [f"{label + ':':<{width}} {printable(text)}" for label, text in alert.facts],
        ["To look further:", *(f"  {command}" for command in alert.commands)] if alert.commands else [],
    ]
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines) + "\n"
