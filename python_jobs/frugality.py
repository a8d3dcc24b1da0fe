"""What a process that imports much spares: time looking for garbage, and memory that stays unused."""

import atexit
import ctypes
import gc
import os
import sys

_M_ARENA_MAX = -8  # glibc's malloc.h


def be_frugal() -> None:
    """Look for garbage rarely, and not at all at the end; let threads share memory.

    What imports make stays: going through it as often as is usual takes 5 % of a run, and going through half
    a million objects once more at the end, before the system takes the memory back anyway, 1.3 s. Threads
    with memory of their own each (glibc's arenas) leave 50 MB of a run unused. What Arrow allocates with by
    itself (mimalloc) keeps 50 MB after a million rows, which jemalloc gives back.
    """
    gc.set_threshold(100_000, 50, 1_000)
    atexit.register(gc.freeze)
    if sys.platform == "linux":
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "jemalloc")
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
        if mallopt is not None:
            mallopt(_M_ARENA_MAX, 2)
