"""New passwords while everything goes on, on a real server: no gap, no kill that locks anybody out."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from python_jobs.settings import Settings
from python_jobs.warehouse import passwords
from python_jobs.warehouse.access import rotation
from python_jobs.warehouse.access.account_administration import change_passwords, list_accounts
from python_jobs.warehouse.access.accounts import PRIVATE_HOSTS
from python_jobs.warehouse.connections import ACCOUNTS, accepts, administrator_engine, engine_for
from python_jobs.warehouse.preparation import prepare_warehouse
from tests.conftest import Warehouse, rows

HOUR = timedelta(hours=1)


class Killed(BaseException):
    """What a kill looks like from inside: nothing after it is done."""


def work_as_everybody(settings: Settings) -> None:
    """What every step does first: read the file and log in. Root too."""
    engines = [administrator_engine(settings), *(engine_for(settings, account) for account in ACCOUNTS)]
    for engine in engines:
        assert rows(engine, "select 1") == [(1,)]
        engine.dispose()


def test_no_login_fails_while_passwords_change(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    failures: list[BaseException] = []
    done = threading.Event()
    # A step that began before: a pool which opens new connections with the password of then.
    begun = engine_for(settings, "transformer")

    def keep_working() -> None:
        try:
            while not done.is_set():
                work_as_everybody(settings)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=keep_working) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        change_passwords(settings, None, HOUR)
    done.set()
    for thread in threads:
        thread.join()
    assert not failures
    begun.dispose()


def test_old_password_works_until_its_time_is_over(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    old = passwords.find(settings)
    assert old is not None
    change_passwords(settings, None, HOUR)
    new = passwords.find(settings)
    assert new is not None
    for account in ("root", *ACCOUNTS):
        assert old.current[account] != new.current[account]
        for host in ("localhost",) if account == "root" else PRIVATE_HOSTS:
            assert accepts(settings, account, host, old.current[account])
            assert accepts(settings, account, host, new.current[account])
    assert all(state.old_until for state in list_accounts(settings))

    change_passwords(settings, ["bi_reader"], timedelta(0))
    newest = passwords.find(settings)
    assert newest is not None
    assert newest.current["loader"] == new.current["loader"]
    assert accepts(settings, "bi_reader", "127.0.0.1", newest.current["bi_reader"])
    assert not accepts(settings, "bi_reader", "127.0.0.1", new.current["bi_reader"])
    assert not accepts(settings, "bi_reader", "127.0.0.1", old.current["bi_reader"])


def test_next_start_retires_what_is_due(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    old = passwords.find(settings)
    assert old is not None
    change_passwords(settings, ["analyst"], timedelta(seconds=1))
    time.sleep(1.1)
    assert accepts(settings, "analyst", "127.0.0.1", old.current["analyst"])
    prepare_warehouse(settings)
    assert not accepts(settings, "analyst", "127.0.0.1", old.current["analyst"])
    work_as_everybody(settings)


def test_kill_at_any_point_is_healed_by_the_next_start(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = warehouse.settings
    interrupted, survived = 0, False
    while not survived:
        survived = rotated_with_kill_at(interrupted, warehouse, monkeypatch)
        work_as_everybody(settings)
        prepare_warehouse(settings)
        known = passwords.find(settings)
        assert known is not None
        assert not any(password.pending for password in known.accounts.values())
        work_as_everybody(settings)
        interrupted += 1
    assert interrupted > 4, "file, each host part, file, and the old one's end"


def rotated_with_kill_at(step: int, warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Rotate two accounts, killed before the given one of the steps that change things; False if it was."""
    settings = warehouse.settings
    left = iter(range(step))

    def counted(work: Callable[..., object]) -> Callable[..., object]:
        def before(*arguments: object) -> object:
            if next(left, None) is None:
                raise Killed
            return work(*arguments)

        return before

    engine = administrator_engine(settings)
    try:
        with monkeypatch.context() as patch, engine.connect() as connection:
            patch.setattr(passwords, "write", counted(passwords.write))
            execute = counted(connection.exec_driver_sql)
            with rotation.one_at_a_time(settings):
                rotation.rotate(settings, warehouse.kind, execute, ["loader", "root"], timedelta(0))
        return True
    except Killed:
        return False
    finally:
        engine.dispose()
