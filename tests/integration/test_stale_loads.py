"""A run whose newest load is too old says for how long nothing has come, and speaks of no rows."""

from pathlib import Path

import pytest

from python_jobs.errors import DataError
from tests.conftest import Warehouse
from tests.fixtures.daily_builds import build, file_of, load


def test_stale_loads_fail_with_their_age(warehouse: Warehouse, tmp_path: Path) -> None:
    load(warehouse, file_of(tmp_path, "days", range(2), seed=1))
    raw = warehouse.settings.database("raw")
    warehouse.query(f"update {raw}.campaigns set _loaded_at = utc_timestamp(6) - interval 12030 minute")
    with pytest.raises(DataError, match="assert_sources_are_fresh: nothing loaded for 200 hours") as failure:
        build(warehouse, "run-1", freshness_warn_hours=48, freshness_error_hours=168)
    assert failure.value.rows is None
