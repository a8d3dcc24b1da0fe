"""A call that may begin before it is asked for."""

import threading

import pytest

from flows.beside import beside


def test_it_begins_early_and_its_error_is_raised_where_it_is_asked_for() -> None:
    begun = threading.Event()
    calls = []

    def call() -> int:
        calls.append(threading.current_thread())
        begun.set()
        if len(calls) == 1:
            raise ConnectionError("lost")
        return 42

    with beside(call) as result:
        result.begin()
        assert begun.wait(5)
        with pytest.raises(ConnectionError, match="lost"):
            result()
        assert result() == 42, "tried again, it is called again"
    assert calls[0] is not threading.main_thread()
    assert calls[1] is threading.main_thread()


def test_without_an_early_begin_it_is_called_when_it_is_asked_for() -> None:
    with beside(threading.current_thread) as result:
        assert result() is threading.main_thread()


def test_begun_again_the_earlier_result_does_not_count() -> None:
    results = iter(["before the build was tried again", "after it"])
    with beside(lambda: next(results)) as result:
        result.begin()
        result.begin()
        assert result() == "after it"


def test_nothing_goes_on_when_the_body_was_left() -> None:
    ended = threading.Event()
    begun = threading.Event()

    def call() -> None:
        begun.set()
        threading.Event().wait(0.3)
        ended.set()

    def leave() -> None:
        with beside(call) as result:
            result.begin()
            assert begun.wait(5)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        leave()
    assert ended.is_set()
