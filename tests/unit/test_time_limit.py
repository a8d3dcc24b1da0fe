"""A block that takes too long is interrupted, whatever it does, and other alarms stay set."""

import signal
import time
from contextlib import suppress

import pytest

from python_jobs.time_limit import TimeLimitReached, time_limit


def test_a_block_in_time_is_left_alone_and_so_is_what_follows() -> None:
    with time_limit(0.05):
        pass
    time.sleep(0.1)


def test_a_library_cannot_swallow_the_limit() -> None:
    began = time.monotonic()
    with pytest.raises(TimeLimitReached), time_limit(0.1), suppress(Exception):
        time.sleep(30)
    assert time.monotonic() - began < 5


def test_an_inner_limit_leaves_the_outer_one_its_time() -> None:
    began = time.monotonic()
    with suppress(TimeLimitReached), time_limit(0.3):
        with suppress(TimeLimitReached), time_limit(0.1):
            time.sleep(30)
        time.sleep(30)
    assert 0.3 <= time.monotonic() - began < 5


def test_time_that_is_up_already_is_up() -> None:
    with pytest.raises(TimeLimitReached), time_limit(-1):
        time.sleep(30)


def test_the_alarm_of_others_is_given_back() -> None:
    before = signal.getsignal(signal.SIGALRM)
    seconds = signal.getitimer(signal.ITIMER_REAL)[0]
    with time_limit(100):
        pass
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL)[0] == pytest.approx(seconds, abs=1)
