"""YAML configuration files read into validated models; every mistake is named by file and key."""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from python_jobs.errors import ConfigurationError


class Section(BaseModel):
    """A part of a configuration file: unknown keys are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


S = TypeVar("S", bound=Section)


def read_config(path: Path, kind: type[S]) -> S:
    """Read a file as a model; a missing or empty file, or a missing section, means the defaults.

    Raises:
        ConfigurationError: not YAML, an unknown key or a bad value; the message names file and key.
    """
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return kind()
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not readable YAML: {error}. Correct the file.") from None
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
