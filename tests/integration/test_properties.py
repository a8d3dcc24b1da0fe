"""Random dirty rows through the real SQL, held against METRICS.md in plain Python."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.conftest import BuiltProject
from tests.integration.property_check import check_batch
from tests.integration.raw_rows import raw_rows
from tests.integration.reference import Row

# The fixture is the same server for every batch on purpose; a batch takes 0.1 to 0.2 s.
SHARED_SERVER = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
BATCHES = st.lists(raw_rows(), min_size=1, max_size=60)


@settings(max_examples=10, deadline=None, suppress_health_check=SHARED_SERVER, derandomize=True)
@given(rows=BATCHES)
def test_marts_equal_the_reference(rows: list[Row], project: BuiltProject) -> None:
    check_batch(rows, project.compiled({}), project.connection, project.whole_chains)


@pytest.mark.nightly
@settings(max_examples=200, deadline=None, suppress_health_check=SHARED_SERVER)
@given(rows=BATCHES)
def test_marts_equal_the_reference_many_times(rows: list[Row], project: BuiltProject) -> None:
    check_batch(rows, project.compiled({}), project.connection, project.whole_chains)
