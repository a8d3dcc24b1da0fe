"""Models that are finished at the same time and share views are put in place without a deadlock."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from python_jobs.project import PROJECT_ROOT
from python_jobs.warehouse.dbt_environment import dbt_environment
from tests.integration.conftest import BuiltProject


@pytest.mark.nightly
def test_ten_builds_of_models_that_share_views(project: BuiltProject) -> None:
    """On MySQL two of five failed before renames took turns."""
    environment = {
        **os.environ,
        **dbt_environment(project.warehouse.settings),
        "DBT_TARGET_PATH": str(project.folder),
        "DBT_LOG_PATH": str(project.folder),
    }
    dbt = str(Path(sys.executable).with_name("dbt"))
    for _ in range(10):
        completed = subprocess.run(
            [dbt, "--quiet", "run", "--select", "staging", "intermediate"],
            cwd=PROJECT_ROOT / "dbt_project",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert completed.returncode == 0, completed.stdout
