"""The YAML cases of tests/cases against the project's own SQL, on both servers."""

import pytest

from tests.integration.conftest import BuiltProject
from tests.integration.transformation_cases import Case, assert_rows, read_cases, run_case

ALL_CASES = list(read_cases())
# Compiling takes 6 s, so all cases with variables share one compilation with all of them: each variable
# is read by one model only.
ALL_VARIABLES = {name: value for case in ALL_CASES for name, value in case.variables.items()}


@pytest.mark.parametrize("case", ALL_CASES, ids=str)
def test_case(case: Case, project: BuiltProject) -> None:
    assert all(ALL_VARIABLES[name] == value for name, value in case.variables.items()), (
        "one value per variable"
    )
    compiled = project.compiled(ALL_VARIABLES if case.variables else {})
    actual = run_case(case, compiled, project.connection, project.scratch)
    assert_rows(actual, case)


def test_every_staging_and_intermediate_model_has_cases(project: BuiltProject) -> None:
    models = {name for name in project.compiled({}).sql if name.startswith(("stg_", "int_", "quarantine_"))}
    assert models <= {case.model for case in ALL_CASES}
