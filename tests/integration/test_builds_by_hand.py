"""What somebody builds with dbt by hand is not taken for what a run has built."""

import json
import os
from pathlib import Path

import pytest

from python_jobs.dbt_process import run_dbt
from python_jobs.warehouse.dbt_environment import dbt_environment
from tests.conftest import Warehouse
from tests.fixtures.daily_builds import VARIABLES, build, file_of, load, same_as_whole


def build_by_hand(warehouse: Warehouse, folder: Path, model: str) -> None:
    """Build a model by another definition, as somebody does who tries a variable."""
    environment = {
        **os.environ,
        **dbt_environment(warehouse.settings),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "MCA_DEFINITION": "",
    }
    tried = json.dumps({**VARIABLES, "undefined_ratio": 0, "campaign_key": ["campaign", "date"]})
    end = run_dbt(["run", "--select", model, "--vars", tried], environment)
    assert end.exit_code == 0, end.errors


@pytest.mark.parametrize("model", ["fct_campaign_performance", "int_campaigns_deduplicated"])
def test_the_run_after_one_model_by_hand_builds_all_anew(
    warehouse: Warehouse, tmp_path: Path, model: str
) -> None:
    load(warehouse, file_of(tmp_path, "history", range(6), seed=1))
    build(warehouse, "run-1")
    build_by_hand(warehouse, tmp_path, model)
    load(warehouse, file_of(tmp_path, "day", range(6, 7), seed=2))
    build(warehouse, "run-2")
    same_as_whole(warehouse)
