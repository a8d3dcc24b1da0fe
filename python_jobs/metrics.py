"""The metric list, read from the one place that defines it: ``vars.metrics`` of dbt_project.yml."""

from dataclasses import dataclass
from typing import Literal, cast

import yaml

from python_jobs.project import PROJECT_ROOT

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
    text = (PROJECT_ROOT / "dbt_project" / "dbt_project.yml").read_text(encoding="utf-8")
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
        for entry in yaml.safe_load(text)["vars"]["metrics"]
    )


METRICS: tuple[Metric, ...] = _read()
METRIC: dict[str, Metric] = {metric.name: metric for metric in METRICS}
"""The same by name."""
