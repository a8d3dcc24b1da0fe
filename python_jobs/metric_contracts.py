"""Writes the metric columns of the dbt contracts from the metric list (``make generate``).

A contract names every column, so a new metric would need an edit in every mart that has metrics. Between two
marker comments the columns are generated instead; a test fails when a file is out of date.
"""

import re
import sys
from pathlib import Path

from python_jobs.metrics import METRICS, Metric
from python_jobs.project import PROJECT_ROOT

_BLOCK = re.compile(
    r"(?P<start> *# metrics: generated from dbt_project\.yml by `make generate`\n)"
    r".*?"
    r"(?P<end> *# end of generated metrics\n)",
    re.DOTALL,
)


def column(metric: Metric) -> str:
    """One metric as a column of a contract, in the indentation of the model files."""
    data_type = "decimal(38, 8)" if metric.denominator else "decimal(28, 10)"
    undefined = " NULL where the denominator is 0." if metric.denominator else ""
    return (
        f"      - name: {metric.name}\n"
        f"        data_type: {data_type}\n"
        f'        description: "{metric.description}{undefined}"\n'
    )


def with_metrics(contract: str) -> str:
    """The text of a model's ``.yml`` with its generated block brought up to date."""
    columns = "".join(column(metric) for metric in METRICS)
    return _BLOCK.sub(lambda block: block["start"] + columns + block["end"], contract)


def outdated(models: Path) -> dict[Path, str]:
    """Contract files under a folder whose metrics differ from the list, with the text they should have."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(models.rglob("*.yml"))}
    return {path: with_metrics(text) for path, text in texts.items() if with_metrics(text) != text}


if __name__ == "__main__":
    for path, text in outdated(PROJECT_ROOT / "dbt_project" / "models").items():
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"wrote {path.relative_to(PROJECT_ROOT)}\n")
