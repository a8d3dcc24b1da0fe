"""Ctrl-C and its like: the first stops what is under way, the next ones do not disturb the tidying up."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# A terminal that was closed sends SIGHUP, service managers and Prefect send SIGTERM.
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Tidying up takes a second or two; should it hang, Ctrl-C works again.
_TIDY_SECONDS = 15.0

_stopping_since: float | None = None


class Stopped(KeyboardInterrupt):
    """Raised in the main thread by a signal. A ``KeyboardInterrupt``, which libraries let pass."""

    def __init__(self, number: int) -> None:
        super().__init__(f"It was stopped by {signal.Signals(number).name}.")
        self.exit_code = 128 + number
        """What shells report for a program that this signal has ended."""


@contextmanager
def stoppable() -> Iterator[None]:
    """Let signals raise ``Stopped`` in the block. May be nested, where a library has set its own handlers.

    Outside the main thread, and for signals that this process was told to ignore (nohup), nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in _SIGNALS}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, _frame: FrameType | None) -> None:
    global _stopping_since
    now = time.monotonic()
    if _stopping_since is not None and now - _stopping_since < _TIDY_SECONDS:
        os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, b"Stopping; this takes a moment.\n")
        return
    _stopping_since = now
    raise Stopped(number)
