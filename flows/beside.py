"""A call that begins beside the step before its own, because it mostly waits for the server."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def begun_beside(call: Callable[[], T]) -> Iterator[Callable[[], T]]:
    """Begin a call in a thread. The body gets a function that waits for it, and calls anew when tried again.

    Whoever waits is in the main thread, where time limits and Ctrl-C reach; whoever stops the run ends what
    the thread has executing on the server.
    """
    thread = ThreadPoolExecutor(max_workers=1)
    early = [thread.submit(call)]

    def result() -> T:
        return early.pop().result() if early else call()

    try:
        yield result
    finally:
        thread.shutdown(wait=False, cancel_futures=True)
