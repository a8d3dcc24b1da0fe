"""Work that is done beside its caller, one piece at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType


class Behind:
    """A thread that is at most one piece of work behind, so that what waits for it stays small."""

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._last: Future[Any] | None = None

    def do(self, work: Callable[..., Any], *arguments: object) -> None:
        """Have it done when what came before is; what that raised is raised here."""
        self.wait()
        self._last = self._thread.submit(work, *arguments)

    def wait(self) -> None:
        """Until all is done; what the last piece raised is raised here, once."""
        last, self._last = self._last, None
        if last is not None:
            last.result()

    def __enter__(self) -> Behind:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown()


class AtOnce(Behind):
    """The same by the caller itself: for pieces so small that a thread would take longer to begin."""

    def __init__(self) -> None:
        """No thread is needed."""

    def do(self, work: Callable[..., Any], *arguments: object) -> None:
        """Do it."""
        work(*arguments)

    def wait(self) -> None:
        """All is done."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is left."""
