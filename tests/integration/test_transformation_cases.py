"""The YAML cases of tests/cases against the project's own SQL, on both servers."""

import pytest

from tests.integration.conftest import BuiltProject
from tests.integration.transformation_cases import Case, assert_rows, read_cases, run_case

ALL_CASES = list(read_cases())


@pytest.mark.parametrize("case", ALL_CASES, ids=str)
def test_case(case: Case, project: BuiltProject) -> None:
    actual = run_case(case, project.compiled(case.variables), project.connection, project.scratch)
    assert_rows(actual, case)


def test_every_staging_and_intermediate_model_has_cases(project: BuiltProject) -> None:
    models = {name for name in project.compiled({}).sql if name.startswith(("stg_", "int_", "quarantine_"))}
    assert models <= {case.model for case in ALL_CASES}
