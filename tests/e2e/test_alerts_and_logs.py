"""Through the installed ``mca``: who is told what, what is logged, and that no secret is in either."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import Settings
from python_jobs.warehouse import passwords
from tests.e2e.installed import Mca
from tests.fixtures.alert_servers import Chat, MailServer, chat_server, mail_server


@pytest.fixture
def chat() -> Iterator[Chat]:
    with chat_server() as chat:
        yield chat


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def told_to(mca: Mca, folder: Path, chat: Chat, mail: MailServer) -> Mca:
    """The same ``mca`` with a chat and a mailbox to tell things to."""
    config = folder / "config"
    config.mkdir()
    (config / "sources").symlink_to(PROJECT_ROOT / "config" / "sources")
    email = {
        "host": "127.0.0.1",
        "port": mail.port,
        "security": "none",
        "sender": "e@x.org",
        "to": ["o@x.org"],
    }
    (config / "operations.yml").write_text(yaml.safe_dump({"alerts": {"email": email}}))
    variables = {"MCA_CONFIG_DIR": str(config), "MCA_ALERT_WEBHOOK_URL": chat.url}
    return Mca(mca.settings, {**mca.variables, **variables})


def test_a_failed_run_is_told_once_and_no_secret_is_written_down(
    published: Mca, tmp_path: Path, chat: Chat, mail: MailServer
) -> None:
    mca = told_to(published, tmp_path, chat, mail)
    broken = tmp_path / "<!channel>.csv"
    broken.write_text("who,when\nx,y\n")
    before = len(published.frame("alerts", "ops"))
    for _ in range(2):
        mca.fails("run", "--without-prefect", broken)
    ((arrived,), (message,)) = mail.mails, chat.messages
    assert arrived["Subject"] == "[Campaign Analytics] The run failed at the step ingest"
    assert "still the last good data" in arrived.get_content()
    assert "mca batch list" in arrived.get_content()
    assert "&lt;!channel&gt;.csv" in json.dumps(message)
    assert len(published.frame("alerts", "ops")) == before + 1

    home = published.settings.home
    secrets = passwords.find(published.settings).current
    written = [
        path for part in ("logs", "outputs", "dbt") for path in (home / part).rglob("*") if path.is_file()
    ]
    assert len(written) > 10
    content = b"".join(path.read_bytes() for path in written)
    assert [account for account, password in secrets.items() if password.encode() in content] == []
    assert b"SECRETHOOK" not in content
    assert "password" not in json.dumps(message).lower()


def test_a_run_whose_server_is_gone_is_told_in_a_line(tmp_path: Path, chat: Chat, mail: MailServer) -> None:
    nowhere = {"MCA_MYSQL_HOST": "127.0.0.1", "MCA_MYSQL_PORT": "1", "MCA_MYSQL_USER": "nobody"}
    mca = told_to(Mca(Settings(home=tmp_path / "home"), nowhere), tmp_path, chat, mail)
    message = mca.fails("run", "--without-prefect")
    assert len([line for line in message.splitlines() if line.startswith("Error")]) == 1
    (told,) = chat.messages
    assert told["text"].startswith("The run failed before its first step.")
    assert mca("publication", "status", "--max-age", "26h", "--alert").returncode == 1
    assert chat.messages[-1]["text"].startswith("It is unknown when a run last")


def test_every_channel_can_be_tried(tmp_path: Path, chat: Chat, mail: MailServer) -> None:
    mca = told_to(Mca(Settings(home=tmp_path / "home")), tmp_path, chat, mail)
    printed = mca.succeeds("alerts", "test")
    assert [line.split()[-1] for line in printed.splitlines()[1:]] == ["sent", "sent"]
    chat.status = 500
    completed = mca("alerts", "test")
    assert completed.returncode == 1
    assert "FAILED: it answered 500" in completed.stdout
    assert (len(mail.mails), len(chat.messages)) == (2, 2)
    assert "No other channel is set up" in Mca(mca.settings).succeeds("alerts", "test")


def test_json_lines_on_request(tmp_path: Path) -> None:
    mca = Mca(Settings(home=tmp_path / "home"))
    completed = mca("--log-json", "server", "status")
    records = [json.loads(line) for line in completed.stderr.splitlines()]
    in_file = [json.loads(line) for line in (tmp_path / "home/logs/mca.log").read_text().splitlines()]
    assert records == in_file
    assert records[0]["event"] == "command_started"
    assert records[0]["message"] == "mca --log-json server status"


def test_a_command_that_fails_is_in_the_log(tmp_path: Path) -> None:
    mca = Mca(Settings(home=tmp_path / "home"), {"MCA_LOG_FORMAT": "json"})
    mca("publication", "status")
    last: dict[str, Any] = json.loads((tmp_path / "home/logs/mca.log").read_text().splitlines()[-1])
    assert (last["event"], last["exit_code"]) == ("command_failed", 1)


def test_a_broken_configuration_does_not_keep_the_server_from_stopping(tmp_path: Path) -> None:
    (tmp_path / "operations.yml").write_text("logs: {format: loud}\n")
    mca = Mca(Settings(home=tmp_path / "home"), {"MCA_CONFIG_DIR": str(tmp_path)})
    mca.succeeds("server", "stop")
