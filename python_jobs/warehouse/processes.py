"""Finding and ending the processes of this project by what they run, never by their name.

A pid in a file says little: after a crash it may belong to somebody else. What /proc says about a pid does.
"""

import fcntl
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from python_jobs.errors import ServerError

_PROC = Path("/proc")


def arguments_of(pid: int) -> list[str]:
    """Command line of a process; empty if it has ended (a zombie has none either)."""
    try:
        raw = (_PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return []
    return [os.fsdecode(argument) for argument in raw.split(b"\0") if argument]


def running_with(argument: str) -> list[int]:
    """Pids of all processes that have exactly this argument on their command line."""
    pids = (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit())
    return [pid for pid in pids if argument in arguments_of(pid)]


def children() -> list[int]:
    """Pids of the processes that this one has started and that have not been waited for."""
    lists = _PROC.glob(f"{os.getpid()}/task/*/children")
    return [int(pid) for threads_children in lists for pid in threads_children.read_text().split()]


def end(find: Callable[[], list[int]], *, seconds: float) -> bool:
    """Ask the processes that ``find`` returns to end, and kill them if they have not after ``seconds``.

    ``find`` is asked again before every signal, so that a recycled pid is left alone.

    Returns:
        True if there was anything to end.
    """
    found = find()
    _signal_all(found, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while find():
        if time.monotonic() > deadline:
            _signal_all(find(), signal.SIGKILL)
            deadline = time.monotonic() + seconds
        time.sleep(0.05)
    return bool(found)


@contextmanager
def only_one(lock_file: Path) -> Iterator[None]:
    """Let processes that start or stop the same thing queue up; the lock ends with its process.

    Raises:
        ServerError: the folder cannot be written to.
    """
    try:
        lock_file.parent.mkdir(parents=True, exist_ok=True)
        file = lock_file.open("w")
    except OSError as error:
        raise ServerError(
            f"Cannot write to {lock_file.parent}: {error.strerror}. Set MCA_HOME to a folder of yours."
        ) from None
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _signal_all(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue
