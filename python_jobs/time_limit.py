"""A limit on how long a block of code may take, enforced by an alarm that interrupts whatever it is doing.

The alarm is a signal: it interrupts a wait for the server or for dbt as well as Python code. Code in C (a
matrix product, say) is interrupted when it returns to Python.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# Again, should the first alarm have been lost (Python drops what is raised while an object is collected: seen
# once in 20 limits of a millisecond), or the tidying up hang on a server that is gone.
_AGAIN_SECONDS = 2.0
_SHORTEST_SECONDS = 0.001  # an alarm in 0 s is none


class TimeLimitReached(BaseException):
    """Raised in the block. No ``Exception``, so that no library takes it for a failure it can live with."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Interrupt the block after so many seconds. Main thread only; limits may be nested.

    Raises:
        TimeLimitReached: the block took longer.
    """

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise TimeLimitReached

    began = time.monotonic()
    handler = signal.signal(signal.SIGALRM, interrupt)
    outer_seconds, outer_interval = signal.setitimer(
        signal.ITIMER_REAL, max(seconds, _SHORTEST_SECONDS), _AGAIN_SECONDS
    )
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        if outer_seconds:
            left = outer_seconds - (time.monotonic() - began)
            signal.setitimer(signal.ITIMER_REAL, max(left, _SHORTEST_SECONDS), outer_interval)
