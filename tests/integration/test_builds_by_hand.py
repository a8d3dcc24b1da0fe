"""What somebody builds with dbt by hand is not taken for what a run has built."""

from pathlib import Path

import pytest

from tests.conftest import Warehouse
from tests.fixtures.daily_builds import build, build_by_hand, file_of, load, same_as_whole


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
