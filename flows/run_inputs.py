"""What the figures of a run depend on. A run whose inputs are those of what is published changes nothing."""

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import Settings
from python_jobs.source_digest import digest_of
from python_jobs.warehouse.runs.loaded_data import LoadedData
from python_jobs.warehouse.runs.run_records import component_versions

# Read whole, and not told by git's revision: that stays the same while files are being changed.
_SOURCES = ("dbt_project", "expectations", "flows", "profiles", "python_jobs", "requirements.lock")


def run_inputs(settings: Settings, data: LoadedData, variables: Mapping[str, Any]) -> dict[str, str]:
    """Each input in short, by a name for people; 8 MB of sources take 40 ms.

    The day is one of them: freshness of the sources and rows dated ahead are judged against it, so that the
    first run of each day (UTC) looks at everything again, whether anything has come or not.

    Args:
        data: the load batches that count.
        variables: dbt variables that differ from dbt_project.yml.
    """
    return {
        "day": f"{datetime.now(timezone.utc):%Y-%m-%d}",
        "load batches": f"{data.batches} ({data.raw_rows} rows)",
        "code": digest_of(PROJECT_ROOT, (PROJECT_ROOT / name for name in _SOURCES)),
        "configuration": digest_of(settings.config_dir, [settings.config_dir]),
        "dbt variables": json.dumps(dict(variables), sort_keys=True, default=str),
        "versions": json.dumps(component_versions(), sort_keys=True),
    }


def changes(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The names of the inputs that differ."""
    return [name for name in {**before, **now} if before.get(name) != now.get(name)]
