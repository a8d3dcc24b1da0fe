"""The metric list, read from the one place that defines it: ``vars.metrics`` of dbt_project.yml."""

from dataclasses import dataclass
from typing import Literal, cast

from python_jobs.dbt_variables import dbt_variable

Unit = Literal["%", "currency", "ratio"]


@dataclass(frozen=True)
class Metric:
    """One metric: ``factor * numerator / denominator``; without a denominator, just the numerator."""

    name: str
    label: str
    unit: Unit
    description: str
    numerator: str
    denominator: str | None
    factor: float


def _read() -> tuple[Metric, ...]:
    return tuple(
        Metric(
            name=entry["name"],
            label=entry["label"],
            unit=cast(Unit, entry["unit"]),
            description=entry["description"],
            numerator=entry["numerator"],
            denominator=entry.get("denominator"),
            factor=float(entry.get("factor", 1)),
        )
        for entry in dbt_variable("metrics", {})
    )


METRICS: tuple[Metric, ...] = _read()
METRIC: dict[str, Metric] = {metric.name: metric for metric in METRICS}
"""The same by name."""
