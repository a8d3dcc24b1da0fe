"""What can heal is tried again, with growing pauses; what cannot is not."""

from collections.abc import Callable

import pymysql
import pytest
import sqlalchemy as sa

from flows import execution
from flows.execution import PlainExecutor, Step
from flows.patience import pauses
from python_jobs.errors import DataError
from python_jobs.operations_config import RetryConfig

LOST = sa.exc.OperationalError("select 1", {}, pymysql.err.OperationalError(2013, "Lost connection"))
WRONG_PASSWORD = sa.exc.OperationalError("select 1", {}, pymysql.err.OperationalError(1045, "Access denied"))


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Pauses that were to be made, without making them."""
    made: list[float] = []
    monkeypatch.setattr(execution.time, "sleep", made.append)
    return made


def failing(errors: list[BaseException], tries: list[int]) -> Callable[[], str]:
    """A step that fails with each of the errors in turn, and then works."""

    def call() -> str:
        tries.append(len(tries) + 1)
        if len(tries) <= len(errors):
            raise errors[len(tries) - 1]
        return "done"

    return call


def test_a_lost_connection_heals(slept: list[float]) -> None:
    tries: list[int] = []
    told: list[tuple[BaseException, float]] = []
    step = Step("load", failing([LOST, LOST], tries), (1, 2, 4), lambda *what: told.append(what))
    assert PlainExecutor().run(step) == "done"
    assert (len(tries), slept) == (3, [1, 2])
    assert told == [(LOST, 1), (LOST, 2)]


def test_the_last_error_is_raised_when_all_tries_are_used_up(slept: list[float]) -> None:
    tries: list[int] = []
    with pytest.raises(sa.exc.OperationalError):
        PlainExecutor().run(Step("load", failing([LOST] * 9, tries), (1, 2)))
    assert (len(tries), slept) == (3, [1, 2])


@pytest.mark.parametrize(
    "error",
    [WRONG_PASSWORD, DataError("an expectation failed"), KeyboardInterrupt(), OSError(28, "disk full")],
)
def test_what_cannot_heal_is_not_tried_again(error: BaseException, slept: list[float]) -> None:
    tries: list[int] = []
    with pytest.raises(type(error)):
        PlainExecutor().run(Step("load", failing([error], tries), (1, 2)))
    assert (len(tries), slept) == (1, [])


def test_pauses_double_and_vary() -> None:
    config = RetryConfig(attempts=4, first_pause_seconds=2)
    drawn = [pauses(config) for _ in range(200)]
    for made in drawn:
        assert all(0.5 * mean <= pause <= 1.5 * mean for mean, pause in zip((2, 4, 8, 16), made, strict=True))
    assert len(set(drawn)) == 200
    assert pauses(RetryConfig(attempts=0)) == ()
