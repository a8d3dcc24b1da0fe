"""Random dirty customers through the real SQL, held against METRICS.md in plain Python."""

import pytest
from hypothesis import given, settings

from tests.integration.conftest import BuiltProject
from tests.integration.customer_reference import COUNTRIES, GENDERS, expected_customers
from tests.integration.customer_rows import as_staging_row, customer_batches
from tests.integration.reference import Row, split_reasons
from tests.integration.test_properties import SHARED_SERVER
from tests.integration.transformation_cases import read_rows, run_models

MODELS = [
    "int_customer_ids_repeated",
    "int_customers_conflicting",
    "int_customers_checked",
    "quarantine_customers",
    "int_genders",
    "int_countries",
    "int_customers_normalised",
    "int_customers_deduplicated",
    "int_customers_filled",
    "dim_customer",
]


def check_batch(rows: list[Row], project: BuiltProject) -> None:
    """Fail where a customer or a quarantine reason differs from the reference."""
    given = {
        "stg_customers": [as_staging_row(row) for row in rows],
        "gender_mapping": [{"spelling": key, "gender": value} for key, value in GENDERS.items()],
        "country_mapping": [{"spelling": key, "country": value} for key, value in COUNTRIES.items()],
    }
    run_models(project.compiled({}), project.connection, project.whole_chains, MODELS, given)
    expected = expected_customers(rows)
    quarantine = read_rows(project.connection, f"{project.whole_chains}.quarantine_customers")
    reasons = {row["raw_row_id"]: split_reasons(row["quarantine_reasons"]) for row in quarantine}
    assert reasons == expected.quarantined
    customers = read_rows(project.connection, f"{project.whole_chains}.dim_customer")
    assert len({row["customer_key"] for row in customers}) == len(customers)
    assert len(rows) == len(customers) + len(quarantine) + sum(row["superseded_rows"] for row in customers)
    actual = {
        row["customer_id"]: {name: row[name] for name in next(iter(expected.clean.values()))}
        for row in customers
    }
    assert actual == expected.clean


@settings(max_examples=10, deadline=None, suppress_health_check=SHARED_SERVER, derandomize=True)
@given(rows=customer_batches())
def test_customers_equal_the_reference(rows: list[Row], project: BuiltProject) -> None:
    check_batch(rows, project)


@pytest.mark.nightly
@settings(max_examples=200, deadline=None, suppress_health_check=SHARED_SERVER)
@given(rows=customer_batches())
def test_customers_equal_the_reference_many_times(rows: list[Row], project: BuiltProject) -> None:
    check_batch(rows, project)
