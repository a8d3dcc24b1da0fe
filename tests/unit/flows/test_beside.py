"""A call that begins before it is asked for."""

import threading

import pytest

from flows.beside import begun_beside


def test_it_begins_at_once_and_its_error_is_raised_where_it_is_asked_for() -> None:
    begun = threading.Event()
    calls = []

    def call() -> int:
        calls.append(threading.current_thread())
        begun.set()
        if len(calls) == 1:
            raise ConnectionError("lost")
        return 42

    with begun_beside(call) as result:
        assert begun.wait(5)
        with pytest.raises(ConnectionError, match="lost"):
            result()
        assert result() == 42, "tried again, it is called again"
    assert calls[0] is not threading.main_thread()
    assert calls[1] is threading.main_thread()


def test_who_leaves_the_body_does_not_wait() -> None:
    go_on = threading.Event()
    with pytest.raises(KeyboardInterrupt), begun_beside(go_on.wait):
        raise KeyboardInterrupt
    assert not go_on.is_set()
    go_on.set()
