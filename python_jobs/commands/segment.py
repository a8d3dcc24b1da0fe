"""``mca segment``: the registered segmentation models, and customers under an earlier one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.table import Table

    from python_jobs.analysis.rescoring import Rescoring
    from python_jobs.warehouse.segment_models import RegisteredModel


@click.command()
@click.option(
    "--model", "run_id", metavar="RUN_ID", help="Score the published customers with this run's model."
)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Where the CSV goes; default: outputs/."
)
def segment(run_id: str | None, output: Path | None) -> None:
    """List the registered segmentation models, or score the published customers with one of them.

    Scoring writes a CSV (customer_key, segment, segment_name, published_segment) and changes nothing that is
    published. To publish an earlier model's segments, name it in config/analysis.yml (segmentation.model).

    \b
    Examples:
        mca segment
        mca segment --model 20260301T060000Z-3fa2 --output segments.csv
    """
    from rich.console import Console

    from python_jobs.analysis.rescoring import score_published
    from python_jobs.settings import load_settings
    from python_jobs.warehouse.segment_models import registered_models

    settings, console = load_settings(), Console()
    if run_id is None:
        models = registered_models(settings)
        console.print(_models(models) if models else "No model is registered yet: mca run")
        return
    scored = score_published(settings, run_id)
    path = output or settings.outputs / f"segments_by_{run_id}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    scored.customers.write_csv(path)
    console.print(_sizes(scored))
    if scored.differing_pct is not None:
        console.print(
            f"{scored.differing_pct:.1f} % of the customers have another segment in what is published."
        )
    console.print(f"Written to {path}", soft_wrap=True, highlight=False)


def _models(models: tuple[RegisteredModel, ...]) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for name in ("Run", "Algorithm"):
        table.add_column(name, no_wrap=True)
    for name in ("Segments", "Customers", "Silhouette", "Stability", "Moved"):
        table.add_column(name, justify="right", no_wrap=True)
    for model in models:
        found = model.description
        stability, moved = found.get("stability"), found.get("moved_pct")
        chosen = [entry for entry in found["scores"] if entry["k"] == len(found["segments"])]
        silhouette = chosen[0]["silhouette"] if chosen else None
        table.add_row(
            model.run_id,
            model.algorithm,
            str(len(found["segments"])),
            f"{model.customers:,}",
            "-" if silhouette is None else f"{silhouette:.2f}",
            "-" if stability is None else f"{stability['mean_ari']:.2f}",
            "-" if moved is None else f"{moved:.1f} %",
        )
    return table


def _sizes(scored: Rescoring) -> Table:
    from rich.table import Table

    table = Table(title=f"Segments by the model of run {scored.run_id}", title_justify="left", box=None)
    table.add_column("Segment", no_wrap=True)
    table.add_column("Customers", justify="right")
    sizes = dict(scored.customers["segment"].value_counts().iter_rows())
    for number, name in scored.names.items():
        table.add_row(f"{number}  {name}", f"{sizes.get(number, 0):,}")
    return table
