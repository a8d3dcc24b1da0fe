"""What a run is asked to do."""

import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# The demo's files never change, so that a demo of last month would be stale.
_DEMO_VARIABLES = {"freshness_warn_hours": 1_000_000, "freshness_error_hours": 1_000_000}


@dataclass(frozen=True)
class RunRequest:
    """What a run is asked to do.

    Attributes:
        files: Files to ingest first.
        source: The mapping of the files; None matches each file by its header.
        demo: Write the demo files and ingest them first.
        build: False audits and publishes the candidate that is there, e.g. from a ``dbt build`` by hand.
        variables: dbt variables that differ from dbt_project.yml.
        accept_drift: Why drift and unusual days are right this time; None lets them fail.
        force: Build, audit and publish even if nothing has changed since the last run.
        rebuild: Build every table whole, not only what is new; also if nothing has changed.
    """

    files: tuple[Path, ...] = ()
    source: str | None = None
    demo: bool = False
    build: bool = True
    variables: dict[str, Any] = field(default_factory=dict)
    accept_drift: str | None = None
    force: bool = False
    rebuild: bool = False

    @property
    def command(self) -> str:
        """The request as a user would type it, for the trail."""
        options = [*(["--demo"] if self.demo else []), *(["--source", self.source] if self.source else [])]
        if self.accept_drift is not None:
            options += ["--accept-drift", shlex.quote(self.accept_drift)]
        options += ["--force"] if self.force else []
        options += ["--rebuild"] if self.rebuild else []
        return " ".join(["mca run" if self.build else "mca publish", *options, *map(str, self.files)])

    @property
    def dbt_variables(self) -> dict[str, Any]:
        """What dbt is told: the demo's variables, and over them those that were asked for."""
        return {**(_DEMO_VARIABLES if self.demo else {}), **self.variables}

    @property
    def may_stand(self) -> bool:
        """Whether this run may leave what is published as it is when nothing has changed."""
        return self.build and not self.force and not self.rebuild and self.accept_drift is None
