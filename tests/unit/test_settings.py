"""The settings mean the same in every folder, and one that cannot be used is told."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from python_jobs.audit_config import load_audit_config
from python_jobs.cli import main
from python_jobs.errors import ConfigurationError
from python_jobs.ingest.mappings import load_mappings
from python_jobs.settings import Settings, load_settings

EnvFile = Callable[[bytes], Path]


@pytest.fixture(autouse=True)
def _no_settings_kept() -> Iterator[None]:
    load_settings.cache_clear()
    yield
    load_settings.cache_clear()


@pytest.fixture
def env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EnvFile:
    """Writes the .env of a checkout, and works in another folder."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    def write(content: bytes) -> Path:
        file = tmp_path / "checkout" / ".env"
        file.parent.mkdir()
        file.write_bytes(content)
        monkeypatch.setitem(Settings.model_config, "env_file", file)
        return file

    return write


def test_paths_of_the_env_file_begin_at_its_folder(env_file: EnvFile) -> None:
    file = env_file(
        b"MCA_SERVER\nMCA_HOME=.mca\nMCA_CONFIG_DIR=config\nMCA_SERVER_PREFIX=~/servers\nMCA_MYSQL_SSL_CA=ca.pem\n"
    )
    settings = load_settings()
    assert settings.home == file.parent / ".mca"
    assert settings.config_dir == file.parent / "config"
    assert settings.server_prefix == Path.home() / "servers"
    assert settings.mysql_ssl_ca == file.parent / "ca.pem"


def test_paths_of_the_environment_begin_at_the_current_folder_and_win(
    env_file: EnvFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    env_file(b"MCA_HOME=.mca\nMCA_CONFIG_DIR=/etc/mca\n")
    monkeypatch.setenv("MCA_HOME", "home")
    settings = load_settings()
    assert settings.home == Path.cwd() / "home"
    assert settings.config_dir == Path("/etc/mca")


@pytest.mark.parametrize("name", ["missing", "a_file"])
def test_a_folder_of_configuration_that_is_not_there_is_no_default(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a_file").touch()
    folder = tmp_path / name
    settings = Settings(home=tmp_path, config_dir=folder)
    with pytest.raises(ConfigurationError, match=f"{folder}: there is no such folder.*MCA_CONFIG_DIR"):
        load_audit_config(settings)
    with pytest.raises(ConfigurationError, match=f"{folder}: there is no such folder.*MCA_CONFIG_DIR"):
        load_mappings(settings.config_dir)
    monkeypatch.setenv("MCA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MCA_CONFIG_DIR", str(folder))
    for command in (["run", "--demo", "--without-prefect"], ["ingest", "x.csv"]):
        ended = CliRunner().invoke(main, command)
        assert ended.exit_code == 2, ended.output
        assert str(folder) in ended.output
        assert not (tmp_path / "home" / "server").exists()


def test_an_env_file_in_another_encoding_is_told_without_its_content(env_file: EnvFile) -> None:
    file = env_file("MCA_MYSQL_USER=x\nMCA_MYSQL_PASSWORD=secrét\n".encode("latin-1"))
    ended = CliRunner().invoke(main, ["batch", "list"])
    assert ended.exit_code == 2
    assert f"{file}, line 2 is not UTF-8 text" in ended.output
    assert "secr" not in ended.output


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("MCA_MYSQL_PORT", port) for port in ("0", "-1", "65536", "99999", "x")),
        *(("MCA_MYSQL_HOST", host) for host in ("..bad..host", "a" * 64, "db..example.com")),
        ("MCA_CONFIG_DIR", "~no-such-user/config"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told(
    name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MCA_HOME", str(tmp_path))
    monkeypatch.setenv("MCA_MYSQL_HOST", "db.example.com")
    monkeypatch.setenv(name, value)
    ended = CliRunner().invoke(main, ["server", "status"])
    assert ended.exit_code == 2
    assert f"Unusable setting. {name}: " in ended.output


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "db", "db.example.com.", "bücher.example", "db_1"])
def test_an_address_that_a_server_can_have_is_taken(host: str) -> None:
    assert Settings(mysql_host=host, mysql_port=65535).mysql_host == host
