"""``mca accounts`` on a server of one's own: made by its administrator, or by the SQL handed to one."""

import stat
from datetime import timedelta

import pytest
from click.testing import CliRunner

from python_jobs.cli import main
from python_jobs.errors import ConfigurationError, ServerError
from python_jobs.settings import Settings
from python_jobs.warehouse import passwords
from python_jobs.warehouse.access.account_administration import change_passwords, create, list_accounts
from python_jobs.warehouse.access.own_server_accounts import sql_path
from python_jobs.warehouse.connections import ACCOUNTS, account_user, engine_for
from python_jobs.warehouse.private_server import server
from tests.conftest import rows
from tests.integration.conftest import OwnServer

DAY = timedelta(days=1)


def users_of_steps(settings: Settings) -> list[str]:
    """As whom each of the five accounts' steps log in."""
    names = []
    for account in ACCOUNTS:
        engine = engine_for(settings, account)
        names.append(str(rows(engine, "select user()")[0][0]).split("@")[0])
        engine.dispose()
    return names


def test_each_step_uses_its_own_account_once_they_are_made(own_server: OwnServer) -> None:
    own = own_server.settings()
    server.start(own)
    assert users_of_steps(own) == ["boss"] * 5
    assert list_accounts(own) == []

    for _ in range(2):
        create(own, None)
        assert users_of_steps(own) == [account_user(account) for account in ACCOUNTS]
    assert all(state.works and state.hosts == ("%",) for state in list_accounts(own))
    assert stat.S_IMODE(passwords.path(own).stat().st_mode) == 0o600
    reader = engine_for(own, "bi_reader")
    with pytest.raises(Exception, match="denied"):
        rows(reader, "select * from own_raw.campaigns")
    reader.dispose()

    before = passwords.find(own)
    change_passwords(own, None, DAY)
    assert passwords.find(own) != before
    server.start(own)
    assert users_of_steps(own) == [account_user(account) for account in ACCOUNTS]


def test_another_host_part_replaces_the_first(own_server: OwnServer) -> None:
    own = own_server.settings()
    create(own, None)
    create(own, "127.0.0.%")
    assert users_of_steps(own) == [account_user(account) for account in ACCOUNTS]
    hosts = own_server.root("select distinct host from mysql.user where user = 'bi_reader'")
    assert hosts == [("127.0.0.%",)]
    with pytest.raises(ConfigurationError, match="--host"):
        create(own, "x' identified by ''")


def test_user_without_the_right_gets_the_sql_and_no_secret_is_shown(
    own_server: OwnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_server.add_user("clerk")
    own_server.root(r"grant all privileges on `own\_%`.* to clerk@'127.0.0.1'")
    own = own_server.settings("clerk")
    server.start(own)
    monkeypatch.setattr("python_jobs.settings.load_settings", lambda: own)
    answer = CliRunner().invoke(main, ["accounts", "create"])
    assert answer.exit_code == 1
    assert "grant SELECT on `own\\_marts`.* to 'bi_reader'@'%'" in answer.output
    pending = passwords.find(own)
    assert pending is not None
    secrets = [password.wanted for password in pending.accounts.values()]
    assert not [secret for secret in secrets if secret in answer.output]
    assert users_of_steps(own) == ["clerk"] * 5, "nothing uses an account that is not there"
    server.start(own)

    handed_over = sql_path(own)
    assert stat.S_IMODE(handed_over.stat().st_mode) == 0o600
    for statement in handed_over.read_text().split(";\n")[:-1]:
        own_server.root(statement)
    create_again = CliRunner().invoke(main, ["accounts", "create"])
    assert users_of_steps(own) == [account_user(account) for account in ACCOUNTS]
    assert create_again.exit_code == 0, create_again.output
    assert not handed_over.exists()


def test_accounts_of_another_installation_keep_their_passwords(own_server: OwnServer) -> None:
    first = own_server.settings()
    create(first, None)
    second = own_server.settings(home=own_server.folder / "second")
    with pytest.raises(ConfigurationError, match=r"(?s)on the server already.*Copy that file"):
        create(second, None)
    assert users_of_steps(first) == [account_user(account) for account in ACCOUNTS]
    passwords.write_private(passwords.path(second), passwords.path(first).read_text())
    create(second, None)
    assert users_of_steps(second) == [account_user(account) for account in ACCOUNTS]


def test_rotation_needs_accounts(own_server: OwnServer) -> None:
    with pytest.raises(ConfigurationError, match="mca accounts create"):
        change_passwords(own_server.settings(), None, DAY)


def test_server_that_does_not_answer_is_named(own_server: OwnServer) -> None:
    with pytest.raises(ServerError, match=r"127\.0\.0\.1:1 \(MCA_MYSQL_HOST\)"):
        create(own_server.settings(mysql_port=1), None)
