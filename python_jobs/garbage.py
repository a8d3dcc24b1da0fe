"""How often Python looks for garbage, in processes that import much."""

import atexit
import gc


def look_rarely() -> None:
    """Look for garbage rarely while the process works, and not at all when it ends.

    What imports make stays: going through it as often as is usual takes 5 % of a run, and going through half
    a million objects once more at the end, before the system takes the memory back anyway, 1.3 s.
    """
    gc.set_threshold(100_000, 50, 1_000)
    atexit.register(gc.freeze)
