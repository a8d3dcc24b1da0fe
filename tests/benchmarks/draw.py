"""The picture and the figures of docs/scaling.md, from the JSON of ``make bench``.

Example:
    python -m tests.benchmarks.draw .mca/bench/bounds.json
"""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from python_jobs.project import PROJECT_ROOT
from tests.benchmarks.curves import MILLION, Point, line_through, points_of, step_lines
from tests.benchmarks.measurement import Measurement, read_json, shown

_DOCS = PROJECT_ROOT / "docs"
_BEGIN, _END = "<!-- measured: written by tests.benchmarks.draw -->", "<!-- end of measured -->"
_BUILD_LIMIT = 3600  # seconds: timeouts.build in config/operations.yml
_COLOURS = {"mariadb": "#1f6f8b", "mysql": "#c8553d"}


@click.command()
@click.argument("result", type=click.Path(exists=True, path_type=Path))
def main(result: Path) -> None:
    """Draw docs/scaling.png and write the figures into docs/scaling.md."""
    measurements = read_json(result)
    points = points_of(measurements)
    _draw(points, _DOCS / "scaling.png")
    page = _DOCS / "scaling.md"
    before, _, rest = page.read_text().partition(_BEGIN)
    _, _, after = rest.partition(_END)
    figures = "\n".join(_figures(json.loads(result.read_text()), measurements, points))
    page.write_text(f"{before}{_BEGIN}\n{figures}\n{_END}{after}")
    click.echo(f"Written: {page} and scaling.png")


def _figures(
    described: dict[str, Any], every: Sequence[Measurement], points: Sequence[Point]
) -> Iterator[str]:
    """The table of bounds, and what each step costs."""
    machine, options = described["machine"], described["options"]
    yield (
        f"Measured on {described['taken_at']} at revision {described['git_revision']}: "
        f"{machine['cores']} cores, {machine['memory_mb'] / 1024:.0f} GiB, load "
        f"{machine['load_average_of_15_minutes']:.1f}, "
        f"rows of shape `{options['shape']}`, seed {options['seed']}.\n"
    )
    yield "| bound | what | rows | server | measured | at most | met |\n|---|---|---|---|---:|---:|---|"
    for one in every:
        limit = "" if one.limit is None else shown(one.limit, one.unit)
        met = {True: "yes", False: "**no**", None: ""}[one.met]
        what = f"{one.what} ({one.note})" if one.note else one.what
        measured = shown(one.measured, one.unit)
        yield f"| {one.bound} | {what} | {one.size} | {one.server} | {measured} | {limit} | {met} |"
    for server, of_server in groupby(points, key=lambda point: point.server):
        runs = list(of_server)
        if len(runs) > 1:
            yield from _costs(server, runs)


def _costs(server: str, points: list[Point]) -> Iterator[str]:
    """What each step costs, and how far that goes."""
    lines = step_lines(points)
    yield f"\nFull run on {server}, seconds: whatever the size, and per million rows.\n"
    yield "| step | fixed | per million rows |\n|---|---:|---:|"
    for step, line in lines.items():
        # Adding 0.0 makes a rounded -0.0 a plain 0.0.
        yield f"| {step} | {round(line.fixed, 1) + 0.0:.1f} | {round(line.per_million, 1) + 0.0:.1f} |"
    disk = line_through(points, [point.disk_megabytes / 1024 for point in points])
    yield f"\nDisk: {disk.per_million:.2f} GB per million rows, the pandas pipeline's copy of them included."
    most = lines["dbt build"].rows_at(_BUILD_LIMIT)
    if most is not None:
        yield (
            f"\nComputed, not measured: along this line a full build reaches its time limit of an hour at "
            f"{most:.0f} million rows, which take {disk.fixed + most * disk.per_million:.0f} GB of disk."
        )


def _draw(points: Sequence[Point], path: Path) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, (time_axes, memory_axes) = plt.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    for server, of_server in groupby(points, key=lambda point: point.server):
        runs = list(of_server)
        compared = [run for run in runs if run.peer_seconds is not None]
        for axes, own, peers in (
            (time_axes, [run.seconds for run in runs], [run.peer_seconds for run in compared]),
            (memory_axes, [run.megabytes for run in runs], [run.peer_megabytes for run in compared]),
        ):
            colour = _COLOURS[server]
            axes.plot(
                [run.rows / MILLION for run in runs], own, "o-", color=colour, label=f"full run, {server}"
            )
            axes.plot(
                [run.rows / MILLION for run in compared],
                peers,
                "o:",
                color=colour,
                label=f"pandas, from {server}",
            )
    for axes, title in (
        (time_axes, "Wall time, seconds"),
        (memory_axes, "Peak memory of all Python processes, MB"),
    ):
        axes.set_title(title, loc="left", fontsize=11)
        axes.set_xlabel("Million rows (campaigns + customers)")
        axes.set_ylim(bottom=0)
        axes.set_xlim(left=0)
        axes.spines[["top", "right"]].set_visible(False)
    time_axes.legend(frameon=False, fontsize=9)
    figure.savefig(path, dpi=110)
    plt.close(figure)


if __name__ == "__main__":
    main()
