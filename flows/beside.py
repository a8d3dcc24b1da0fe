"""Calls that begin beside the steps before their own, because they leave a core or the server idle."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class Beside(Generic[T]):
    """A call that may have begun early. Calling this waits for it, and calls anew when tried again.

    Whoever waits is in the main thread, where time limits and Ctrl-C reach; whoever stops the run ends what
    the thread has executing on the server.
    """

    def __init__(self, call: Callable[[], T], thread: ThreadPoolExecutor) -> None:
        """Nothing is begun yet."""
        self._call = call
        self._thread = thread
        self._early: Future[T] | None = None

    def begin(self) -> Future[T]:
        """Begin now. What had begun before is worth nothing any more: what it read has been made again."""
        self._early = self._thread.submit(self._call)
        return self._early

    def __call__(self) -> T:
        """The result, at the latest after calling."""
        early, self._early = self._early, None
        return self._call() if early is None else early.result()


@contextmanager
def beside(call: Callable[[], T]) -> Iterator[Beside[T]]:
    """A call that the body may begin early, in a thread, and asks for its result later.

    Who leaves waits for what is begun, also after an error: nothing of a run goes on when it has ended.
    """
    thread = ThreadPoolExecutor(max_workers=1)
    try:
        yield Beside(call, thread)
    finally:
        thread.shutdown(cancel_futures=True)
