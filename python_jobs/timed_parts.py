"""Where the time of a step goes: parts are timed where they are done, and collected for the run's record."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class TimedPart:
    """A part of a step. ``kind`` says what it is, for people: ``model``, ``test``, ``check``, ..."""

    kind: str
    name: str
    seconds: float


# One run at a time in a process, whose threads all add to it.
_parts: list[TimedPart] = []


@contextmanager
def timed(kind: str, name: str) -> Iterator[None]:
    """Time the body, also one that raises."""
    began = time.monotonic()
    try:
        yield
    finally:
        note(kind, name, time.monotonic() - began)


def note(kind: str, name: str, seconds: float) -> None:
    """Add a part that was timed by somebody else."""
    _parts.append(TimedPart(kind, name, round(seconds, 3)))


def take() -> tuple[TimedPart, ...]:
    """The parts since the last call, in the order in which they ended."""
    taken = tuple(_parts)
    _parts.clear()
    return taken
