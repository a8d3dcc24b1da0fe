"""Bounds 10 and 11: what a user waits for when there is nothing to do."""

import re
import statistics

from python_jobs.project import PROJECT_ROOT
from tests.benchmarks.homes import PROGRAMS, Home
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.process_tree import watched

_SECOND_RUN_LIMIT = 12.0
_HELP_LIMIT = 0.5
_HELP_REPETITIONS = 7
_SAYS_SO = re.compile(r"nothing (has |is |was )?(changed|new)|no changes|unchanged", re.IGNORECASE)


def measure_second_run(home: Home) -> Measurement:
    """``make run`` twice in this checkout, with the home's state; the second has nothing new."""
    home.empty()
    first, second = (watched(["make", "run"], home.environment, PROJECT_ROOT) for _ in range(2))
    said = _SAYS_SO.search(second.stdout + second.stderr)
    details = {"first": first.seconds, "says that nothing changed": bool(said)}
    # A run that does not say so has not met the bound, however quick it is.
    limit = _SECOND_RUN_LIMIT if said else 0.0
    note = "" if said else "does not say that nothing changed"
    what = "second make run"
    return Measurement(10, what, "demo", home.kind, second.seconds, "s", limit, details, note)


def measure_help() -> Measurement:
    """Median time of ``mca --help``."""
    seconds = [watched([PROGRAMS / "mca", "--help"]).seconds for _ in range(_HELP_REPETITIONS)]
    details = {"longest": max(seconds)}
    return Measurement(
        11, "mca --help, median", "-", "-", statistics.median(seconds), "s", _HELP_LIMIT, details
    )
