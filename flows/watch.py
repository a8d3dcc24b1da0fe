"""What a run tells while it is under way; the terminal shows it, a scheduled run keeps silent."""

from contextvars import ContextVar
from typing import Protocol


class Watch(Protocol):
    """Receives the progress of a run."""

    def started(self, stage: str) -> None:
        """A stage begins."""

    def advanced(self, stage: str, done: int, total: int, what: str) -> None:
        """A stage has finished ``done`` of ``total`` parts, ``what`` being the last."""

    def finished(self, stage: str, seconds: float, outcome: str) -> None:
        """A stage has ended well, with an outcome in a few words."""

    def failed(self, stage: str, seconds: float, status: str) -> None:
        """A stage has ``failed`` or was ``interrupted``; the error follows as an exception."""

    def noted(self, text: str) -> None:
        """Something that people should know: a step that is tried again, what a stopped run leaves."""


class SilentWatch:
    """Shows nothing."""

    def started(self, stage: str) -> None:
        """Do nothing."""

    def advanced(self, stage: str, done: int, total: int, what: str) -> None:
        """Do nothing."""

    def finished(self, stage: str, seconds: float, outcome: str) -> None:
        """Do nothing."""

    def failed(self, stage: str, seconds: float, status: str) -> None:
        """Do nothing."""

    def noted(self, text: str) -> None:
        """Do nothing."""


_SILENT = SilentWatch()
current_watch: ContextVar[Watch] = ContextVar("current_watch", default=_SILENT)
"""Who watches the run that is started next. A flow's parameters are data, so this is not one of them."""
