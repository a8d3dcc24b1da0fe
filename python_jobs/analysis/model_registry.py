"""The registered model of a run: what made it, how good it is, and the model itself."""

import json
import shutil
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from python_jobs.analysis.customer_facts import CustomerFacts
from python_jobs.analysis.segment_model import SegmentModel
from python_jobs.analysis.segmentation import Segmentation
from python_jobs.analysis_config import SegmentationConfig
from python_jobs.errors import DataError
from python_jobs.settings import Settings
from python_jobs.warehouse import segment_models

_MODEL_FILE = "model.json"


def model_folder(run_folder: Path) -> Path:
    """Where a run keeps its model: ``model.joblib`` and ``model.json``."""
    return run_folder / "model"


def register_model(
    settings: Settings,
    run_id: str,
    customers: CustomerFacts,
    config: SegmentationConfig,
    segmentation: Segmentation,
    moved_pct: float | None,
) -> Path:
    """Keep the model of a run, in its folder and in the ops database; return the folder.

    ``model.json`` says all that there is to know. ``model.joblib`` holds scaler and estimator of a fitted
    model; load it only from a folder you trust (it is a pickle).
    """
    import joblib  # type: ignore[import-untyped]

    folder = model_folder(settings.outputs / run_id)
    folder.mkdir(parents=True, exist_ok=True)
    if segmentation.model is not None:
        joblib.dump(
            {"scaler": segmentation.scaler, "model": segmentation.model, "features": list(config.features)},
            folder / "model.joblib",
        )
    description = describe_model(run_id, customers, config, segmentation, moved_pct)
    segment_models.register(settings, description)
    drawn = {"map": asdict(segmentation.map)} if segmentation.map is not None else {}
    _write_model(folder, description | drawn)
    return folder


def take_over_model(settings: Settings, earlier: str, model: dict[str, Any], run_id: str) -> dict[str, Any]:
    """Make an earlier run's model that of a run whose customers have the same segments; what it says then.

    Args:
        model: what ``read_model`` gave of the earlier run.
    """
    before, folder = (model_folder(settings.outputs / run) for run in (earlier, run_id))
    shutil.copytree(before, folder, dirs_exist_ok=True)
    stored = model | {"run_id": run_id, "moved_pct": 0.0}
    segment_models.register(settings, {name: stored[name] for name in stored if name != "map"})
    _write_model(folder, stored)
    return stored


def read_model(folder: Path) -> dict[str, Any]:
    """All that a run's folder says of its model: its description, and the map where there is one.

    Raises:
        OSError: there is none.
        ValueError: it is no JSON.
    """
    stored: dict[str, Any] = json.loads((folder / _MODEL_FILE).read_text("utf-8"))
    return stored


def model_of(settings: Settings, run_id: str) -> SegmentModel:
    """The registered model of a run.

    Raises:
        DataError: the run registered none; the message lists the newest that there are.
    """
    registered = segment_models.registered_model(settings, run_id)
    if registered is None:
        known = [model.run_id for model in segment_models.registered_models(settings)[:5]]
        listed = f"The newest: {', '.join(known)}" if known else "There is none yet: mca run"
        raise DataError(f"Run {run_id} has no registered segmentation model. {listed}")
    return SegmentModel.from_dict(registered.description["model"])


def published_model_of(settings: Settings) -> SegmentModel | None:
    """The model whose segments readers see; None before the first publication."""
    registered = segment_models.published_model(settings)
    return SegmentModel.from_dict(registered.description["model"]) if registered else None


def _write_model(folder: Path, stored: dict[str, Any]) -> None:
    text = json.dumps(stored, indent=2, ensure_ascii=False)
    (folder / _MODEL_FILE).write_text(text + "\n", "utf-8")


def describe_model(
    run_id: str,
    customers: CustomerFacts,
    config: SegmentationConfig,
    segmentation: Segmentation,
    moved_pct: float | None,
) -> dict[str, Any]:
    """Parameters, model, scores, stability, data range and library versions, ready for JSON."""
    assert segmentation.description is not None
    return {
        "run_id": run_id,
        "created_at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "parameters": config.model_dump(mode="json"),
        "customers": customers.number,
        "fitted_on": customers.fitted_on,
        "data_range": {name: customers.ranges[name] for name in config.features},
        "model": segmentation.description.to_dict(),
        "scores": [asdict(entry) for entry in segmentation.scores],
        "stability": asdict(segmentation.stability) if segmentation.stability else None,
        "moved_pct": moved_pct,
        "segments": {str(number): name for number, name in segmentation.names.items()},
        "centroids": segmentation.centroids.to_dicts(),
        "notes": list(segmentation.notes),
        "versions": library_versions(),
    }


def library_versions() -> dict[str, str]:
    """Versions of what decides the numbers of a model."""
    from importlib.metadata import version
    from platform import python_version

    return {
        "python": python_version(),
        **{name: version(name) for name in ("scikit-learn", "numpy", "polars")},
    }
