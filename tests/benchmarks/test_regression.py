"""When the benchmark of continuous integration fails, and when it knows that it cannot tell."""

from typing import cast

import pytest

from tests.benchmarks.homes import Home
from tests.benchmarks.regression import Comparison, Cost, Ratios

BASELINE = Ratios(processor=5.0, wall=5.0)
NO_HOME = cast("Home", None)  # nothing is measured here
QUIET, BUSY = Cost(wall=4.2, processor=4.0), Cost(wall=9.0, processor=4.0)


@pytest.mark.parametrize(
    ("peer", "run", "is_slower"),
    [
        (QUIET, Cost(wall=22, processor=20), False),
        (QUIET, Cost(wall=22, processor=26.1), True),
        (QUIET, Cost(wall=28, processor=20), True),  # it waits more than it did
        (BUSY, Cost(wall=90, processor=20), False),  # of the others, or of ours: nobody can tell
        (BUSY, Cost(wall=50, processor=26.1), True),
    ],
)
def test_slower_is_30_percent_more_computing_or_wall_time_of_a_quiet_machine(
    peer: Cost, run: Cost, is_slower: bool
) -> None:
    assert Comparison(NO_HOME, [peer], [run]).is_slower(BASELINE) is is_slower


def test_one_good_round_is_enough() -> None:
    slow, good = Cost(wall=60, processor=30), Cost(wall=22, processor=20)
    assert not Comparison(NO_HOME, [BUSY, QUIET], [slow, good]).is_slower(BASELINE)
