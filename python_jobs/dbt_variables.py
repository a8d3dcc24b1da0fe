"""The values of dbt's variables, for what is not dbt."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml

from python_jobs.project import PROJECT_ROOT


def dbt_variable(name: str, chosen: Mapping[str, Any]) -> Any:
    """The value that a build was told, else that of ``dbt_project.yml``.

    Args:
        chosen: variables that differ from ``dbt_project.yml``.

    Raises:
        KeyError: neither has it.
    """
    return chosen[name] if name in chosen else _of_the_project()[name]


@cache
def _of_the_project() -> dict[str, Any]:
    text = (PROJECT_ROOT / "dbt_project" / "dbt_project.yml").read_text(encoding="utf-8")
    variables: dict[str, Any] = yaml.safe_load(text)["vars"]
    return variables
