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
