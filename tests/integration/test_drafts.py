"""Files that are made of a candidate while it is audited, and moved once it is published."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from python_jobs.analysis.exploration import explore
from python_jobs.analysis_config import ReportConfig, report_language
from python_jobs.reporting.charts import draw_charts, make_charts
from python_jobs.reporting.charts.base import Context, chart_context
from python_jobs.reporting.draft import Draft, draft_reports
from python_jobs.reporting.drawing import Drawing, DrawingFailed
from python_jobs.reporting.write import write_reports
from python_jobs.warehouse import processes
from python_jobs.warehouse.connections import engine_for
from tests.conftest import Warehouse
from tests.fixtures.chart_shapes import SCORES, SHAPES, full_report_data
from tests.fixtures.marts import TABLES, Marts, create_marts, plausible_marts


@pytest.fixture
def drawing() -> Iterator[Drawing]:
    with Drawing() as drawing:
        yield drawing


def drafted(
    warehouse: Warehouse,
    marts: Marts,
    folder: Path,
    drawing: Drawing,
    config: ReportConfig = ReportConfig(),  # noqa: B008 (frozen)
) -> Draft:
    """A draft of a candidate that holds some marts."""
    settings = warehouse.settings
    create_marts(engine_for(settings, "transformer"), settings.database("build"), marts, "run-1")
    found = explore(settings, layer="build")
    return draft_reports(
        settings,
        "run-1",
        folder / "draft",
        config,
        lambda: (found.aggregates, found.insights),
        drawing,
    )


def publish(warehouse: Warehouse) -> None:
    """Copy the candidate to where it is seen."""
    build, published = (warehouse.settings.database(layer) for layer in ("build", "marts"))
    for table in TABLES:
        warehouse.query(f"drop table if exists {published}.{table}")
        warehouse.query(f"create table {published}.{table} like {build}.{table}")
        warehouse.query(f"insert into {published}.{table} select * from {build}.{table}")


def written(
    warehouse: Warehouse,
    folder: Path,
    draft: Draft | None,
    config: ReportConfig = ReportConfig(),  # noqa: B008 (frozen)
) -> dict[str, Path]:
    """The report of what is published."""
    settings = warehouse.settings
    found = explore(settings, layer="marts")
    return write_reports(
        settings,
        "run-1",
        folder,
        config,
        insights=found.insights,
        aggregates=found.aggregates,
        draft=draft,
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for kind in ("figures/*.png", "csv/**/*.csv", "powerbi/**/*.csv")
        for file in folder.glob(kind)
    }


def listed(folder: Path) -> list[dict[str, object]]:
    """What the metadata say of the files of rows."""
    files = json.loads((folder / "metadata.json").read_text())["files"]
    return [
        {key: file[key] for key in ("file", "rows", "columns", "types", "days") if key in file}
        for file in files
        if "rows" in file
    ]


@pytest.mark.parametrize("by_day_from", [None, 1])
def test_a_report_of_a_draft_equals_one_without(
    warehouse: Warehouse, tmp_path: Path, drawing: Drawing, by_day_from: int | None
) -> None:
    config = ReportConfig(day_files_from_rows=by_day_from)
    marts = plausible_marts(days=40, customers=30)
    draft = drafted(warehouse, marts, tmp_path / "with", drawing, config)
    publish(warehouse)
    files = written(warehouse, tmp_path / "with", draft, config)
    others = written(warehouse, tmp_path / "without", None, config)
    assert not draft.folder.exists()
    assert {name: path.relative_to(tmp_path / "with") for name, path in files.items()} == {
        name: path.relative_to(tmp_path / "without") for name, path in others.items()
    }
    assert contents(tmp_path / "with") == contents(tmp_path / "without")
    assert "csv/publication.csv" in contents(tmp_path / "with")
    assert listed(tmp_path / "with") == listed(tmp_path / "without")
    for file in (tmp_path / "with" / "parquet").rglob("*.parquet"):
        other = tmp_path / "without" / file.relative_to(tmp_path / "with")
        assert pl.read_parquet(file).equals(pl.read_parquet(other)), file.name


def test_a_report_that_is_tried_again_finds_what_was_moved(
    warehouse: Warehouse, tmp_path: Path, drawing: Drawing
) -> None:
    draft = drafted(warehouse, plausible_marts(days=10), tmp_path, drawing)
    publish(warehouse)
    written(warehouse, tmp_path, draft)
    first = contents(tmp_path)
    written(warehouse, tmp_path, draft)
    assert contents(tmp_path) == first


def test_figures_that_nobody_could_draw_beside_are_drawn_with_the_report(
    warehouse: Warehouse, tmp_path: Path, drawing: Drawing
) -> None:
    draft = drafted(warehouse, plausible_marts(days=10), tmp_path, drawing)
    (process,) = drawing_processes()
    os.kill(process, signal.SIGKILL)
    publish(warehouse)
    written(warehouse, tmp_path, draft)
    assert len(list((tmp_path / "figures").glob("*.png"))) > 5


def test_a_candidate_that_somebody_changed_is_written_once_more(
    warehouse: Warehouse, tmp_path: Path, drawing: Drawing
) -> None:
    draft = drafted(warehouse, plausible_marts(days=10), tmp_path, drawing)
    settings, published = warehouse.settings, plausible_marts(days=12)
    create_marts(engine_for(settings, "publisher"), settings.database("marts"), published, "run-1")
    written(warehouse, tmp_path, draft)
    rows = (tmp_path / "csv" / "fct_campaign_performance.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + len(published.facts)


def context() -> Context:
    return chart_context(full_report_data(SHAPES["five scripts"]), report_language(ReportConfig()), SCORES)


def drawing_processes() -> list[int]:
    """Of this process, by their command."""
    pids = (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))
    ending = ["python_jobs.reporting.drawing", str(os.getpid())]
    return [pid for pid in pids if processes.arguments_of(pid)[-2:] == ending]


def test_the_process_draws_what_is_drawn_here(tmp_path: Path, drawing: Drawing) -> None:
    drawing.start()
    drawing.begin(context(), tmp_path / "there")
    drawing.wait()
    drawing.wait()
    here = draw_charts(make_charts(context()), tmp_path / "here")
    assert {path.name: path.read_bytes() for path in (tmp_path / "there").iterdir()} == {
        path.name: path.read_bytes() for path in here.values()
    }


def test_a_process_that_ended_before_its_order_says_so(tmp_path: Path, drawing: Drawing) -> None:
    drawing.start()
    while not (started := drawing_processes()):  # it bears our name until its program is there
        time.sleep(0.01)
    os.kill(started[0], signal.SIGKILL)
    with pytest.raises(DrawingFailed, match="-9"):
        drawing.begin(context(), tmp_path)


@pytest.mark.timeout(120)
def test_a_process_that_says_much_draws_all_the_same(
    tmp_path: Path, drawing: Drawing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than a pipe holds, before anybody listens."""
    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")
    drawing.start()
    drawing.begin(context(), tmp_path)
    drawing.wait()
    assert list(tmp_path.glob("*.png"))


def test_who_draws_imports_no_database_and_no_settings() -> None:
    """A third of what it would import, before each report."""
    program = (
        "import sys, python_jobs.reporting.charts; print(*{'sqlalchemy', 'pydantic'} & set(sys.modules))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


def test_a_process_that_cannot_draw_says_why(tmp_path: Path, drawing: Drawing) -> None:
    (tmp_path / "file").touch()
    drawing.start()
    drawing.begin(context(), tmp_path / "file")
    for _ in range(2):
        with pytest.raises(DrawingFailed, match="FileExistsError"):
            drawing.wait()


def test_what_nobody_began_was_not_drawn(drawing: Drawing) -> None:
    with pytest.raises(DrawingFailed, match="nobody began"):
        drawing.wait()


def test_a_process_that_nobody_needs_ends() -> None:
    with Drawing() as drawing:
        drawing.start()
        end = time.monotonic() + 5
        while not drawing_processes() and time.monotonic() < end:
            time.sleep(0.01)  # one that has just begun has no arguments yet to be known by
        assert len(drawing_processes()) == 1
    assert drawing_processes() == []
