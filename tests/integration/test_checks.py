"""Every check of our own finds what it is there to find and nothing else: one that cannot fail is none."""

import datetime

import pytest

from tests.integration.conftest import BuiltProject
from tests.integration.transformation_cases import CASES, Case, assert_rows, read_cases, run_case

CHECKS = list(read_cases(CASES / "checks"))
BUILT_IN = (
    "unique_",
    "not_null_",
    "relationships_",
    "accepted_values_",
    "source_unique_",
    "source_not_null_",
)
# Always gives one row; dbt compares the hours in it with the variables.
GIVES_A_FIGURE = {"assert_sources_are_fresh"}


@pytest.mark.parametrize("case", CHECKS, ids=str)
def test_check(case: Case, project: BuiltProject) -> None:
    compiled = project.compiled(case.variables)
    subject = next(table for table in compiled.inputs[case.model] if table not in case.always)
    actual = run_case(case.about(subject), compiled, project.connection, project.scratch)
    assert_rows(actual, case)


def test_age_of_the_sources_is_that_of_the_newest_load(project: BuiltProject) -> None:
    now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
    loads = [{"newest_load": now - datetime.timedelta(hours=hours, minutes=30)} for hours in (500, 5, 70)]
    case = Case("assert_sources_are_fresh", "three loads", {"int_campaign_batches": loads}, [], 1)
    (row,) = run_case(case, project.compiled({}), project.connection, project.scratch)
    assert row == {"hours_since_load": 5}


def test_every_check_is_seen_to_pass_and_to_fail(project: BuiltProject) -> None:
    compiled = project.compiled({})
    ours = {name for name in compiled.checks if not name.startswith(BUILT_IN)} - GIVES_A_FIGURE
    assert ours <= {case.model for case in CHECKS if case.rows == 0}
    assert ours <= {case.model for case in CHECKS if case.rows > 0}
