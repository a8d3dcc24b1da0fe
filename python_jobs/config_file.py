"""YAML configuration files read into validated models; every mistake is named by file and key."""

from collections import Counter
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from python_jobs.errors import ConfigurationError

# Larger than any configuration that a person wrote.
_LONGEST = 2**20


class Section(BaseModel):
    """A part of a configuration file: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


S = TypeVar("S", bound=Section)


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases, which can grow without bound, and without a key given twice, which hides one."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            line = self.peek_event().start_mark.line + 1  # type: ignore[no-untyped-call]
            raise yaml.YAMLError(f"aliases are not read (line {line})")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = Counter(key.value for key, _ in node.value if isinstance(key.value, str))
        if twice := [key for key, count in keys.items() if count > 1]:
            line = node.start_mark.line + 1
            raise yaml.YAMLError(f"{twice[0]!r} is given twice (in the block that begins in line {line})")
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> Any:
    """The content of a YAML file: plain values, lists and mappings.

    Raises:
        FileNotFoundError: it is not there.
        ConfigurationError: it is too long to be a configuration, or not YAML, or has tags or aliases.
    """
    try:
        if path.stat().st_size > _LONGEST:
            raise ConfigurationError(
                f"{path} is longer than {_LONGEST // 2**20} MiB. Is this the right file?"
            )
        # The loader builds plain values only: it derives from PyYAML's safe one.
        return yaml.load(path.read_text(encoding="utf-8"), _PlainLoader)  # noqa: S506  # nosec B506
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationError(f"{path} is not readable YAML: {error}. Correct the file.") from None


def require_folder(config_dir: Path) -> None:
    """Refuse a folder of configuration that is not there: the defaults are not what somebody meant by it.

    Raises:
        ConfigurationError: it is missing, or is a file.
    """
    if not config_dir.is_dir():
        raise ConfigurationError(
            f"{config_dir}: there is no such folder of configuration. Set MCA_CONFIG_DIR to one, or unset it."
        )


def read_config(path: Path, kind: type[S]) -> S:
    """Read a file as a model; a missing or empty file, or a missing section, means the defaults.

    Raises:
        ConfigurationError: not YAML, an unknown key or a bad value; the message names file and key. Or its
            folder is missing.
    """
    require_folder(path.parent)
    try:
        content = read_yaml(path)
    except FileNotFoundError:
        return kind()
    if content is None:
        return kind()
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        problems = "; ".join(_problem(dict(problem)) for problem in error.errors())
        raise ConfigurationError(f"{path} cannot be used. {problems}. Correct the file.") from None


def _problem(problem: dict[str, Any]) -> str:
    # pydantic names the members of a union as the last part of the place ("n_clusters", "int").
    place = ".".join(str(part) for part in problem["loc"] if part not in ("int", "literal['auto']"))
    message = "unknown key" if problem["type"] == "extra_forbidden" else str(problem["msg"])
    return f"{place or 'the file'}: {message}"
