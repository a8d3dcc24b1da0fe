"""The metric list is the only place where a metric is defined."""

from decimal import Decimal

import pytest

from python_jobs.metric_contracts import column, outdated, with_metrics
from python_jobs.metrics import METRICS, Metric
from python_jobs.project import PROJECT_ROOT
from tests.integration.reference import metrics

FIGURES = {"cost": Decimal(40), "impressions": 8000, "clicks": 200, "conversions": 5, "revenue": Decimal(100)}


def test_contracts_are_up_to_date() -> None:
    assert not outdated(PROJECT_ROOT / "dbt_project" / "models"), "run: make generate"


def test_every_mart_with_metrics_has_a_generated_block() -> None:
    marts = PROJECT_ROOT / "dbt_project" / "models" / "marts"
    for sql in marts.glob("*.sql"):
        if "metric_columns()" in sql.read_text():
            assert "# metrics: generated" in sql.with_suffix(".yml").read_text(), sql.name


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_definition_is_that_of_metrics_md(metric: Metric) -> None:
    numerator = eval(metric.numerator, {}, dict(FIGURES))  # noqa: S307 - our own list
    denominator = FIGURES[metric.denominator] if metric.denominator else 1
    assert Decimal(str(metric.factor)) * numerator / denominator == metrics(**FIGURES)[metric.name]


def test_a_new_metric_reaches_a_contract() -> None:
    contract = (
        "    columns:\n"
        "      # metrics: generated from dbt_project.yml by `make generate`\n"
        "      - name: outdated\n"
        "      # end of generated metrics\n"
    )
    assert column(METRICS[0]) in with_metrics(contract)
    assert "outdated" not in with_metrics(contract)
